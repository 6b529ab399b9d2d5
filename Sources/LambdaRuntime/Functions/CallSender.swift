import Foundation
import HostLink
import LambdaModel

/// A call's way from the queue to a container and back.
enum CallSender {
    /// How many containers are tried for a call that reached none.
    private static let mostAttempts = 4

    /// Waits for the call's turn and for a container, and sends it.
    static func send(
        _ request: InvocationRequest, _ turn: CallTurn, for supervisor: isolated FunctionSupervisor,
        _ caller: CallCaller
    ) async -> SentCall {
        func unsent(_ reply: InvocationReply) -> SentCall {
            SentCall(
                answer: InvocationAnswer(reply), startedAt: turn.askedAt, queuedSeconds: turn.waited.seconds)
        }
        guard await enter(turn.ticket, supervisor) else { return unsent(.cancelled) }
        defer { leave(turn.ticket, supervisor) }
        guard supervisor.machine.stops == turn.stops else { return unsent(.refused(wasStopped(supervisor))) }
        for attempt in 1... {
            let container: FunctionContainer
            do {
                container = try await takeContainer(turn, supervisor)
            } catch let reason as FailureReason {
                return unsent(.refused(reason))
            } catch {
                return unsent(.cancelled)
            }
            let timeout = container.timeout ?? supervisor.settings.timeout
            // A storm of saves must not keep a call for ever.
            let sent = try? await send(
                request, turn, to: container, supervisor.context, timeout: timeout, mayReturn: attempt == 1, caller)
            guard var call = sent else {
                supervisor.handle(.callComplete(container.id))
                return unsent(.cancelled)
            }
            switch call.reply {
            case .refused: return call
            case .answered:
                switch call.fate {
                case .lives: break
                case .initFailed(let failure): EnvironmentNews.initEnded(container.id, failure, for: supervisor)
                case .exited(let code):
                    call.end = await findEnd(of: call, on: container, reported: code, supervisor)
                    call.wasEndedOutside = supervisor.machine.containers[container.id]?.signal != nil
                case .unusable: await supervisor.replace(container)
                case .overtaken: break
                }
                return call
            case .cancelled:
                if call.facts == nil || call.fate == .unusable { await supervisor.replace(container) }
                return call
            case .unreachable where call.fate == .overtaken: break
            case .unreachable:
                // Before the next call is sent: it would go to the same container.
                call.end = await findEnd(of: call, on: container, supervisor)
                // A connection may break before the emulator reads from it: the engine's proxy accepts it, or the
                // kernel does while the container is busy.
                if call.mayHaveArrived, case .exited? = call.end, let number = call.place?.number,
                    await container.serving.neverBegan(number)
                {
                    call.mayHaveArrived = false
                }
                guard !call.mayHaveArrived, attempt < mostAttempts, !Task.isCancelled else { return call }
            }
            // The container ran nothing of the call: it goes to another one.
            supervisor.handle(.callLeft(turn.ticket))
            supervisor.context.unrecorded.end(in: container.id, begunAt: call.startedAt)
            supervisor.handle(.callComplete(container.id))
        }
        return unsent(.cancelled)
    }

    /// Sends a call to a container. Throws if the task was cancelled before.
    private nonisolated static func send(
        _ request: InvocationRequest, _ turn: CallTurn, to container: FunctionContainer, _ context: SupervisorContext,
        timeout: Int, mayReturn: Bool, _ caller: CallCaller
    ) async throws -> SentCall {
        let queued = turn.waited
        let meter = UsageMeter(engine: context.engine, container: container)
        try Task.checkCancellation()
        let (number, isFirst) = container.serving.beginCall()
        let peak = meter.begin()
        let start = Date().timeIntervalSince1970
        context.unrecorded.begin(in: container.id, at: start)
        caller.report(.started(start))
        let news = report(request, to: container, context, at: start)
        defer { news?.cancel() }
        let token = context.calls.begin(
            root: request.traceRoot, function: request.function, address: container.address,
            waitingCall: request.waitingCall)
        defer { context.calls.end(token) }
        let watch = meter.watch(peak)
        let clock = ContinuousClock.now
        @Sendable func sent(_ answer: ServingAnswer) -> SentCall {
            SentCall(
                answer: InvocationAnswer(answer.reply, answer.ending), startedAt: start,
                seconds: (ContinuousClock.now - clock).seconds, queuedSeconds: queued.seconds, isFirst: isFirst,
                place: (container, number), mayHaveArrived: answer.mayHaveArrived, facts: answer.facts,
                fate: answer.fate)
        }
        let answer = await container.serving.send(
            number, request, timeout: timeout,
            CallListeners(
                readPeak: { meter.most(peak, seen: nil) },
                onPart: request.wantsStream ? { @Sendable in caller.report(.part($0)) } : nil, pace: caller.pace,
                mayReturn: mayReturn,
                onAnswer: {
                    // A request that the caller sends after its answer was not made by this call.
                    context.calls.end(token)
                    caller.answer(sent($0))
                }))
        var call = sent(answer)
        watch?.cancel()
        call.seenMemory = [meter.most(peak, seen: await watch?.value ?? nil), answer.peakAtEnd].compactMap(\.self).max()
        return call
    }

    /// A call that takes longer is reported while it runs. Others are not worth an update.
    private static let noticeable = Duration.milliseconds(100)

    /// Reports to the clients that a call through a port runs; nil for other calls, whose callers know it.
    private nonisolated static func report(
        _ request: InvocationRequest, to container: FunctionContainer, _ context: SupervisorContext, at start: Double
    ) -> Task<Void, Never>? {
        guard request.origin != nil, request.requestID != nil, container.serving.keepsRequestIDs else { return nil }
        return Task {
            guard (try? await context.timing.sleep(for: noticeable)) != nil else { return }
            context.report(.began(InvocationSummary(sent: request, at: start)))
        }
    }

    // MARK: The queue

    private static func enter(_ ticket: CallTicket, _ supervisor: isolated FunctionSupervisor) async -> Bool {
        if supervisor.queue.isIn(ticket) { return true }
        supervisor.loadChanged()
        let isIn = await supervisor.queue.enter(ticket)
        supervisor.loadChanged()
        return isIn
    }

    private static func leave(_ ticket: CallTicket, _ supervisor: isolated FunctionSupervisor) {
        supervisor.queue.leave(ticket)
        supervisor.handle(.callAnswered(ticket))
    }

    // MARK: The container

    /// Waits for a container that serves and runs no call, and takes it for the call.
    private static func takeContainer(
        _ turn: CallTurn, _ supervisor: isolated FunctionSupervisor
    ) async throws -> FunctionContainer {
        while true {
            try await waitUntilServing(turn, supervisor)
            if let next = supervisor.machine.containers.free,
                await RuntimeWatch.replaceIfExited(next.id, of: supervisor)
            {
                continue
            }
            if let failed = supervisor.machine.containers.serving, failed.hasFailedInit {
                // The call begins the init again, as on Lambda.
                await supervisor.replace(failed.container)
                continue
            }
            if let free = supervisor.machine.containers.free {
                supervisor.handle(.callBegan(turn.ticket, free.id))
                return free.container
            }
            // The queue lets in as many calls as there are containers; one of these ended since.
            await supervisor.wait { !$0.state.isServing || $0.machine.containers.free != nil }
            try Task.checkCancellation()
        }
    }

    /// Returns when a container serves. It is started if there is none, unless the function was stopped since.
    private static func waitUntilServing(_ turn: CallTurn, _ supervisor: isolated FunctionSupervisor) async throws {
        try await waitForSaves(supervisor)
        // A call after a restart gets what the function was restarted for.
        await supervisor.restarted()
        try Task.checkCancellation()
        guard supervisor.machine.stops == turn.stops else { throw wasStopped(supervisor) }
        if supervisor.state.isServing { return }
        supervisor.start()
        let settled = await supervisor.state { !$0.isTransient }
        try Task.checkCancellation()
        if case .failed(let reason) = settled { throw reason }
        guard supervisor.state.isServing else { throw wasStopped(supervisor) }
    }

    private static func wasStopped(_ supervisor: isolated FunctionSupervisor) -> FailureReason {
        FailureReason(.container, "\(supervisor.settings.name) was stopped before the call began")
    }

    /// Returns when the container that will answer has all that was saved before. Throws if the function's files do not
    /// exist: its containers have the previous code.
    private static func waitForSaves(_ supervisor: isolated FunctionSupervisor) async throws {
        let (context, settings) = (supervisor.context, supervisor.settings)
        guard context.keepsStandby, settings.watch != .off, supervisor.state.isServing else { return }
        let begin = context.timing.now
        while let missing = missingFile(of: supervisor.settings) {
            // A build may be making them.
            guard context.timing.now - begin < .seconds(2) else {
                throw FailureReason(
                    .settings,
                    "\(missing) does not exist; the call was not sent, because the container runs the previous code")
            }
            try await context.timing.sleep(for: .milliseconds(25))
        }
        // Most calls find nothing, and lose no time by a change of threads.
        if !context.saves.isCaughtUp(settings.name) { await context.saves.catchUp(settings.name) }
        // Without a spare, another call of a function with several containers may have to end first.
        await supervisor.wait { !$0.machine.restart.waitsForCalls }
    }

    private static func missingFile(of settings: FunctionSettings) -> String? {
        // A build may have deleted the code before it failed; what was loaded goes on serving.
        let sources = settings.build == nil ? settings.sources : settings.layers
        return sources.first { access($0.path, F_OK) != 0 }?.path
    }

    // MARK: Ends

    /// Finds out how a container ended if its connection broke, and replaces the container before the next call is
    /// sent. Nil if the container runs, or if the engine does not say; then it is replaced too, like a container that
    /// was cut off its network.
    ///
    /// - Parameter code: the exit code, if the container's shell reported it.
    private static func findEnd(
        of call: SentCall, on container: FunctionContainer, reported code: Int? = nil,
        _ supervisor: isolated FunctionSupervisor
    ) async -> InvocationEvidence.ContainerEnd? {
        let (context, id) = (supervisor.context, container.id)
        if let code, context.keepsStandby, supervisor.machine.containers[id]?.signal == nil {
            await ContainerReports.exited(id, code: code, of: supervisor)
            return supervisor.machine.containers[id]?.end ?? .exited(code: code, outOfMemory: false)
        }
        // The connection breaks a moment before the engine knows of the end. The engine's report may also be handled
        // first; then the container may be gone when lamdeck asks for it.
        let inquiry = ContainerInquiry(
            engine: context.engine, timing: context.timing, memorySize: supervisor.settings.memorySize)
        let asked = await inquiry.end(of: container.id, hasAddress: container.address != nil)
        guard let asked, asked != .cutOff else {
            if let known = supervisor.machine.containers[id]?.end { return known }
            await supervisor.replace(container, asked == .cutOff ? "its container was cut off its network" : nil)
            // lamdeck ends the container now. That is not what broke the call.
            let end = supervisor.machine.containers[id]?.end
            return end == .stopped ? asked : end ?? asked
        }
        // The engine's own report knows more: which signal ended the container.
        if context.keepsStandby { await supervisor.wait(atMost: .seconds(1)) { !$0.machine.containers.takesCalls(id) } }
        // Without a reader of the log that lives on, the log of a call goes with the container.
        if supervisor.machine.containers.takesCalls(id), context.keepsStandby || !call.mayHaveArrived {
            let code: Int? = if case .exited(let code, _) = asked { code } else { nil }
            await ContainerReports.died(id, exitCode: code, of: supervisor)
        }
        return supervisor.machine.containers[id]?.end ?? asked
    }
}
