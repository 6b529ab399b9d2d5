import DockerEngine
import LambdaModel
import Synchronization

/// What one container's log has shown so far: which invocations it ran, and whether its language runtime still runs.
/// One reader at a time adds to it, see ``follow(_:_:of:_:)``.
final class ContainerLog: Sendable {
    struct State {
        var reader: Task<Void, Never>?
        /// Where an earlier reader ended.
        var follower: ContainerLogFollower?
        var calls = CallTracker()
        var lastBatch: ContinuousClock.Instant
        /// Whether the log reported nothing about a call although it had the time.
        var isSilent = false
        /// The number of the last call that was sent from here; 0 if none was.
        var lastNumber = 0
        /// Whether the last call left a runtime process that waits for the next one.
        var hasRuntime = false
        /// Whether the function wrote something since its last call was sent.
        var wroteSinceCall = false
        /// The supervisor's callbacks; nil until it follows the log.
        var listeners: Listeners?
        /// Whether lamdeck has begun to end the container.
        var isEnding = false
        /// Takes the lines, if lamdeck serves the container's Runtime API.
        var runtimeCalls: RuntimeCallLog?
    }

    /// Called by the reader, on any thread.
    struct Listeners: Sendable {
        /// The log shows an invocation.
        var onCall: @Sendable () -> Void
        /// The function writes something while no call runs.
        var onOutputBetweenCalls: @Sendable () -> Void
    }

    /// The container's id.
    let id: String
    /// When the container was started last, by the engine's clock: seconds since 1970.
    let startedAt: Double
    /// The kernel's account of the container; nil if the engine does not run on this machine's kernel.
    let group: ControlGroup?
    let state: Mutex<State>
    /// Signals when lines have been read, or none will be.
    let changeSignal: ChangeSignal
    /// Signals when the engine may be reached again.
    let retry: ChangeSignal
    let outside = OutsideCalls()
    let timing: Timing

    init(container id: String, startedAt: Double, group: ControlGroup?, timing: Timing) {
        self.id = id
        self.startedAt = startedAt
        self.group = group
        (self.timing, changeSignal, retry) = (timing, ChangeSignal(timing), ChangeSignal(timing))
        state = Mutex(State(lastBatch: timing.now))
    }

    /// Gives all lines to the log of lamdeck's own Runtime API: calls are not searched in the lines.
    func give(linesTo calls: RuntimeCallLog) { state.withLock { $0.runtimeCalls = calls } }

    /// Notes that a call is sent now.
    ///
    /// - Returns: which invocation of the container it will be, and whether it is the first one that is known.
    func beginCall() -> (number: Int, isFirst: Bool) {
        state.withLock { state in
            let isFirst = state.lastNumber == 0 && !state.calls.hasInvocations
            (state.hasRuntime, state.wroteSinceCall) = (false, false)
            state.lastNumber = state.calls.begin()
            return (state.lastNumber, isFirst)
        }
    }

    /// The log of a call: complete, or as far as it arrived before the log was quiet for a while (`LogQuietPeriod`). A
    /// flood is read to its end, for up to `limit`. Nil if the log does not show the call, or cannot be read; a
    /// cancelled task gets what has been read.
    ///
    /// - Parameters:
    ///   - sentAt: when it was sent: seconds since 1970.
    ///   - seconds: how long its answer took.
    func callLog(
        _ number: Int, sentAt: Double, seconds: Double? = nil, atMost limit: Duration = .seconds(300)
    ) async -> InvocationLog? {
        let notBefore = engineTime(sentAt)
        let notAfter = seconds.flatMap { engineTime(sentAt + $0) }
        let begin = timing.now
        while true {
            let version = changeSignal.version
            let (callLog, isFollowed, quiet, patience) = state.withLock { state in
                let callLog = state.calls.callLog(number, notBefore: notBefore, notAfter: notAfter)
                return (
                    callLog, state.reader != nil, timing.now - max(begin, state.lastBatch),
                    LogQuietPeriod.of(
                        callLog ?? state.calls.callLog(number), isLost: state.calls.hasLost(since: number),
                        isSilent: state.isSilent)
                )
            }
            if let callLog, callLog.isComplete, !callLog.mayTrail { return callLog }
            let left = min(patience - quiet, limit - (timing.now - begin))
            guard isFollowed, left > .zero, !Task.isCancelled else {
                if callLog == nil, !Task.isCancelled { return anyMatch(number) }
                return callLog
            }
            await changeSignal.wait(after: version, atMost: left)
        }
    }

    /// The log of a call as read by now, complete or not.
    func logSoFar(_ number: Int, sentAt: Double, seconds: Double) -> InvocationLog? {
        state.withLock { state in
            state.calls.callLog(number, notBefore: engineTime(sentAt), notAfter: engineTime(sentAt + seconds))
        }
    }

    /// Whether lines of the log were lost that may belong to a call. Ask once, after the call's log.
    func hasLostLines(of number: Int) -> Bool {
        state.withLock { state in
            defer { state.calls.settle(number) }
            return state.calls.hasLost(since: number)
        }
    }

    /// The request id of a call, if the log has shown it by now.
    func requestID(_ number: Int, sentAt: Double) -> String? {
        state.withLock { $0.calls.callLog(number, notBefore: engineTime(sentAt))?.requestID }
    }

    /// A time of this machine by the engine's clock. An engine on this machine's own kernel has the same clock; nil for
    /// another engine, whose clock is not known.
    private func engineTime(_ time: Double) -> Double? { group == nil ? nil : time }

    /// The invocation with that number, whenever it began. If there is none, the next invocation belongs to the next
    /// call.
    private func anyMatch(_ number: Int) -> InvocationLog? {
        state.withLock { state in
            // If lines are missing, the invocation with that number may be another call's.
            let isLost = state.calls.hasLost(since: number)
            let callLog = isLost && group != nil ? nil : state.calls.callLog(number)
            if callLog == nil { state.calls.missed(number) }
            state.isSilent = callLog == nil && !isLost
            return callLog
        }
    }
}
