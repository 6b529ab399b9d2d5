/// How a ``FunctionHost`` serves: one decision each.
public struct HostOptions: Hashable, Sendable {
    /// Whether the host stays: it listens at ports, watches files and keeps spares.
    var isResident = false
    /// Whether calls are stored.
    var keepsHistory = true
    /// What the containers are for.
    var purpose = ContainerPurpose.function

    /// Whether the code of functions that have a build is made before they start.
    var builds = true

    /// The same without builds: the code is taken as it is.
    public var withoutBuilds: HostOptions {
        var options = self
        options.builds = false
        return options
    }

    /// Functions run on their configured ports until they are stopped.
    public static let resident = HostOptions(isResident: true)
    /// A container for one call, on a port that the engine chooses.
    public static let once = HostOptions(purpose: .once)
    /// The same for tests, whose calls are not stored.
    public static let test = HostOptions(keepsHistory: false, purpose: .once)
}
