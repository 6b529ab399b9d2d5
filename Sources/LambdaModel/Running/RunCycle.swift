/// The life of the serving container from start to end: what the user sees, and the next step.
struct RunCycle: Sendable {
    /// The next step, for the caller.
    enum Step: Sendable {
        case nothing
        /// Launch a container that will serve.
        case launch
        /// Cancel that launch.
        case cancelLaunch
        /// Remove the container that serves, see ``remove(_:)``.
        case removeServing
    }

    private(set) var state: RunState = .stopped
    /// Why a stopped function stopped, if the user of this process did not ask for it.
    private(set) var note: String?
    /// The container that is being removed; the state changes when it is gone.
    private(set) var leaving: String?
    /// Whether the function starts again when nothing is left of the last container.
    private var startsAgain = false
    private(set) var load = (running: 0, waiting: 0)
    /// The init of the container that serves.
    private var initialisation = Initialisation.none

    // MARK: Requests

    mutating func start() -> Step {
        switch state {
        case .stopped, .failed: return begin(.starting)
        case .stopping:
            startsAgain = true
            state = .restarting
            return .nothing
        case .pulling, .starting, .initialising, .ready, .busy, .initFailed, .restarting: return .nothing
        }
    }

    mutating func stop() -> Step {
        note = nil
        switch state {
        case .stopped, .stopping:
            startsAgain = false
            return .nothing
        case .failed:
            state = .stopped
            return .nothing
        case .pulling, .starting:
            state = .stopping
            return .cancelLaunch
        case .restarting:
            state = .stopping
            guard startsAgain else { return .cancelLaunch }
            startsAgain = false
            return .nothing
        case .initialising, .ready, .busy, .initFailed:
            state = .stopping
            return .removeServing
        }
    }

    /// Removes the serving container and launches another one. A launch that is under way is as good as new: the
    /// runtime loads the code after it.
    mutating func restart() -> Step {
        switch state {
        case .initialising, .ready, .busy, .initFailed:
            startsAgain = true
            state = .restarting
            return .removeServing
        case .stopped, .failed, .stopping, .pulling, .starting, .restarting: return start()
        }
    }

    private mutating func begin(_ next: RunState) -> Step {
        note = nil
        startsAgain = false
        state = next
        return .launch
    }

    // MARK: The launch

    mutating func pulling(_ progress: PullState) {
        guard !startsAgain else { return }
        switch state {
        case .starting, .pulling, .restarting: state = .pulling(progress)
        case .stopped, .initialising, .ready, .busy, .initFailed, .stopping, .failed: break
        }
    }

    mutating func pulled() { if case .pulling = state { state = .starting } }

    /// A launch has a container. Returns whether that serves; if not, the caller removes it.
    mutating func launched(_ id: String) -> Bool {
        switch state {
        case .starting, .pulling, .restarting:
            startsAgain = false
            serve(.none)
            return true
        case .stopping:
            leaving = id
            return false
        case .stopped, .initialising, .ready, .busy, .initFailed, .failed: return false
        }
    }

    /// A launch failed; the reason is nil if it was cancelled.
    mutating func launchEnded(_ reason: FailureReason? = nil) -> Step {
        guard let reason, !startsAgain, state != .stopping else { return proceed() }
        state = .failed(reason)
        return .nothing
    }

    // MARK: The container that serves

    /// A container serves from now on, or its init has changed.
    mutating func serve(_ initialisation: Initialisation) {
        self.initialisation = initialisation
        serve()
    }

    private mutating func serve() {
        guard load.running == 0 else {
            state = .busy(queued: load.waiting)
            return
        }
        switch initialisation {
        case .none: state = .ready
        case .running: state = .initialising
        case .failed(let reason): state = .initFailed(reason)
        }
    }

    mutating func loadChanged(running: Int, waiting: Int) {
        load = (running, waiting)
        if state.isServing { serve() }
    }

    /// The container that serves is being removed, as ``Step/removeServing`` asked.
    mutating func remove(_ id: String) { leaving = id }

    /// The container that serves ended by itself.
    mutating func end(_ death: ContainerDeath) {
        switch death {
        case .failed(_, let reason): state = .failed(reason)
        case .stoppedOutside(_, let text):
            state = .stopped
            note = text
        }
    }

    /// A container is removed.
    mutating func removed(_ id: String) -> Step {
        guard leaving == id else { return .nothing }
        leaving = nil
        return proceed()
    }

    /// A container could not be removed. Returns whether that is now the state.
    mutating func removalFailed(_ id: String, _ text: String) -> Bool {
        guard leaving == id else { return false }
        leaving = nil
        startsAgain = false
        // It may still exist, and the user has to know.
        state = .failed(FailureReason(.engine, "its container could not be removed: \(text)"))
        return true
    }

    /// Nothing is left of the last container: the function starts again if that was asked for.
    private mutating func proceed() -> Step {
        if startsAgain { return begin(.restarting) }
        state = .stopped
        return .nothing
    }
}
