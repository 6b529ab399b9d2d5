import LambdaModel

/// A client's connection to the host of a project. The deck and the commands use this and do not know whether the host
/// is in their process. All messages in both directions are values: ``HostRequest``, ``HostReply``, ``HostUpdate``,
/// `InvocationRequest`, ``InvocationNews``, `InvocationResult` and lines of logs.
public protocol HostConnection: Sendable {
    /// Sends a request and returns at once. Requests and calls are carried out in the order in which `send` and `call`
    /// are called, so that the last one takes effect; none waits for the slow part of an earlier one.
    ///
    /// - Returns: a task with the reply. Cancelling it ends the wait of a question (``HostRequest/isQuestion``), which
    ///   is then answered with the current state. Any other request is still carried out.
    @discardableResult
    func send(_ request: HostRequest) -> Task<HostReply, Never>

    /// Invokes a function, and starts it if it does not run. Returns at once.
    ///
    /// - Parameters:
    ///   - wantsStream: whether parts of the response are news, see ``InvocationNews/part(_:)``.
    ///   - onNews: called when the call leaves the queue, and when it is answered and its verdict is final.
    /// - Returns: a task with the outcome, once the log has reported all about the call, which takes some milliseconds.
    ///   Cancelling it ends the call.
    func call(
        _ input: CallInput, wantsStream: Bool, onNews: @escaping @Sendable (InvocationNews) -> Void
    ) -> Task<CallOutcome, Never>

    /// Reads logs and delivers entries, until they end or the task is cancelled. The next ones are not read before
    /// `deliver` returns.
    func readLogs(
        _ selection: LogSelection, _ deliver: @escaping @Sendable (LogNews) async -> Void
    ) async throws(FailureReason)
}

extension HostConnection {
    /// Starts functions. Functions that run are not changed.
    public func start(_ names: [String]) async { _ = await send(.start(names)).value }

    /// Stops functions and removes their containers.
    public func stop(_ names: [String]) async { _ = await send(.stop(names)).value }

    /// Stops functions, and returns when their containers are removed. Completes in a cancelled task too.
    public func stopAndWait(_ names: [String]) async {
        await Task {
            await stop(names)
            for name in names { _ = await send(.removed(name)).value }
        }.value
    }

    /// Gives a function a new container, see ``HostRequest/restart(_:)``.
    public func restart(_ name: String) async { _ = await send(.restart(name)).value }

    /// Asks a question. A cancelled task does not wait for the answer.
    public func ask(_ question: HostRequest) async -> HostReply {
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

    /// A function's settings and what it does now; nil if the host has no such function.
    public func function(_ name: String) async -> (settings: ProjectFunction, status: RunStatus)? {
        if case .function(let settings, let status) = await ask(.function(name)) { (settings, status) } else { nil }
    }

    /// A function's state, as soon as it is not one that ends by itself. A cancelled task gets the current state.
    public func settled(_ name: String) async -> RunState { await settledStatus(name).state }

    /// The same, with what else is known of the function then.
    public func settledStatus(_ name: String) async -> RunStatus {
        if case .status(let status) = await ask(.settled(name)) { status } else { RunStatus(state: .stopped) }
    }

    /// Why the last restart of a function did not take place; nil if it did.
    public func restartFailure(_ name: String) async -> FailureReason? {
        if case .failure(let reason) = await ask(.restartFailure(name)) { reason } else { nil }
    }

    /// Stops all functions and ends the host. Completes in a cancelled task too.
    ///
    /// - Returns: what could not be ended, one line each.
    @discardableResult
    public func shutDown() async -> [String] {
        if case .problems(let lines) = await send(.shutDown).value { lines } else { [] }
    }

    /// Invokes a function and waits for the outcome. Cancelling the task ends the call.
    public func invoke(
        _ input: CallInput, onNews: @escaping @Sendable (InvocationNews) -> Void = { _ in }
    ) async -> CallOutcome {
        let call = call(input, wantsStream: false, onNews: onNews)
        return await withTaskCancellationHandler {
            await call.value
        } onCancel: {
            call.cancel()
        }
    }
}
