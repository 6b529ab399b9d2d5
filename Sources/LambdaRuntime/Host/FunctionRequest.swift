import HostLink
import LambdaModel

/// What is asked of a ``FunctionHost``.
public enum FunctionRequest: Sendable, Equatable {
    /// Start functions; those that run are left alone. The reply is `done` when the starts have begun.
    case start([String])
    /// Stop functions and remove their containers. The reply is `done` when the stops have begun.
    case stop([String])
    /// Give a function a new container, with the settings and the code as they are now. The reply is `done` when the
    /// restart is carried out or waits for a spare container.
    case restart(String)
    /// Build the code of functions, see ``HostRequest/build(_:)``.
    case build([String])
    /// The next start of functions does not build, see ``HostRequest/skipBuild(_:)``.
    case skipBuild([String])
    /// Restart a function under its debugger, see ``HostRequest/debug(_:_:)``.
    case debug(String, DebugSettings?)
    /// Restart a function without a debugger.
    case endDebug(String)
    /// Fetch the debugger of a function, see ``HostRequest/fetchDebugger(_:)``.
    case fetchDebugger(String)
    /// Apply a changed manifest: new functions appear, those that left it are stopped, and running ones whose settings
    /// changed become stale. The reply is `done` when the ports are open that it wants.
    case apply(Manifest)
    /// What a function does now. The reply is `status`.
    case status(String)
    /// What a function does, as soon as that is not a state that ends by itself. The reply is `status`.
    case settled(String)
    /// Whether the containers of a stopped function are gone, as soon as they are, or as it runs again. The reply is
    /// `status`.
    case removed(String)
    /// Why the last restart of a function did not take place, as soon as none is on its way. The reply is `failure`.
    case restartFailure(String)
    /// Stop all functions and end. The reply is `problems`: what could not be ended, one line each.
    case shutDown

    /// Whether it changes nothing, so that a client that does not wait for the answer loses nothing.
    var isQuestion: Bool {
        switch self {
        case .status, .settled, .removed, .restartFailure: true
        case .start, .stop, .restart, .build, .skipBuild, .debug, .endDebug, .fetchDebugger, .apply, .shutDown: false
        }
    }

    /// The part of a client's request that a ``FunctionHost`` answers; nil for one about the project.
    init?(_ request: HostRequest) {
        switch request {
        case .start(let names): self = .start(names)
        case .stop(let names): self = .stop(names)
        case .restart(let name): self = .restart(name)
        case .build(let names): self = .build(names)
        case .skipBuild(let names): self = .skipBuild(names)
        case .debug(let name, let settings): self = .debug(name, settings)
        case .endDebug(let name): self = .endDebug(name)
        case .fetchDebugger(let name): self = .fetchDebugger(name)
        case .status(let name): self = .status(name)
        case .settled(let name): self = .settled(name)
        case .removed(let name): self = .removed(name)
        case .restartFailure(let name): self = .restartFailure(name)
        case .function, .details, .shutDown, .followEvents, .history, .entry, .trace, .list, .readFile, .writeFile,
            .keepRunning,
            .stopKept, .storeView, .event:
            return nil
        }
    }
}

/// What takes requests about functions.
public protocol FunctionRequestTarget: Sendable {
    /// Sends a request and returns at once, see ``FunctionHost/send(_:)``.
    @discardableResult
    func send(_ request: FunctionRequest) -> Task<HostReply, Never>
}

extension FunctionRequestTarget {
    /// Starts functions; those that run are left alone.
    public func start(_ names: [String]) async { _ = await send(.start(names)).value }

    /// Stops functions and removes their containers.
    public func stop(_ names: [String]) async { _ = await send(.stop(names)).value }

    /// Gives a function a new container, see ``FunctionRequest/restart(_:)``.
    public func restart(_ name: String) async { _ = await send(.restart(name)).value }

    /// Applies a changed manifest, see ``FunctionRequest/apply(_:)``.
    public func apply(_ manifest: Manifest) async { _ = await send(.apply(manifest)).value }

    private func ask(_ question: FunctionRequest) async -> HostReply {
        let reply = send(question)
        return await withTaskCancellationHandler {
            await reply.value
        } onCancel: {
            reply.cancel()
        }
    }

    /// What a function does now.
    public func status(of name: String) async -> RunStatus {
        if case .status(let status) = await ask(.status(name)) { status } else { RunStatus(state: .stopped) }
    }

    /// A function's state, as soon as it is not one that ends by itself. A cancelled task gets the state as it is.
    public func settled(_ name: String) async -> RunState {
        if case .status(let status) = await ask(.settled(name)) { status.state } else { .stopped }
    }

    /// Why the last restart of a function did not take place; nil if it did.
    public func restartFailure(_ name: String) async -> FailureReason? {
        if case .failure(let reason) = await ask(.restartFailure(name)) { reason } else { nil }
    }

    /// Stops all functions and ends. Goes on to its end in a cancelled task too.
    ///
    /// - Returns: what could not be ended, one line each.
    @discardableResult
    public func shutDown() async -> [String] {
        if case .problems(let lines) = await send(.shutDown).value { lines } else { [] }
    }
}
