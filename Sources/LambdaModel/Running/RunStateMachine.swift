/// The life of one function's container as a pure state machine: requests and news come in, actions go out, and
/// somebody else carries them out.
///
/// A *launch* is one attempt to get a container to answer: pull, create, start, probe. It has a number, so that
/// what an abandoned launch still has to say is told from the current one's.
public struct RunStateMachine: Hashable, Sendable {
    /// What is to be done.
    public enum Action: Hashable, Sendable {
        /// Begin a launch under this number. It ends with exactly one of `launched`, `launchFailed`, `launchEnded`.
        case launch(Int)
        /// Give the launch with this number up; it then says `launchEnded`.
        case cancelLaunch(Int)
        /// Stop and remove the container, then say `removed`.
        case remove(container: String)
    }

    /// What the person sees.
    public private(set) var state: RunState = .stopped
    /// The container that serves, or that is on its way out.
    public private(set) var container: String?
    /// Why a stopped function stopped, where it was not the person at this screen who asked.
    public private(set) var note: String?
    private var launch = 0
    private var startsAgain = false
    private var running = 0
    private var waiting = 0

    /// A function without a container.
    public init() {}

    // MARK: What the person asks

    /// Asks for a container that serves.
    public mutating func start() -> [Action] {
        switch state {
        case .stopped, .failed:
            return begin(.starting)
        case .stopping:
            startsAgain = true
            state = .restarting
            return []
        case .pulling, .starting, .ready, .busy, .restarting:
            return []
        }
    }

    /// Asks for no container.
    public mutating func stop() -> [Action] {
        note = nil
        switch state {
        case .stopped, .stopping:
            startsAgain = false
            return []
        case .failed:
            state = .stopped
            return []
        case .pulling, .starting:
            state = .stopping
            return [.cancelLaunch(launch)]
        case .restarting:
            state = .stopping
            if startsAgain {
                startsAgain = false
                return []
            }
            return [.cancelLaunch(launch)]
        case .ready, .busy:
            return removal(.stopping)
        }
    }

    /// Asks for a new container, which loads the code as it is now. A launch that is under way is as good as new:
    /// the emulator loads the code when it is first called (LAMBDA facts, point 2), unless settings changed.
    public mutating func restart() -> [Action] {
        switch state {
        case .stopped, .failed:
            return begin(.starting)
        case .ready, .busy:
            startsAgain = true
            return removal(.restarting)
        case .stopping:
            startsAgain = true
            state = .restarting
            return []
        case .pulling, .starting, .restarting:
            return []
        }
    }

    /// Another container, which answers already, serves from now on; the one before is somebody else's to remove.
    /// Nil where none serves, else that one.
    public mutating func switchOver(to id: String) -> String? {
        guard state.isServing, let old = container else { return nil }
        container = id
        return old
    }

    // MARK: What a launch says

    /// The launch pulls, and has come so far.
    public mutating func pulling(_ number: Int, _ progress: PullState) {
        guard number == launch, !startsAgain else { return }
        switch state {
        case .starting, .pulling, .restarting: state = .pulling(progress)
        case .stopped, .ready, .busy, .stopping, .failed: break
        }
    }

    /// The launch has its image and makes the container.
    public mutating func pulled(_ number: Int) {
        guard number == launch, case .pulling = state else { return }
        state = .starting
    }

    /// The launch has a container that answers.
    public mutating func launched(_ number: Int, container id: String) -> [Action] {
        guard number == launch else { return [.remove(container: id)] }
        switch state {
        case .starting, .pulling, .restarting:
            container = id
            startsAgain = false
            settle()
            return []
        case .stopping:
            container = id
            return [.remove(container: id)]
        case .stopped, .ready, .busy, .failed:
            return [.remove(container: id)]
        }
    }

    /// The launch failed; what it made is already gone.
    public mutating func launchFailed(_ number: Int, _ reason: FailureReason) -> [Action] {
        guard number == launch else { return [] }
        if startsAgain || state == .stopping { return ended() }
        state = .failed(reason)
        return []
    }

    /// The launch was given up; what it made is already gone.
    public mutating func launchEnded(_ number: Int) -> [Action] {
        guard number == launch else { return [] }
        return ended()
    }

    // MARK: What the engine says

    /// A container that an earlier run left serves this function.
    public mutating func adopt(container id: String) {
        switch state {
        case .stopped, .failed:
            container = id
            note = nil
            settle()
        case .pulling, .starting, .ready, .busy, .restarting, .stopping:
            break
        }
    }

    /// A container is gone, as asked for by `remove`.
    public mutating func removed(container id: String) -> [Action] {
        guard id == container else { return [] }
        container = nil
        return ended()
    }

    /// A container could not be removed: it may still be there, and the person has to know.
    public mutating func removalFailed(container id: String, _ reason: FailureReason) -> [Action] {
        guard id == container else { return [] }
        container = nil
        startsAgain = false
        state = .failed(reason)
        return []
    }

    /// A container ended by itself.
    public mutating func died(container id: String, _ reason: FailureReason) -> [Action] {
        guard id == container, state.isServing else { return [] }
        container = nil
        state = .failed(reason)
        return [.remove(container: id)]
    }

    /// Somebody else stopped or removed the container.
    public mutating func stoppedOutside(container id: String, _ note: String) -> [Action] {
        guard id == container, state.isServing else { return [] }
        container = nil
        state = .stopped
        self.note = note
        return [.remove(container: id)]
    }

    // MARK: What the gate says

    /// So many invocations run and so many wait.
    public mutating func load(running: Int, waiting: Int) {
        self.running = running
        self.waiting = waiting
        if state.isServing { settle() }
    }

    private mutating func settle() {
        state = running > 0 ? .busy(queued: waiting) : .ready
    }

    private mutating func begin(_ next: RunState) -> [Action] {
        launch += 1
        note = nil
        startsAgain = false
        state = next
        return [.launch(launch)]
    }

    private mutating func removal(_ next: RunState) -> [Action] {
        state = next
        guard let container else { return ended() }
        return [.remove(container: container)]
    }

    /// Nothing is left of the last container: begin again where that was asked for.
    private mutating func ended() -> [Action] {
        if startsAgain { return begin(.restarting) }
        state = .stopped
        return []
    }
}
