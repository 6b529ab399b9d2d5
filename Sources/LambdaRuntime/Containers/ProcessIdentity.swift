/// Identifies a process, so that every other process on this machine can find out whether it runs, whatever its user
/// and environment are. The number alone is not enough: the system reuses it.
struct ProcessIdentity: Hashable, Sendable {
    /// Its number.
    var process: Int32
    /// Its start time, in a unit of the system.
    var start: UInt64
    /// The boot of the kernel.
    var boot: String
    /// The namespace of the numbers: the same number in another container is another process.
    var namespace: String

    /// What one process knows about another.
    enum Life: Hashable, Sendable {
        /// It runs.
        case alive
        /// It has ended for certain.
        case dead
        /// It cannot be seen from here. It may run.
        case unknown
        /// It belongs to another boot of the kernel: it has ended, unless it runs on another machine with the same
        /// engine.
        case otherBoot
    }

    /// What the system says about a process number.
    enum Sight: Hashable, Sendable {
        /// A process with that start time has it.
        case started(UInt64)
        /// No process has it.
        case none
        /// A process may have it, but this user cannot see it.
        case hidden
    }

    /// Whether the process runs.
    ///
    /// - Parameters:
    ///   - own: the asking process; nil if the system does not say.
    ///   - inspect: asks the system about a process number.
    func life(seenBy own: ProcessIdentity?, _ inspect: (Int32) -> Sight = Self.inspect) -> Life {
        guard let own else { return .unknown }
        guard boot == own.boot else { return .otherBoot }
        guard namespace == own.namespace else { return .unknown }
        switch inspect(process) {
        case .started(start): return .alive
        case .started, .none: return .dead
        case .hidden: return .unknown
        }
    }
}
