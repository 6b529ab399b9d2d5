import LambdaModel

/// What a client asks of a project's host. Each request is answered by one ``HostReply``.
public enum HostRequest: Sendable, Equatable {
    /// Start functions; those that run are left alone. The reply is `done` when the starts have begun.
    case start([String])
    /// Stop functions and remove their containers. The reply is `done` when the stops have begun.
    case stop([String])
    /// Give a function a new container, with the settings and the code as they are now. The reply is `done` when the
    /// restart is carried out or waits for a spare container.
    case restart(String)
    /// Apply a changed manifest: new functions appear, those that left it are stopped, and running ones whose settings
    /// changed become stale. The reply is `done` when the ports are open that it wants.
    case apply(Manifest)
    /// What a function does now. The reply is `status`.
    case status(String)
    /// What a function does, as soon as that is not a state that ends by itself. The reply is `status`.
    case settled(String)
    /// Why the last restart of a function did not take place, as soon as none is on its way. The reply is `failure`.
    case restartFailure(String)
    /// Shut down. The reply is `problems`: what could not be handed over or ended, one line each.
    ///
    /// `names` are the functions that are stopped or handed over; nil for all. The others keep running.
    case shutDown(HostEnding, names: [String]?)

    /// Whether it changes nothing, so that a client that does not wait for the answer loses nothing.
    public var isQuestion: Bool {
        switch self {
        case .status, .settled, .restartFailure: true
        case .start, .stop, .restart, .apply, .shutDown: false
        }
    }
}

/// What becomes of the functions that run when their host ends.
public enum HostEnding: Hashable, Sendable {
    /// They are stopped.
    case stopping
    /// They are left as they are.
    case leaving
    /// They are left running, each in a container that publishes the function's port itself.
    case handingOver
}

/// What a host answers.
public enum HostReply: Sendable, Equatable {
    /// The request is carried out.
    case done
    /// What a function does.
    case status(RunStatus)
    /// Why something did not take place; nil if it did.
    case failure(FailureReason?)
    /// What could not be done, one line each.
    case problems([String])
}

/// What a function does.
public struct RunStatus: Hashable, Sendable {
    /// Its state.
    public var state: RunState
    /// Whether it runs with other settings than the manifest has.
    public var isStale: Bool
    /// Whether it is reached at its port.
    public var isOpen: Bool

    /// What a function does.
    public init(state: RunState, isStale: Bool = false, isOpen: Bool = false) {
        (self.state, self.isStale, self.isOpen) = (state, isStale, isOpen)
    }
}
