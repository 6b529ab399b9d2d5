import Foundation
import LambdaModel
import NIOCore

/// What the environment decides.
extension RuntimeAPIServer {
    func handle(_ event: ExecutionEvent) {
        let actions = state.environment.handle(event)
        // The caller gets its answer before the runtime gets its confirmation: when that is written, the kernel may run
        // the runtime in place of this thread.
        for action in actions where action.isOfCaller { perform(action) }
        for action in actions where !action.isOfCaller { perform(action) }
    }

    private func perform(_ action: ExecutionAction) {
        switch action {
        case .answer(let id, let reply):
            guard let exchange = state.exchanges[id] else { return }
            answer(exchange, make(reply, for: exchange))
        case .close(let id):
            state.sinks[id] = nil
            state.exchanges.removeValue(forKey: id)?.close()
        case .receive(let id, let number): state.sinks[id] = number
        case .startRuntime: if !facts.extensions.isEmpty { state.outside.start(.runtime) }
        case .delivered: break
        case .finish(let number, let outcome): finish(number, outcome)
        case .settled(let number): forget(number)
        case .initEnded(let failure): initEnded(failure)
        case .snapshotTaken:
            let duration = state.initialisation.takeSnapshot()
            records.telemetry?.snapshotTaken(after: duration)
        case .inquire: inquire()
        // The end of the runtime or of the container, and a failed init, are reported otherwise.
        case .spent:
            records.telemetry?.hurry()
            if !state.hasLostRuntime, state.environment.state == .spent, state.initialisation.report?.failure == nil {
                state.outside.spent()
            }
        }
    }

    func answer(_ exchange: RuntimeExchange, _ reply: RuntimeReply) {
        state.exchanges[exchange.id] = nil
        exchange.reply(reply)
    }

    private func make(_ answer: RuntimeAnswer, for exchange: RuntimeExchange) -> RuntimeReply {
        let (replies, now) = (RuntimeReplies(facts: facts), Date().timeIntervalSince1970)
        switch answer {
        case .accepted: return .accepted
        case .refused(let refusal): return .refusal(refusal)
        case .restored: return .restored
        case .event(let number):
            guard let call = state.calls[number] else { return .noCall }
            deliver(call, number, at: now)
            return replies.event(of: call, at: now)
        case .invoke(let number):
            guard let call = state.calls[number] else { return .noCall }
            return replies.invoke(call, at: call.deliveredAt ?? now)
        case .shutdown(let reason): return replies.shutdown(reason, at: now)
        case .registered(let id): return replies.registered(id, exchange)
        }
    }

    private func deliver(_ call: RuntimeCall, _ number: CallNumber, at now: Double) {
        if let timeout = call.timeout { setTimer(number, in: .seconds(timeout)) }
        call.deliver(at: now)
        records.telemetry?.started(call.identity, traceID: call.traceID, at: now)
    }

    func setTimer(_ number: CallNumber, in time: Duration) {
        state.calls[number]?.timer?.cancel()
        state.calls[number]?.timer = loop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            self.handle(.callTimedOut(number))
        }
    }

    private func finish(_ number: CallNumber, _ outcome: ExecutionOutcome) {
        guard let call = state.calls[number] else { return }
        // The engine reports the end of a process much later than its connections do.
        let end: ContinuousClock.Instant? = if case .exited = outcome { state.inquiry.brokeAt } else { nil }
        if let telemetry = records.telemetry, let response = call.responseRecord(at: end ?? .now) {
            telemetry.answered(call.identity, outcome, response)
        }
        if case .error = outcome, state.environment.state != .spent, state.environment.state != .ended {
            // Node.js reports an uncaught error, and then ends itself.
            call.hold(outcome, state.initialisation.report, at: .now)
            call.timer?.cancel()
            call.timer = loop.assumeIsolated().scheduleTask(in: Self.longestHold) {
                call.endHeld(hasExited: false)
                // The environment still has its timeout for asking for the next event.
                if let left = call.timeLeft { self.setTimer(number, in: left) }
            }
            return
        }
        call.end(outcome, state.initialisation.report, at: end ?? .now)
        if state.environment.state == .spent || state.environment.state == .ended || call.deliveredAt == nil {
            forget(number)
        }
    }

    /// How long the end of a call that failed waits for what the runtime does next.
    private static let longestHold = TimeAmount.seconds(3)

    private func forget(_ number: CallNumber) {
        guard let call = state.calls.removeValue(forKey: number) else { return }
        call.timer?.cancel()
        call.endHeld(hasExited: state.environment.state == .ended)
    }

    private func initEnded(_ failure: InitFailure?) {
        state.initTimer?.cancel()
        let report = state.initialisation.end(failure)
        records.initEnded(report, state.environment.registeredExtensions)
        state.outside.initEnded(report)
    }

    /// Asks the engine whether the container has ended.
    func inquire() {
        guard let isFirst = state.inquiry.begin() else { return }
        let exit = state.outside.exit
        if isFirst { state.outside.broke() }
        Task {
            let found = await exit()
            onLoop {
                let isRunning = self.state.environment.state == .running
                let mustRepeat = self.state.inquiry.answered(hasEnded: found != nil, isRunning: isRunning)
                if mustRepeat { return self.inquire() }
                if let found { self.exited(found) } else { self.handle(.stillRuns) }
            }
        }
    }
}

extension ExecutionAction {
    /// Whether a call has its outcome, or an init, which is a part of the outcome.
    fileprivate var isOfCaller: Bool {
        switch self {
        case .finish, .initEnded: true
        case .answer, .close, .receive, .startRuntime, .delivered, .settled, .snapshotTaken, .inquire, .spent: false
        }
    }
}
