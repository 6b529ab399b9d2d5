import DockerEngine
import Foundation
import LambdaModel

extension FunctionSupervisor {
    /// Invokes the function, starting it where it does not run. Calls queue: the emulator never sees two at once.
    /// Cancelling the task frees the caller at once.
    func invoke(
        _ request: InvocationRequest, onStart: @escaping @Sendable (Double) -> Void
    ) async -> InvocationResult {
        let timeout = settings.timeout
        func result(_ reply: InvocationReply, at start: Double, seconds: Double = 0, isCold: Bool = false)
            -> InvocationResult
        {
            let (verdict, error) = Verdict.read(reply)
            return InvocationResult(
                request: request, reply: reply, verdict: verdict, error: error, startedAt: start, seconds: seconds,
                isCold: isCold)
        }
        let asked = Date().timeIntervalSince1970
        let ticket = gate.ticket()
        let stopsBefore = stops
        guard await enter(ticket) else { return result(.cancelled, at: asked) }
        defer { leave(ticket) }
        guard stops == stopsBefore else { return result(.refused(stoppedBefore), at: asked) }
        let container: ServingContainer
        do {
            container = try await serving()
        } catch let reason as FailureReason {
            return result(.refused(reason), at: asked)
        } catch {
            return result(.cancelled, at: asked)
        }
        let (context, id, port) = (context, container.id, container.port)
        do {
            let (reply, start, seconds, isCold) = try await context.lock.hold(container: id) {
                try Task.checkCancellation()
                let isCold = container.takeFirstCall()
                let start = Date().timeIntervalSince1970
                onStart(start)
                let clock = ContinuousClock.now
                let reply = await context.emulator.invoke(port: port, payload: request.payload, timeout: timeout)
                return (reply, start, (ContinuousClock.now - clock).seconds, isCold)
            }
            return result(await afterwards(reply, id), at: start, seconds: seconds, isCold: isCold)
        } catch {
            return result(.cancelled, at: asked)
        }
    }

    private func enter(_ ticket: InvocationGate.Ticket) async -> Bool {
        let isIn = await withTaskCancellationHandler {
            await withCheckedContinuation { wake in
                gate.enter(ticket, wake)
                if Task.isCancelled { gate.cancel(ticket) }
                reportLoad()
            }
        } onCancel: {
            Task { await self.cancelWaiting(ticket) }
        }
        reportLoad()
        return isIn
    }

    private func cancelWaiting(_ ticket: InvocationGate.Ticket) {
        gate.cancel(ticket)
        reportLoad()
    }

    private func leave(_ ticket: InvocationGate.Ticket) {
        gate.leave(ticket)
        reportLoad()
    }

    /// The container that serves, started where there is none.
    private func serving() async throws -> ServingContainer {
        if let current, state.isServing { return current }
        start()
        let settled = await state { !$0.isTransient }
        try Task.checkCancellation()
        if case .failed(let reason) = settled { throw reason }
        guard let current, state.isServing else { throw stoppedBefore }
        return current
    }

    private var stoppedBefore: FailureReason {
        FailureReason(.container, "\(settings.name) was stopped before the call began")
    }

    /// Sees to the container where a call got no answer, and says what became of it.
    private func afterwards(_ reply: InvocationReply, _ id: String) async -> InvocationReply {
        switch reply {
        case .answered, .refused: return reply
        case .cancelled:
            replace(id)
            return reply
        case .unreachable(let words):
            switch await end(of: id) {
            case .exited(let code):
                // The engine's news may have come first, with more to say.
                if case .failed(let reason) = state { return .unreachable("\(words): \(reason.summary)") }
                return .unreachable("\(words): it ended with exit code \(code)")
            case .removed:
                if case .failed(let reason) = state { return .unreachable("\(words): \(reason.summary)") }
                return .unreachable("\(words): it was removed while the function ran")
            case .unknown:
                replace(id)
                return reply
            }
        }
    }

    /// The emulator may still work on a call that was given up, and a second one would crash it (LAMBDA facts,
    /// point 3): only a new container can take calls again.
    private func replace(_ id: String) {
        if state.isServing, containerID == id { restart() }
    }

    private enum ContainerEnd {
        case exited(Int)
        case removed
        /// It runs, or the engine does not say.
        case unknown
    }

    /// How a container ended whose connection broke, which happens a moment before the engine knows of the end.
    private func end(of id: String) async -> ContainerEnd {
        let engine = context.engine
        return await withTaskGroup(of: ContainerEnd.self) { group in
            group.addTask {
                do throws(EngineError) {
                    return .exited(try await engine.waitContainer(id))
                } catch {
                    if case .notFound = error.kind { return .removed }
                    return .unknown
                }
            }
            group.addTask {
                try? await Task.sleep(for: .seconds(2))
                return .unknown
            }
            defer { group.cancelAll() }
            return await group.next() ?? .unknown
        }
    }
}

extension Duration {
    /// The whole duration in seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
