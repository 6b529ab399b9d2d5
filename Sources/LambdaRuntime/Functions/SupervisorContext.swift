import DockerEngine
import HostLink
import LambdaModel
import Logging
import Synchronization

/// What every function's supervisor needs from the rest of the program.
struct SupervisorContext: Sendable {
    /// The engine.
    let engine: any Engine
    /// The project whose functions these are.
    let project: ProjectIdentity
    /// Speaks to the containers.
    let emulator: any EmulatorAccess
    /// The clock for all waits.
    let timing: Timing
    /// How they are reached.
    let reach: ContainerAddressing
    /// How they serve calls.
    let ways: ServingWays
    /// Looks into the images that hold functions.
    let images: ContainerImages
    /// Makes what is mounted.
    let mounts: CodeMountMaker
    /// Keeps launches from crowding the engine.
    let slots: CallQueue
    /// The calls that run, of all functions.
    let calls: TraceRegistry
    /// The calls that are not in the history yet.
    let unrecorded: UnrecordedCalls
    /// Where log lines go; nil if no client shows them.
    let logs: (any LogSink)?
    /// Where calls are stored; nil if they are not.
    let history: HistoryStore?
    /// Where news goes.
    let report: @Sendable (HostUpdate) -> Void
    /// lamdeck's own environment.
    let environment: [String: String]
    /// The keys of AWS profiles.
    let credentials: CredentialStore
    /// What the containers are for.
    let purpose: ContainerPurpose
    /// How long a container that runs may take until it answers.
    let startLimit: Duration
    /// Listens at the functions' ports; nil in a process that does not stay.
    let server: LambdaServer?
    /// Names this host in the labels of its containers.
    let owner: ContainerOwner
    /// Keeps launches of spares from crowding everything else.
    let spareSlots: CallQueue
    /// Which changes of its files each function has taken in.
    let saves: SaveRegistry
    /// Makes the code of functions that have a build.
    let builds: BuildDesk

    /// Whether the host is ending.
    let end = ShutdownFlag()

    /// Whether workers and spares run beside the container that serves.
    var keepsStandby: Bool { server != nil }

    /// lamdeck's own log.
    let logger: Logger
}

/// Set when shutdown begins. A later call must not start a function again: nothing would stop it.
final class ShutdownFlag: Sendable {
    private let state = Mutex(false)

    var hasBegun: Bool { state.withLock { $0 } }

    func begin() { state.withLock { $0 = true } }
}
