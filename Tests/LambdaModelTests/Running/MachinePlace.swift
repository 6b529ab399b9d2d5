@testable import LambdaModel

typealias TestMachine = FunctionMachine<SimulatedContainer>
typealias TestEvent = FunctionEvent<SimulatedContainer>

extension SimulatedContainer {
    /// A container with the settings `1`, by its id and the code that it was created with.
    static func named(_ id: String, code: Int = 1, spec: String = "1") -> Self {
        SimulatedContainer(id: id, specHash: spec, code: code)
    }

    /// The same with a runtime that can start before the first call.
    static func early(_ id: String) -> Self {
        SimulatedContainer(id: id, specHash: "1", code: 1, canInitialise: true)
    }
}

extension TestMachine {
    /// A machine that has handled these events.
    init(after history: [TestEvent], wanted: WantedContainers) {
        self.init(wanted: wanted)
        for event in history { _ = handle(event) }
    }
}

extension FunctionMachine {
    /// The container whose state is shown: the one that serves, or the one on its way out.
    var describedContainer: String? { containers.serving?.id ?? cycle.leaving }
}

extension TestEvent {
    static func launched(_ launch: LaunchID, _ id: String) -> Self { .launched(launch, .named(id)) }
    static func launchFailed(_ launch: LaunchID) -> Self { .launchFailed(launch, Sample.noImage, isOfContainer: false) }
    static func failed(_ id: String, code: Int? = 1) -> Self {
        .ended(id, .failed(.exited(code: 1, outOfMemory: false), Sample.died), code: code)
    }
    static func stoppedOutside(_ id: String) -> Self {
        .ended(id, .stoppedOutside(.exited(code: 137, outOfMemory: false), Sample.outside), code: 1)
    }
    static func removalFailed(_ id: String) -> Self { .removalFailed(id, "the engine is away") }

    /// One event of each kind, about the launch 1 and the container `a` if it is about one.
    static let examples: [TestEvent] = [
        .start, .stop, .restart(.asked), .restart(.saved("app.py changed")), .saveBegan, .saveWentOn, .deathSuspected,
        .filesChanged("app.py changed"),
        .settings(MachinePlace.wanted), .engineCanDoMore, .hostEnds,
        .pulling(1, Sample.progress), .pulled(1), .launched(1, "a"), .launchFailed(1),
        .launchFailed(1, Sample.died, isOfContainer: true), .launchCancelled(1), .codeRead(1, 1), .codeRead(1, nil),
        .trialEnded(1, nil), .trialEnded(1, Sample.noImage), .failed("a"), .stoppedOutside("a"),
        .noted("a", .exited(.removed)), .noted("a", .renamed("b")),
        .unusable("a", nil, code: 1), .noted("a", .signalled(OutsideSignal(number: 15, time: 0))),
        .noted("a", .calledOutside),
        .noted("a", .runtimeWatched(true)), .noted("a", .givenUp(true)), .removed("a"), .removalFailed("a"),
        .callBegan(1, "a"),
        .callAnswered(1), .callLeft(1), .callComplete("a"), .load(running: 1, waiting: 1), .mayMaintain(1),
        .mustMaintain(1),
    ]
}

/// Places in a function's life from which the table begins, for a process that keeps no workers and no spare. Launches
/// are numbered from 1; containers are `a`, `b`.
enum MachinePlace: String, CaseIterable {
    case stopped, starting, pulling, ready, busy, failed
    /// The first launch is being cancelled.
    case cancelling
    /// The container `a` is being removed.
    case removing
    /// The first launch is being cancelled, and another one is to follow.
    case cancellingToStartAgain
    /// The container `a` is being removed, and another one is to follow.
    case removingToStartAgain
    /// The container `a` is gone, and the second launch goes on.
    case relaunching

    static let wanted = WantedContainers(specHash: "1", keepsStandby: false)

    var history: [TestEvent] {
        switch self {
        case .stopped: []
        case .starting: [.start]
        case .pulling: [.start, .pulling(1, Sample.progress)]
        case .ready: [.start, .launched(1, "a")]
        case .busy: [.start, .launched(1, "a"), .load(running: 1, waiting: 2)]
        case .failed: [.start, .launchFailed(1)]
        case .cancelling: [.start, .stop]
        case .removing: [.start, .launched(1, "a"), .stop]
        case .cancellingToStartAgain: [.start, .stop, .start]
        case .removingToStartAgain: [.start, .launched(1, "a"), .restart(.asked), .trialEnded(1, nil)]
        case .relaunching: MachinePlace.removingToStartAgain.history + [.removed("a")]
        }
    }

    var machine: TestMachine { TestMachine(after: history, wanted: Self.wanted) }

    /// What the user sees.
    var state: RunState {
        switch self {
        case .stopped: .stopped
        case .starting: .starting
        case .pulling: .pulling(Sample.progress)
        case .ready: .ready
        case .busy: .busy(queued: 2)
        case .failed: .failed(Sample.noImage)
        case .cancelling, .removing: .stopping
        case .cancellingToStartAgain, .removingToStartAgain, .relaunching: .restarting
        }
    }
}
