/// How a host serves: one decision each.
public struct HostOptions: Hashable, Sendable {
    /// What happens to a container that another process started.
    enum Adoption: Hashable, Sendable {
        /// It becomes the function's.
        case always
        /// It becomes the function's. If its code or settings are old, the user is told so at the next start.
        case reportingOld
        /// It becomes the function's unless its code or settings are old, which the user is told.
        case unlessOld
        /// It is left alone.
        case never
    }

    /// Whether the host stays: it listens at ports, watches files, keeps spares, answers other processes and removes
    /// what dead ones left.
    var isResident = false
    /// What happens to containers of other processes.
    var adoption = Adoption.always
    /// Whether logs are read: the log of a call is part of its result.
    var readsLogs = true
    /// Whether calls are stored.
    var keepsHistory = true
    /// Whether a container publishes the function's port itself, because no process will listen at it.
    var publishesPorts = false
    /// What the containers are for.
    var purpose = ContainerPurpose.function

    /// Functions keep running on their configured ports, as long as this process lives.
    public static let deck = HostOptions(isResident: true)
    /// A command that starts, stops or restarts functions and exits.
    public static let command = HostOptions(
        adoption: .reportingOld, readsLogs: false, keepsHistory: false, publishesPorts: true)
    /// A container for one call, on a port that the engine chooses.
    public static let once = HostOptions(adoption: .unlessOld, purpose: .once)
    /// New containers for tests, as for one call, never a running one: a test's result must not depend on earlier
    /// calls. The calls are not stored.
    public static let test = HostOptions(adoption: .never, keepsHistory: false, purpose: .once)
}
