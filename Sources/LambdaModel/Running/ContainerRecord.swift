/// A launched container: the facts about it that never change, as far as ``FunctionMachine`` needs them.
public protocol LaunchedContainer: Sendable {
    /// The code and the layers at the creation of the container. At its first call, a container loads the code as it is
    /// then (LAMBDA facts, point 2), but not code that was unpacked or moved after the creation.
    associatedtype Code: Hashable, Sendable

    /// The engine's id.
    var id: String { get }
    /// Its name when it was launched.
    var name: String { get }
    /// The hash of the settings that it was created with.
    var specHash: String { get }
    /// What is mounted in it.
    var code: Code { get }
    /// Whether its runtime can start before the first call.
    var canInitialise: Bool { get }
    /// How many calls it runs at once.
    var callLimit: Int { get }
}

/// The init of a container's runtime, as far as it is known.
public enum Initialisation: Hashable, Sendable {
    /// It is over, or it begins with the first call.
    case none
    /// The runtime has not asked for its first event.
    case running
    /// It failed. The container takes no calls.
    case failed(FailureReason)
}

/// What a container does for its function.
public enum ContainerRole: String, Hashable, Sendable, CaseIterable {
    /// Serves calls. A function that runs has exactly one such container.
    case serving
    /// Serves calls beside it, if the function's `concurrency` is above 1.
    case worker
    /// Waits uncalled, to replace the serving container at once.
    case spare
    /// Another container has replaced it. It finishes its calls.
    case retired
    /// lamdeck is removing it.
    case leaving
    /// It is removed, and the logs of its last calls are still being read.
    case gone

    /// Whether it belongs to the function: it is neither removed nor being removed.
    public var isPresent: Bool {
        switch self {
        case .serving, .worker, .spare, .retired: true
        case .leaving, .gone: false
        }
    }

    /// Whether calls are sent to it.
    public var takesCalls: Bool { self == .serving || self == .worker }
}

/// All known facts about one container of a function. They are kept nowhere else.
public struct ContainerRecord<Container: LaunchedContainer>: Sendable {
    /// The container itself.
    public let container: Container
    /// Its name. A spare that takes over gets another one.
    public internal(set) var name: String
    /// What it does.
    public internal(set) var role: ContainerRole
    /// Its place in the order of last use. A container that was not called yet has the place of its creation.
    public internal(set) var lastUse: Int
    /// Whether it was called, by lamdeck or by another process.
    public internal(set) var wasCalled = false
    /// Whether its runtime was started before the first call.
    public internal(set) var isReleased = false
    /// Whether it is a spare whose runtime was started, so that it has the code of that moment: when a save began, or
    /// when the container that serves seemed to have ended. It is thrown away if a file changes after that.
    public internal(set) var isEarly = false
    /// The init of its runtime.
    public internal(set) var initialisation = Initialisation.none
    /// The calls that it runs now. The emulator exits if it gets two at once.
    public internal(set) var calls: Set<CallTicket> = []
    /// Its calls whose results are not complete: the one that runs, and those whose log is still being read.
    public internal(set) var callsInFlight = 0
    /// How it ended; nil while it runs.
    public internal(set) var end: InvocationEvidence.ContainerEnd?
    /// The last signal from another process that can have ended it.
    public internal(set) var signal: OutsideSignal?
    /// Whether what it was given has expired, or will soon.
    public internal(set) var isOutdated = false
    /// Whether it ended while the engine could not be reached.
    public internal(set) var isLostWithEngine = false
    /// Whether its runtime process has exited between two calls, so that another container replaces it.
    public internal(set) var isGivenUp = false
    /// Whether its runtime process is being watched.
    public internal(set) var isRuntimeWatched = false

    init(_ container: Container, _ role: ContainerRole, lastUse: Int) {
        self.container = container
        name = container.name
        self.role = role
        self.lastUse = lastUse
    }

    /// The engine's id.
    public var id: String { container.id }

    /// Whether its init failed, so that another container takes the next call.
    public var hasFailedInit: Bool {
        if case .failed = initialisation { true } else { false }
    }

    /// Whether its runtime waits for a call.
    public var isIdleRuntime: Bool {
        container.canInitialise && role.takesCalls && calls.isEmpty && initialisation == .none
            && (isReleased || wasCalled)
    }

    /// Whether its runtime can be started before the first call.
    var canRelease: Bool { container.canInitialise && !isReleased && !wasCalled }

    /// Whether it can take another call.
    var isFree: Bool { role.takesCalls && calls.count < container.callLimit && end == nil && !hasFailedInit }

    /// Records a fact.
    mutating func note(_ fact: ContainerFact) {
        switch fact {
        case .exited(let end): if role.isPresent { self.end = self.end ?? end }
        // The last signal that can end it counts: one that changes nothing may follow.
        case .signalled(let signal): if role.isPresent, self.signal?.number != 9 { self.signal = signal }
        case .renamed(let name): self.name = name
        case .calledOutside: wasCalled = true
        case .outdated: isOutdated = true
        // An end that is known says more.
        case .lostWithEngine: if role.isPresent, end == nil { isLostWithEngine = true }
        case .runtimeWatched(let isWatched): isRuntimeWatched = isWatched
        case .givenUp(let isGivenUp): self.isGivenUp = isGivenUp
        }
    }

    /// Whether it has these settings, and has loaded this code as it is now or will load it.
    func isFit(for wanted: WantedContainers, _ code: Container.Code) -> Bool {
        !wasCalled && !isOutdated && (!isReleased || isEarly) && container.code == code && !isStale(for: wanted)
    }

    /// Whether it was created with other settings.
    func isStale(for wanted: WantedContainers) -> Bool {
        container.specHash != wanted.specHash
    }
}

/// A call's place in its function's queue.
public typealias CallTicket = Int

/// The containers that a function's settings ask for.
public struct WantedContainers: Hashable, Sendable {
    /// The hash of the settings that shape a container.
    public var specHash: String
    /// How many containers serve beside the first one: `concurrency` less one.
    public var workers: Int
    /// Whether a spare waits.
    public var spare: Bool
    /// Whether this process keeps workers and a spare at all. A process that exits after one command does not.
    public var keepsStandby: Bool
    /// Whether the runtime starts before the first call, if the container can do that.
    public var initialisesEarly: Bool

    /// What settings ask for.
    public init(
        specHash: String, workers: Int = 0, spare: Bool = true, keepsStandby: Bool = true, initialisesEarly: Bool = true
    ) {
        self.specHash = specHash
        self.workers = keepsStandby ? workers : 0
        self.spare = keepsStandby && spare
        self.keepsStandby = keepsStandby
        self.initialisesEarly = initialisesEarly
    }
}
