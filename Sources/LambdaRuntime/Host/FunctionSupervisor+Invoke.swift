import DockerEngine
import Foundation
import LambdaModel

extension FunctionSupervisor {
    /// A call that was sent, and what came back, before anything else is known of it.
    struct SentCall: Sendable {
        var reply: InvocationReply
        /// Seconds since 1970.
        var startedAt: Double
        var seconds = 0.0
        var queuedSeconds = 0.0
        var isFirst = false
        /// The container, and which of its invocations it is; nil if the call never got to one.
        var place: (container: ServingContainer, number: Int)?
        /// Bytes that were seen in use while it ran.
        var seenMemory: Int?
        /// Whether the emulator may know of it.
        var mayHaveArrived = true
        /// How the container ended whose connection broke; nil if it did not, or nobody knows.
        var end: InvocationEvidence.ContainerEnd?
    }

    /// A call's place among all that the function was asked for.
    struct Turn: Sendable {
        let supervisor: FunctionSupervisor
        fileprivate let ticket: InvocationGate.Ticket
        /// How often the function had been stopped.
        fileprivate let stops: Int
        /// Seconds since 1970.
        fileprivate let askedAt = Date().timeIntervalSince1970
        fileprivate let begin = ContinuousClock.now
    }

    /// Takes the next place for a call, which `invoke` is to be given: a stop that is asked for later stops the call too.
    func turn() -> Turn { Turn(supervisor: self, ticket: gate.ticket(), stops: stops) }

    /// Invokes the function, starting it where it does not run. Calls queue: the emulator never sees two at once; the
    /// next one is sent when the answer is there, while the log is still read for what it tells of this one.
    /// Cancelling the task frees the caller at once.
    ///
    /// - Parameter turn: the call's place; nil for a place at the end.
    func invoke(
        _ request: InvocationRequest, _ turn: Turn? = nil, onNews: @escaping @Sendable (InvocationNews) -> Void
    ) async -> InvocationResult {
        let (prepared, turn) = (prepared, turn ?? self.turn())
        let (call, early) = await CallLoop.run {
            let call = await send(request, turn) { onNews(.started($0)) }
            guard case .answered = call.reply else { return (call, InvocationResult?.none) }
            let early = earlyResult(of: call, request)
            onNews(.answered(early))
            return (call, early)
        }
        let timer = request.wantsLogTail ? early.map { logTimer($0, call, onNews) } : nil
        defer { timer?.cancel() }
        return await CallLoop.aside {
            let result = await result(of: call, request, prepared.settings)
            if let (container, _) = call.place {
                keep(result, on: container, prepared)
                release(container)
            } else if request.isAsynchronous {
                // Its caller was told that it is taken, and nobody else is told that it never ran.
                context.history?.record(result, masking: prepared.masking)
            }
            return result
        }
    }

    private func send(
        _ request: InvocationRequest, _ turn: Turn, _ onStart: @escaping @Sendable (Double) -> Void
    ) async -> SentCall {
        func unsent(_ reply: InvocationReply) -> SentCall {
            SentCall(reply: reply, startedAt: turn.askedAt, queuedSeconds: (ContinuousClock.now - turn.begin).seconds)
        }
        let ticket = turn.ticket
        guard await enter(ticket) else { return unsent(.cancelled) }
        defer { leave(ticket) }
        guard stops == turn.stops else { return unsent(.refused(stoppedBefore)) }
        var attempts = 1
        while true {
            let container: ServingContainer
            do {
                container = try await freeContainer(for: ticket, turn.stops)
            } catch let reason as FailureReason {
                return unsent(.refused(reason))
            } catch {
                return unsent(.cancelled)
            }
            let queued = ContinuousClock.now - turn.begin
            let timeout = container.timeout ?? settings.timeout
            guard var call = try? await Self.carryOut(request, on: container, context, timeout: timeout, onStart) else {
                release(container)
                return unsent(.cancelled)
            }
            call.queuedSeconds = queued.seconds
            switch call.reply {
            case .answered, .refused: return call
            case .cancelled:
                await replace(container)
                return call
            case .unreachable:
                // Before the next call is sent: it would go to the same container.
                call.end = await broke(call, on: container)
                // A connection that was made may break before the emulator reads from it: the engine's proxy takes it, and so
                // does the kernel for a container that has no time for it.
                if call.mayHaveArrived, case .exited? = call.end, let number = call.place?.number,
                    await container.neverBegan(number)
                {
                    call.mayHaveArrived = false
                }
                guard !call.mayHaveArrived, attempts < Self.mostAttempts, !Task.isCancelled else { return call }
            }
            // A container that took no connection ran nothing: the call goes to the one that serves now.
            attempts += 1
            places[ticket] = nil
            release(container)
        }
    }

    /// How many containers are tried for a call that reached none.
    private static let mostAttempts = 4

    /// Sends a call to a container and takes the answer, while no other lamdeck calls the container. Throws where the
    /// task was cancelled before.
    private nonisolated static func carryOut(
        _ request: InvocationRequest, on container: ServingContainer, _ context: SupervisorContext, timeout: Int,
        _ onStart: @Sendable (Double) -> Void
    ) async throws -> SentCall {
        try await context.lock.hold(container: container.id) {
            let meter = UsageMeter(engine: context.engine, container: container)
            await container.caughtUp()
            try Task.checkCancellation()
            let (number, isFirst) = container.beginCall()
            let peak = meter.begin()
            context.history?.callTimes.begin(in: container.id)
            defer { context.history?.callTimes.end(in: container.id) }
            let start = Date().timeIntervalSince1970
            onStart(start)
            let token = context.calls.begin(
                root: request.traceRoot, function: request.function, address: container.address,
                waitingCall: request.waitingCall)
            defer { context.calls.end(token) }
            let watch = meter.watch(peak)
            let clock = ContinuousClock.now
            let (reply, mayHaveArrived) = await context.emulator.send(
                request, to: container.emulator, timeout: timeout)
            let seconds = (ContinuousClock.now - clock).seconds
            watch?.cancel()
            return SentCall(
                reply: reply, startedAt: start, seconds: seconds, isFirst: isFirst, place: (container, number),
                seenMemory: meter.most(peak, seen: await watch?.value ?? nil), mayHaveArrived: mayHaveArrived)
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
        places[ticket] = nil
        gate.leave(ticket)
        restartForPendingChange()
        endBreathIfIdle()
        if openPort != nil, !state.isServing { Task { await closeDoorIfIdle() } }
        reportLoad()
    }

    /// Waits for a container that serves and has no call, and takes it.
    private func freeContainer(for ticket: InvocationGate.Ticket, _ stopsBefore: Int) async throws -> ServingContainer {
        while true {
            try await serving(stopsBefore)
            if let next = freeContainer, await gaveUp(next) { continue }
            if let container = place(ticket) { return container }
            // The gate lets in as many as there are containers; one of these died since.
            await changed { !$0.state.isServing || $0.freeContainer != nil }
            try Task.checkCancellation()
        }
    }

    /// Returns once a container serves, which is started if there is none, unless the function was stopped since.
    private func serving(_ stopsBefore: Int) async throws {
        try await takeSavesIn()
        // Who comes behind a restart gets what was restarted for.
        await restarted()
        try Task.checkCancellation()
        guard stops == stopsBefore else { throw stoppedBefore }
        if current != nil, state.isServing { return }
        start()
        let settled = await state { !$0.isTransient }
        try Task.checkCancellation()
        if case .failed(let reason) = settled { throw reason }
        guard current != nil, state.isServing else { throw stoppedBefore }
    }

    private var stoppedBefore: FailureReason {
        FailureReason(.container, "\(settings.name) was stopped before the call began")
    }
}

extension Duration {
    /// The whole duration in seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
