import DockerEngine
import LambdaModel
import Synchronization

/// What one container's log has told so far: which invocations it ran, and whether its language runtime still runs. One
/// reader at a time adds to it, see ``follow(_:_:tail:)``.
final class ContainerLog: Sendable {
    struct State {
        var reader: Task<Void, Never>?
        /// Where an earlier reader ended.
        var follower: ContainerLogFollower?
        var calls = CallTracker()
        /// Whether all that was logged before the container was found has been read.
        var isCaughtUp = true
        var lastBatch: ContinuousClock.Instant
        /// Whether the log reported nothing about a call although it had the time.
        var isSilent = false
        /// The number of the last call that was sent from here; 0 if none was.
        var lastNumber = 0
        /// Whether the last call left a runtime process that waits for the next one.
        var hasRuntime = false
        /// Whether the function wrote something since its last call was sent.
        var wroteSinceCall = false
        /// What its supervisor wants to know; nil until that follows the log.
        var listeners: Listeners?
        /// Whether lamdeck has begun to end the container.
        var isEnding = false
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

    /// Waits until what was logged before the container was found is read, so that no old call is taken for a new one.
    func caughtUp() async {
        let begin = timing.now
        while !Task.isCancelled, timing.now - begin < .seconds(2) {
            let version = changeSignal.version
            if state.withLock({ $0.isCaughtUp }) { return }
            await changeSignal.wait(after: version, atMost: .seconds(2))
        }
    }

    /// What the log tells of a call: complete, or as much as came until nothing more did for a while (`LogQuietPeriod`). A
    /// log that is a flood is read to its end, for up to `limit`. Nil if the log cannot be read; a cancelled task gets
    /// what is there.
    ///
    /// - Parameters:
    ///   - sentAt: when it was sent: seconds since 1970.
    ///   - seconds: how long its answer took.
    func slice(
        _ number: Int, sentAt: Double, seconds: Double? = nil, atMost limit: Duration = .seconds(300)
    ) async -> InvocationLog? {
        let notBefore = engineTime(sentAt)
        let notAfter = seconds.flatMap { engineTime(sentAt + $0) }
        let begin = timing.now
        while true {
            let version = changeSignal.version
            let (slice, isFollowed, quiet, patience) = state.withLock { state in
                let slice = state.calls.slice(number, notBefore: notBefore, notAfter: notAfter)
                return (
                    slice, state.reader != nil, timing.now - max(begin, state.lastBatch),
                    LogQuietPeriod.of(
                        slice ?? state.calls.slice(number), isLost: state.calls.hasLost(since: number),
                        isSilent: state.isSilent)
                )
            }
            if let slice, slice.isComplete, !slice.mayTrail { return slice }
            let left = min(patience - quiet, limit - (timing.now - begin))
            guard isFollowed, left > .zero, !Task.isCancelled else {
                if slice == nil, !Task.isCancelled { return lastResort(number) }
                return slice
            }
            await changeSignal.wait(after: version, atMost: left)
        }
    }

    /// What the log tells of a call by now, complete or not.
    func knownSlice(_ number: Int, sentAt: Double, seconds: Double) -> InvocationLog? {
        state.withLock { state in
            state.calls.slice(number, notBefore: engineTime(sentAt), notAfter: engineTime(sentAt + seconds))
        }
    }

    /// Whether lines of the log were lost that may have told of a call. To be asked once, after its slice.
    func hasLostLines(of number: Int) -> Bool {
        state.withLock { state in
            defer { state.calls.settle(number) }
            return state.calls.hasLost(since: number)
        }
    }

    /// The request id of a call, if the log has told of it by now.
    func requestID(_ number: Int, sentAt: Double) -> String? {
        state.withLock { $0.calls.slice(number, notBefore: engineTime(sentAt))?.requestID }
    }

    /// A time of this machine by the engine's clock: an engine on this machine's own kernel has the same, and of another
    /// it is not known.
    private func engineTime(_ time: Double) -> Double? { group == nil ? nil : time }

    /// The invocation of that number, whenever it began; without one, the next call takes its place.
    private func lastResort(_ number: Int) -> InvocationLog? {
        state.withLock { state in
            // Where lines are missing, the invocation of that number is another call's.
            let isLost = state.calls.hasLost(since: number)
            let slice = isLost && group != nil ? nil : state.calls.slice(number)
            if slice == nil { state.calls.missed(number) }
            state.isSilent = slice == nil && !isLost
            return slice
        }
    }
}
