import Foundation
import HostLink
import LambdaModel
import Logging

/// What is asked of a host.
extension FunctionHost {
    /// Sends a request and returns at once. Requests and calls are carried out in the order in which `send` and `call`
    /// are called, so that the last one wins; none waits for the slow part of an earlier one.
    ///
    /// - Returns: a task with the reply. Cancelling it ends the wait of a question, which then gets the state as it is.
    @discardableResult
    public nonisolated func send(_ request: FunctionRequest) -> Task<HostReply, Never> {
        let reply = requests.add { await self.begin(request) }
        return Task {
            let slow = await reply.value
            guard request.isQuestion else { return await slow.value }
            return await withTaskCancellationHandler {
                await slow.value
            } onCancel: {
                slow.cancel()
            }
        }
    }

    /// Begins a request. What takes long is left to the task that is returned.
    private func begin(_ request: FunctionRequest) async -> Task<HostReply, Never> {
        switch request {
        case .start(let names):
            await connection.waitForFirst()
            if parts == nil, let problem = connection.problem { return Task { .failure(problem) } }
            for name in names {
                guard let supervisor = registry.supervisor(name) else { return Task { .failure(unknown(name)) } }
                await supervisor.start()
            }
            return Task { .done }
        case .stop(let names):
            for name in names { await registry.supervisor(name)?.stop() }
            return Task { .done }
        case .restart(let name):
            await connection.waitForFirst()
            guard registry.supervisor(name) != nil else { return Task { .failure(unknown(name)) } }
            return done(after: await registry.supervisor(name)?.beginRestart(.asked))
        case .build(let names): return Task { .failure(await BuildRequests.build(names, of: self)) }
        case .skipBuild(let names):
            await parts?.context.builds.skipNext(names)
            return Task { .done }
        case .debug(let name, let settings): return await DebugRequests.begin(name, settings, of: self)
        case .endDebug(let name):
            guard let supervisor = registry.supervisor(name) else { return Task { .failure(unknown(name)) } }
            return done(after: await FunctionDebugging.end(of: supervisor))
        case .fetchDebugger(let name): return DebugRequests.fetch(name, of: self)
        case .apply(let manifest): return done(after: await applyManifest(manifest))
        case .status(let name):
            let status = await runStatus(name)
            return Task { .status(status) }
        case .settled(let name):
            return Task {
                _ = await registry.supervisor(name)?.state { !$0.isTransient }
                return .status(await runStatus(name))
            }
        case .removed(let name):
            return Task {
                await registry.supervisor(name)?.removed()
                return .status(await runStatus(name))
            }
        case .restartFailure(let name):
            return Task {
                guard let supervisor = registry.supervisor(name) else { return .failure(nil) }
                await supervisor.restarted()
                return .failure(await supervisor.machine.restart.failure)
            }
        case .shutDown: return Task { .problems(await self.close()) }
        }
    }

    private func done(after task: Task<Void, Never>?) -> Task<HostReply, Never> {
        Task {
            await task?.value
            return .done
        }
    }

    nonisolated func unknown(_ name: String) -> FailureReason {
        FailureReason(
            .settings,
            registry.manifest.functions.isEmpty
                ? "functions.json cannot be used yet" : "functions.json has no function \(name)")
    }

    private func runStatus(_ name: String) async -> RunStatus {
        guard let supervisor = registry.supervisor(name) else { return RunStatus(state: .stopped) }
        return RunStatus(
            state: await supervisor.state, isStale: await supervisor.machine.isStale,
            portProblem: supervisor.port.problem)
    }

    // MARK: Calls

    /// Invokes a function, and starts it if it does not run. Returns at once.
    ///
    /// - Parameter onNews: called when the call leaves the queue, and when it is answered and its verdict is final.
    /// - Returns: a task with the result, once the log has reported all about the call, which takes some milliseconds.
    ///   Cancelling it ends the call.
    public nonisolated func call(
        _ request: InvocationRequest, onNews: @escaping @Sendable (InvocationNews) -> Void
    ) -> Task<InvocationResult, Never> {
        let turn = requests.add {
            await self.connection.waitForFirst()
            return await self.registry.supervisor(request.function)?.turn()
        }
        return Task { await self.invoke(request, await turn.value, at: nil, onNews) }
    }

    /// Invokes a function, and starts it if it is not running. Cancelling the task frees the caller at once. For
    /// callers in this process, which keep no order with other requests.
    ///
    /// - Parameter pace: how fast the caller takes the parts of the response; nil if it takes them at once.
    public func invoke(
        _ request: InvocationRequest, at pace: StreamPace? = nil,
        onNews: @escaping @Sendable (InvocationNews) -> Void = { _ in }
    ) async -> InvocationResult {
        await invoke(request, nil, at: pace, onNews)
    }

    private func invoke(
        _ request: InvocationRequest, _ turn: CallTurn?, at pace: StreamPace?,
        _ onNews: @escaping @Sendable (InvocationNews) -> Void
    ) async -> InvocationResult {
        guard let supervisor = turn?.supervisor ?? registry.supervisor(request.function) else {
            let reason =
                parts == nil
                ? FailureReason(.engine, "there is no engine to run \(request.function)")
                : unknown(request.function)
            return CallRecorder.refused(request, reason)
        }
        var request = request
        if request.traceID == nil { request.traceID = TraceHeader.make(at: Date().timeIntervalSince1970) }
        return await supervisor.invoke(request, turn, at: pace, onNews: onNews)
    }

    /// Invokes a function, without news of the call.
    public nonisolated func call(_ request: InvocationRequest) -> Task<InvocationResult, Never> {
        call(request) { _ in }
    }
}
