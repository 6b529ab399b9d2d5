import Foundation
import HostLink
import LambdaModel
import Logging

/// What clients ask of a host.
extension FunctionHost {
    /// Sends a request, see ``HostConnection/send(_:)``.
    @discardableResult
    public nonisolated func send(_ request: HostRequest) -> Task<HostReply, Never> {
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
    private func begin(_ request: HostRequest) async -> Task<HostReply, Never> {
        switch request {
        case .start(let names): return await start(names)
        case .stop(let names):
            for name in names { await registry.supervisor(name)?.stop() }
            return Task { .done }
        case .restart(let name): return done(after: await registry.supervisor(name)?.beginRestart(.asked))
        case .apply(let manifest): return done(after: await applyManifest(manifest))
        case .status(let name):
            let status = await runStatus(name)
            return Task { .status(status) }
        case .settled(let name):
            return Task {
                _ = await registry.supervisor(name)?.state { !$0.isTransient }
                return .status(await runStatus(name))
            }
        case .restartFailure(let name):
            return Task {
                guard let supervisor = registry.supervisor(name) else { return .failure(nil) }
                await supervisor.restarted()
                return .failure(await supervisor.machine.restart.failure)
            }
        case .shutDown(let ending, let names):
            return Task { .problems(await self.close(ending, names.map(Set.init))) }
        }
    }

    private func done(after task: Task<Void, Never>?) -> Task<HostReply, Never> {
        Task {
            await task?.value
            return .done
        }
    }

    private func start(_ names: [String]) async -> Task<HostReply, Never> {
        var restarts: [Task<Void, Never>] = []
        for name in names {
            let old = await parts?.session.takeOldNotice(name)
            if let supervisor = registry.supervisor(name), let restart = await HandOver.beginStart(of: supervisor) {
                restarts.append(restart)
            } else if let old {
                report(.notice(old, of: name))
            }
        }
        return Task { [restarts] in
            for restart in restarts { await restart.value }
            return .done
        }
    }

    private func runStatus(_ name: String) async -> RunStatus {
        guard let supervisor = registry.supervisor(name) else { return RunStatus(state: .stopped) }
        return RunStatus(
            state: await supervisor.state, isStale: await supervisor.machine.isStale,
            isOpen: await supervisor.isOpen)
    }

    // MARK: Calls

    /// Invokes a function, see ``HostConnection/call(_:onNews:)``.
    public nonisolated func call(
        _ request: InvocationRequest, onNews: @escaping @Sendable (InvocationNews) -> Void
    ) -> Task<InvocationResult, Never> {
        let turn = requests.add { await self.registry.supervisor(request.function)?.turn() }
        return Task { await self.invoke(request, await turn.value, onNews) }
    }

    /// Invokes a function, and starts it if it is not running. Cancelling the task frees the caller at once. For
    /// callers in this process, which keep no order with other requests.
    public func invoke(
        _ request: InvocationRequest, onNews: @escaping @Sendable (InvocationNews) -> Void = { _ in }
    ) async -> InvocationResult {
        await invoke(request, nil, onNews)
    }

    private func invoke(
        _ request: InvocationRequest, _ turn: CallTurn?, _ onNews: @escaping @Sendable (InvocationNews) -> Void
    ) async -> InvocationResult {
        guard let supervisor = turn?.supervisor ?? registry.supervisor(request.function) else {
            let reason =
                parts == nil
                ? FailureReason(.engine, "there is no engine to run \(request.function)")
                : FailureReason(.settings, "functions.json has no function \(request.function)")
            return CallRecorder.refused(request, reason)
        }
        var request = request
        if request.traceID == nil { request.traceID = TraceHeader.make(at: Date().timeIntervalSince1970) }
        return await supervisor.invoke(request, turn, onNews: onNews)
    }

    // MARK: Other processes

    /// Lets other lamdeck processes ask this one, until the task is cancelled.
    func openControl(_ mark: OwnerMark) -> Task<Void, Never> {
        let (id, logger) = (mark.id, setup.logger)
        let restart = { @Sendable [weak self] (name: String) in
            guard let self else { return "it is shutting down" as String? }
            return await self.restartForAnother(name)
        }
        return Task { await ControlSocket.serve(id, onProblem: { logger.warning("\($0)") }, restart: restart) }
    }

    /// Restarts a function that runs; returns the reason if it cannot.
    private nonisolated func restartForAnother(_ name: String) async -> String? {
        guard registry.supervisor(name) != nil else { return "it has no function \(name)" }
        guard await status(of: name).state.isServing else { return "\(name) is not running" }
        await restart(name)
        if let reason = await restartFailure(name) { return reason.summary }
        if case .failed(let reason) = await settled(name) { return reason.description }
        return nil
    }
}
