import DockerEngine
import HostLink
import LambdaModel
import Logging
import Synchronization

/// What every function's supervisor needs of the program around it.
struct SupervisorContext: Sendable {
    /// The engine.
    let engine: any Engine
    /// The project whose functions these are.
    let project: ProjectIdentity
    /// Speaks to the containers.
    let emulator: any EmulatorAccess
    /// The clock that everything waits by.
    let timing: Timing
    /// How they are reached.
    let reach: ContainerAddressing
    /// How they serve calls.
    let way: any ServingWay
    /// Makes what is mounted.
    let mounts: CodeMountMaker
    /// Keeps launches from crowding the engine.
    let slots: CallQueue
    /// Keeps processes apart.
    let lock: CallLock
    /// The calls that run, of all functions.
    let calls: TraceRegistry
    /// Where log lines go; nil if no client shows them.
    let inbox: LogInbox?
    /// Whether logs are read: what a call logged is part of what is known of it.
    let readsLogs: Bool
    /// Where calls are stored; nil if they are not.
    let history: HistoryStore?
    /// Where news goes.
    let report: @Sendable (HostUpdate) -> Void
    /// lamdeck's own environment.
    let environment: [String: String]
    /// The keys of AWS profiles.
    let credentials: CredentialStore
    /// What the containers are for.
    let role: Labels.Role
    /// How long a container that runs may take until it answers.
    let startLimit: Duration
    /// Listens at the functions' ports; nil in a process that does not stay.
    let door: LambdaServer?
    /// Names this host in the labels of its containers.
    let mark: OwnerMark
    /// Keeps the making of spares from crowding everything else.
    let spareSlots: CallQueue
    /// Whether a container that serves publishes the function's port itself.
    let publishesPort: Bool

    /// Which changes of its files each function has taken in.
    let saves: SaveRegistry

    /// Whether the host is ending.
    let end = ShutdownFlag()

    /// Whether containers stand by beside the one that serves.
    var keepsStandby: Bool { door != nil }

    /// lamdeck's own log.
    let logger: Logger
}

/// Set when shutdown begins. A later call must not start a function again: nothing would stop it.
final class ShutdownFlag: Sendable {
    private let state = Mutex(false)

    var hasBegun: Bool { state.withLock { $0 } }

    func begin() { state.withLock { $0 = true } }
}
