import DockerEngine
import LambdaModel
import Logging
import Synchronization

/// A container's log: lines go to the screen, and to what is known of the calls.
extension ServingContainer {
    /// Reads the log until the container ends: lines go into the inbox, calls of others are told of. A second reader is
    /// not made while the first one reads; one that waits before it tries again tries at once.
    ///
    /// - Parameter tail: for a container that was found running: how many old lines are read before the new ones.
    func follow(_ context: SupervisorContext, function: FunctionSettings, tail: Int?) {
        guard context.readsLogs else { return }
        let (name, family) = (function.name, madeWith.family(or: function))
        state.withLock { state in
            guard state.follower == nil else { return retry.ring() }
            let log = state.log ?? ContainerLogFollower(of: id, context.engine, masking: masking, timing: timing)
            let tail = state.log == nil ? tail : nil
            if tail != nil { state.isCaughtUp = false }
            state.follower = Task {
                var log = log
                await log.follow(tail: tail, retry: self.retry) { news in
                    self.take(news, context, of: name, family)
                }
                self.catchUp()
                self.state.withLock { ($0.follower, $0.log) = (nil, log) }
                self.bell.ring()
            }
        }
    }

    private func take(
        _ news: ContainerLogFollower.News, _ context: SupervisorContext, of name: String,
        _ family: LambdaRuntimeIdentifier.Family?
    ) {
        switch news {
        case .lines(let lines):
            let wasCaughtUp = state.withLock { $0.isCaughtUp }
            let (records, others) = take(lines)
            context.inbox?.append(records, of: name)
            let briefs = others.map { InvocationBrief($0, of: name, family) }
            if let last = others.last, let verdict = briefs.last?.verdict {
                endedElsewhere(last, isGood: [.ok, .functionError].contains(verdict))
            }
            guard wasCaughtUp else { return }
            outside.tell(briefs, of: id, context)
        case .caughtUp: catchUp()
        case .lost(var remark):
            state.withLock { $0.calls.lose(&remark) }
            bell.ring()
            context.logger.info("log of \(name): \(remark.text)")
            context.inbox?.append([remark], of: name)
        case .broken(let remark):
            context.logger.warning("log of \(name): \(remark.text)")
            context.inbox?.append([remark], of: name)
        }
    }

    private func catchUp() {
        state.withLock { state in
            guard !state.isCaughtUp else { return }
            state.isCaughtUp = true
            state.calls.forgetOld()
        }
        bell.ring()
    }

    /// Notes that lamdeck ends the container now. The emulator dies first, and what it ran sees that before it dies too:
    /// what it then says is of no call, and of nothing that went wrong.
    func beginEnd() { state.withLock { $0.isEnding = true } }

    /// Lets the reader come to the end of a dead container's log.
    func finishFollowing(within limit: Duration) async {
        guard let follower = state.withLock({ $0.follower }) else { return }
        let timer = Task {
            try? await timing.sleep(for: limit)
            follower.cancel()
        }
        await follower.value
        timer.cancel()
    }

    /// Whether a call never came to the emulator of a container that ended, by the whole of its log.
    func neverBegan(_ number: Int) async -> Bool {
        await waitForEndOfLog(atMost: .seconds(2)) { state.withLock { $0.calls.slice(number) != nil } }
        return state.withLock { state in
            state.follower == nil && state.log?.hasReadAll == true && !state.calls.hasLost(since: number)
                && state.calls.slice(number) == nil
        }
    }

    private func waitForEndOfLog(atMost limit: Duration, unless isEnough: () -> Bool) async {
        let begin = timing.now
        while true {
            let rings = bell.rings
            let left = limit - (timing.now - begin)
            guard state.withLock({ $0.follower != nil }), left > .zero, !isEnough(), !Task.isCancelled else { return }
            await bell.wait(after: rings, atMost: left)
        }
    }

    /// Ends the reader.
    func stopFollowing() {
        state.withLock { $0.follower?.cancel() }
    }

    /// Gives each line its invocation; answers invocations that others made and that are complete now.
    private func take(_ lines: [LogRecord]) -> (records: [LogRecord], others: [InvocationSlice]) {
        var records = lines
        let (others, tell) = state.withLock { state -> ([InvocationSlice], (@Sendable () -> Void)?) in
            let others = state.calls.take(&records)
            if state.isEnding { records.removeAll { $0.invocation == nil } }
            state.wasCalled = state.wasCalled || state.calls.hasInvocations
            // Another process has sent a call since the last one: how that ends is its own.
            if state.calls.isOpen(after: state.lastNumber) { state.hasRuntime = false }
            state.lastBatch = timing.now
            let isOutput = records.contains { $0.source == .output || $0.source == .errorOutput }
            guard isOutput else { return (others, nil) }
            if !state.hasRuntime { state.wroteSinceCall = true }
            return (others, state.hasRuntime ? state.onOutputBetweenCalls : nil)
        }
        tell?()
        bell.ring()
        return (records, others)
    }
}
