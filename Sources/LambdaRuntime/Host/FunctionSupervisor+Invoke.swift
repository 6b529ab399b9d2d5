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
        guard await enter(ticket) else { return result(.cancelled, at: asked) }
        defer { leave(ticket) }
        let container: ServingContainer
        do {
            container = try await serving()
        } catch let reason as FailureReason {
            return result(.refused(reason), at: asked)
        } catch {
            return result(.cancelled, at: asked)
        }
        let (context, id, port) = (context, container.id, container.port)
        let isCold = container.takeFirstCall()
        do {
            let (reply, start, seconds) = try await context.lock.hold(container: id) {
                let start = Date().timeIntervalSince1970
                onStart(start)
                let clock = ContinuousClock.now
                let reply = await context.emulator.invoke(port: port, payload: request.payload, timeout: timeout)
                return (reply, start, (ContinuousClock.now - clock).seconds)
            }
            // The emulator still works on a call that was given up, and a second one would crash it (LAMBDA facts,
            // point 3): only a new container can take calls again.
            if reply == .cancelled, state.isServing, containerID == id { restart() }
            return result(await explained(reply, id), at: start, seconds: seconds, isCold: isCold)
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
        guard let current, state.isServing else {
            throw FailureReason(.container, "\(settings.name) was stopped before the call began")
        }
        return current
    }

    /// Says what became of the container, where a call got no answer.
    private func explained(_ reply: InvocationReply, _ id: String) async -> InvocationReply {
        guard case .unreachable(let words) = reply else { return reply }
        guard let details = try? await context.engine.inspectContainer(id) else {
            return .unreachable("\(words): it was removed while the function ran")
        }
        guard !details.state.isRunning else { return reply }
        return .unreachable("\(words): it ended with exit code \(details.state.exitCode)")
    }
}

extension Duration {
    /// The whole duration in seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
