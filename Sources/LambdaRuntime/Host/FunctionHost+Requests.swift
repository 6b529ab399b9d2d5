import Foundation
import LambdaModel
import OrderedCollections

/// What a host is asked for. Requests are carried out in the order in which these functions are called, so that the last
/// one wins; none waits for the slow part of an earlier one.
extension FunctionHost {
    /// A request that is not answered.
    public enum Request: Sendable {
        /// Start functions; those that run are left alone.
        case start([String])
        /// Stop functions and remove their containers.
        case stop([String])
        /// Give a function a new container, with the settings and the code as they are now.
        case restart(String)
        /// Take a changed manifest: new functions appear, those that left it are stopped, and running ones whose settings
        /// changed become stale.
        case apply(Manifest)
    }

    /// Takes a request and returns at once.
    ///
    /// - Returns: a task that ends when the request is carried out.
    @discardableResult
    public nonisolated func post(_ request: Request) -> Task<Void, Never> {
        let rest = requests.add { await self.begin(request) }
        return Task { await rest.value?.value }
    }

    /// Starts functions; those that run are left alone.
    public nonisolated func start(_ names: [String]) async { await post(.start(names)).value }

    /// Stops functions and removes their containers.
    public nonisolated func stop(_ names: [String]) async { await post(.stop(names)).value }

    /// Gives a function a new container, with the settings and the code as they are now.
    public nonisolated func restart(_ name: String) async { await post(.restart(name)).value }

    /// Why the last restart of a function did not take place, once none is on its way: no other container could be made,
    /// and the function runs on as it was. Nil if it did.
    public func restartFailure(_ name: String) async -> FailureReason? {
        guard let supervisor = supervisors[name] else { return nil }
        await supervisor.restarted()
        return await supervisor.machine.restart.failure
    }

    /// Whether a function runs with other settings than the manifest has.
    public func isStale(_ name: String) async -> Bool { await supervisors[name]?.machine.isStale ?? false }

    /// Whether a function is reached at its port.
    public func isOpen(_ name: String) async -> Bool { await supervisors[name]?.isOpen ?? false }

    /// Takes a changed manifest, see ``Request``.
    public nonisolated func apply(_ manifest: Manifest) async { await post(.apply(manifest)).value }

    /// Begins a request. What takes long is left to the task that is returned.
    private func begin(_ request: Request) async -> Task<Void, Never>? {
        switch request {
        case .apply(let manifest): return await take(manifest)
        case .start(let names):
            var restarts: [Task<Void, Never>] = []
            for name in names {
                let old = oldOnes.removeValue(forKey: name)
                if let supervisor = supervisors[name], let restart = await HandOver.beginStart(of: supervisor) {
                    restarts.append(restart)
                } else if let old {
                    send(.notice(old, of: name))
                }
            }
            guard !restarts.isEmpty else { return nil }
            return Task { [restarts] in for restart in restarts { await restart.value } }
        case .stop(let names):
            for name in names { await supervisors[name]?.stop() }
        case .restart(let name): return await supervisors[name]?.beginRestart(.asked)
        }
        return nil
    }

    // MARK: Calls

    /// Queues an invocation behind all earlier requests; starts the function if it is not running. Returns at once.
    ///
    /// - Parameter onNews: called when the call leaves the queue, and when its answer is there and the verdict settled.
    /// - Returns: a task with the result, once the log has told all that it tells of the call, which takes some
    ///   milliseconds. Cancelling it ends the call.
    public nonisolated func call(
        _ request: InvocationRequest, onNews: @escaping @Sendable (InvocationNews) -> Void = { _ in }
    ) -> Task<InvocationResult, Never> {
        let turn = requests.add { await self.supervisors[request.function]?.turn() }
        return Task { await self.invoke(request, await turn.value, onNews) }
    }

    /// Invokes a function, and starts it if it is not running. Cancelling the task frees the caller.
    ///
    /// - Parameter onNews: called when the call leaves the queue, and when its answer is there and the verdict settled.
    /// - Returns: the result, once the log has told all that it tells of the call, which takes some milliseconds.
    public func invoke(
        _ request: InvocationRequest, onNews: @escaping @Sendable (InvocationNews) -> Void = { _ in }
    ) async -> InvocationResult {
        await invoke(request, nil, onNews)
    }

    private func invoke(
        _ request: InvocationRequest, _ turn: CallTurn?,
        _ onNews: @escaping @Sendable (InvocationNews) -> Void
    ) async -> InvocationResult {
        guard let supervisor = turn?.supervisor ?? supervisors[request.function] else {
            let reason =
                context == nil
                ? FailureReason(.engine, "there is no engine to run \(request.function)")
                : FailureReason(.settings, "functions.json has no function \(request.function)")
            return CallRecorder.refused(request, reason)
        }
        var request = request
        if request.traceID == nil { request.traceID = TraceHeader.make(at: Date().timeIntervalSince1970) }
        return await supervisor.invoke(request, turn, onNews: onNews)
    }
}
