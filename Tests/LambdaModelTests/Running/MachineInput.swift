import LambdaModel

/// Everything that can be said to a run state machine, as a value, so that a table can list it.
enum MachineInput: Hashable, Sendable {
    case start
    case stop
    case restart
    case pulling(Int, PullState)
    case pulled(Int)
    case launched(Int, String)
    case launchFailed(Int)
    case launchEnded(Int)
    case adopt(String)
    case removed(String)
    case removalFailed(String)
    case died(String)
    case stoppedOutside(String)
    case load(running: Int, waiting: Int)
}

/// The reasons and remarks that the tests use.
enum Sample {
    static let noImage = FailureReason(.image, "no such image")
    static let notRemoved = FailureReason(.engine, "its container could not be removed")
    static let died = FailureReason(.container, "the container exited with code 1", lastLines: ["boom"])
    static let outside = "stopped from outside lamdeck"
    static let progress = PullState(bytes: 43, totalBytes: 100, layers: 1, totalLayers: 3)
}

extension RunStateMachine {
    /// Says one thing, and gives what is to be done.
    mutating func take(_ input: MachineInput) -> [Action] {
        switch input {
        case .start: return start()
        case .stop: return stop()
        case .restart: return restart()
        case .pulling(let number, let progress):
            pulling(number, progress)
            return []
        case .pulled(let number):
            pulled(number)
            return []
        case .launched(let number, let container): return launched(number, container: container)
        case .launchFailed(let number): return launchFailed(number, Sample.noImage)
        case .launchEnded(let number): return launchEnded(number)
        case .adopt(let container):
            adopt(container: container)
            return []
        case .removed(let container): return removed(container: container)
        case .removalFailed(let container): return removalFailed(container: container, Sample.notRemoved)
        case .died(let container): return died(container: container, Sample.died)
        case .stoppedOutside(let container): return stoppedOutside(container: container, Sample.outside)
        case .load(let running, let waiting):
            load(running: running, waiting: waiting)
            return []
        }
    }

    /// A machine to which things were said.
    init(after history: [MachineInput]) {
        self.init()
        for input in history { _ = take(input) }
    }
}

/// Places in a function's life from which the table begins. Launches are numbered from 1; containers are `a`, `b`.
enum Place: String, CaseIterable {
    case stopped, starting, pulling, ready, busy, failed
    /// The first launch was told to give up.
    case cancelling
    /// The container `a` is being removed.
    case removing
    /// The first launch was told to give up, and another one is wanted then.
    case cancellingToStartAgain
    /// The container `a` is being removed, and another one is wanted then.
    case removingToStartAgain
    /// The container `a` went, and the second launch is under way.
    case relaunching

    var history: [MachineInput] {
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
        case .removingToStartAgain: [.start, .launched(1, "a"), .restart]
        case .relaunching: [.start, .launched(1, "a"), .restart, .removed("a")]
        }
    }

    /// What the person sees there.
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
