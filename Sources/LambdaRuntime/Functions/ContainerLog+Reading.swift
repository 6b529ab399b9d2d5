import DockerEngine
import HostLink
import LambdaModel
import Logging
import Synchronization

/// Reading: lines go to the screen, and to what is known of the calls.
extension ContainerLog {
    /// Reads the log until the container ends: lines go into the inbox, calls of other processes are reported. Only one
    /// reader runs at a time. If it is waiting to open the log again, a second call makes it do so at once.
    ///
    /// - Parameters:
    ///   - container: the container whose log this is.
    func follow(
        _ context: SupervisorContext, _ container: FunctionContainer, of function: FunctionSettings,
        _ listeners: Listeners
    ) {
        let (name, family) = (function.name, container.madeWith.family(or: function))
        let calls = state.withLock { $0.runtimeCalls }
        if let calls, let logs = context.logs { calls.emit { logs.append($0, of: name) } }
        state.withLock { state in
            state.listeners = listeners
            guard state.reader == nil else { return retry.signal() }
            let follower =
                state.follower
                ?? ContainerLogFollower(of: id, context.engine, masking: container.masking, timing: timing)
            state.reader = Task {
                var follower = follower
                await follower.follow(retry: self.retry) { news in
                    self.handle(news, context, of: name, family)
                }
                self.state.withLock { ($0.reader, $0.follower) = (nil, follower) }
                calls?.end()
                self.changeSignal.signal()
            }
        }
    }

    private func handle(
        _ news: ContainerLogFollower.News, _ context: SupervisorContext, of name: String,
        _ family: LambdaRuntimeIdentifier.Family?
    ) {
        switch news {
        case .lines(let lines):
            if let calls = state.withLock({ $0.runtimeCalls }) { return calls.add(lines) }
            let (records, others) = assign(lines)
            context.logs?.append(records, of: name)
            let summaries = others.map { InvocationSummary($0, of: name, family) }
            if let last = others.last, let verdict = summaries.last?.verdict {
                endedElsewhere(last, isGood: [.ok, .functionError].contains(verdict))
            }
            outside.report(summaries, of: id, context)
        case .lost(let remark):
            if let calls = state.withLock({ $0.runtimeCalls }) { return calls.addLoss(remark) }
            var remark = remark
            state.withLock { $0.calls.addLoss(&remark) }
            changeSignal.signal()
            context.logger.info("log of \(name): \(remark.text)")
            context.logs?.append([remark], of: name)
        case .broken(let remark):
            context.logger.warning("log of \(name): \(remark.text)")
            if let calls = state.withLock({ $0.runtimeCalls }) { return calls.breakOff(remark) }
            context.logs?.append([remark], of: name)
        }
    }

    /// Notes that lamdeck is ending the container. The emulator dies first, and the processes that it ran may write
    /// about that before they die too. These lines belong to no call and report no fault.
    func beginEnd() { state.withLock { $0.isEnding = true } }

    /// Waits until the reader has reached the end of a dead container's log, at most for `limit`.
    func finishFollowing(within limit: Duration) async {
        guard let reader = state.withLock({ $0.reader }) else { return }
        let timer = Task {
            try? await timing.sleep(for: limit)
            reader.cancel()
        }
        await reader.value
        timer.cancel()
    }

    /// Whether a call never reached the emulator of a container that ended, according to its complete log.
    func neverBegan(_ number: Int) async -> Bool {
        await waitForEndOfLog(atMost: .seconds(2)) { state.withLock { $0.calls.callLog(number) != nil } }
        return state.withLock { state in
            state.reader == nil && state.follower?.hasReadAll == true && !state.calls.hasLost(since: number)
                && state.calls.callLog(number) == nil
        }
    }

    private func waitForEndOfLog(atMost limit: Duration, unless isEnough: () -> Bool) async {
        let begin = timing.now
        while true {
            let version = changeSignal.version
            let left = limit - (timing.now - begin)
            guard state.withLock({ $0.reader != nil }), left > .zero, !isEnough(), !Task.isCancelled else { return }
            await changeSignal.wait(after: version, atMost: left)
        }
    }

    /// Ends the reader.
    func stopFollowing() {
        state.withLock { $0.reader?.cancel() }
    }

    /// Gives each line its invocation; returns invocations that others made and that are complete now.
    private func assign(_ lines: [LogRecord]) -> (records: [LogRecord], others: [InvocationLog]) {
        var records = lines
        let (others, callbacks) = state.withLock { state -> ([InvocationLog], [@Sendable () -> Void]) in
            let hadInvocations = state.calls.hasInvocations
            let others = state.calls.assign(&records)
            if state.isEnding { records.removeAll { $0.invocation == nil } }
            var callbacks: [@Sendable () -> Void] = []
            if !hadInvocations, state.calls.hasInvocations, let listeners = state.listeners {
                callbacks.append(listeners.onCall)
            }
            // Another process has sent a call since the last one: if the runtime exits, that is the end of that call.
            if state.calls.isOpen(after: state.lastNumber) { state.hasRuntime = false }
            state.lastBatch = timing.now
            let isOutput = records.contains { $0.source == .output || $0.source == .errorOutput }
            if isOutput, !state.hasRuntime { state.wroteSinceCall = true }
            if isOutput, state.hasRuntime, let listeners = state.listeners {
                callbacks.append(listeners.onOutputBetweenCalls)
            }
            return (others, callbacks)
        }
        for callback in callbacks { callback() }
        changeSignal.signal()
        return (records, others)
    }
}
