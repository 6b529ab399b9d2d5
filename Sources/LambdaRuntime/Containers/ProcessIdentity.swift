/// Which process it is, so that every other process on this machine can tell whether it lives, whatever its user and its
/// environment are. The number alone does not tell: the system gives it away again.
struct ProcessIdentity: Hashable, Sendable {
    /// Its number.
    var process: Int32
    /// When it started, in a unit of the system.
    var start: UInt64
    /// The boot of the kernel.
    var boot: String
    /// The numbers' namespace: the same number in another container is another process.
    var namespace: String

    /// What one process knows of another.
    enum Life: Hashable, Sendable {
        /// It runs.
        case alive
        /// It has ended, beyond doubt.
        case dead
        /// It cannot be seen from here. It may run.
        case unknown
        /// It belongs to another boot of the kernel: it is dead, unless it runs on another machine with the same engine.
        case otherBoot
    }

    /// What the system says about a process number.
    enum Sight: Hashable, Sendable {
        /// A process has it that started then.
        case started(UInt64)
        /// No process has it.
        case none
        /// A process may have it. This user may not see more.
        case hidden
    }

    /// Whether the process lives.
    ///
    /// - Parameters:
    ///   - own: the process that asks; nil if the system does not tell.
    ///   - look: asks the system for a process number.
    func life(seenBy own: ProcessIdentity?, _ look: (Int32) -> Sight = Self.look) -> Life {
        guard let own else { return .unknown }
        guard boot == own.boot else { return .otherBoot }
        guard namespace == own.namespace else { return .unknown }
        switch look(process) {
        case .started(start): return .alive
        case .started, .none: return .dead
        case .hidden: return .unknown
        }
    }
}
