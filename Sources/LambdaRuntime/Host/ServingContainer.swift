import DockerEngine
import LambdaModel
import Synchronization

/// A container that serves a function: where it is reached, who reads its log, and which calls its log tells of.
final class ServingContainer: Sendable {
    /// The engine's id.
    let id: String
    /// Where its emulator is reached.
    let emulator: EmulatorAddress
    /// The loopback port that reaches it from everywhere on this machine; nil if it publishes none.
    let publishedPort: Int?
    /// The hash of the settings that shaped it.
    let spec: String
    /// The function's timeout in it, in seconds; nil if nobody wrote it down.
    let timeout: Int?
    /// Its address in the engine's network, from which it calls others; nil if it has none.
    let address: String?
    /// The function's port, if the container publishes it itself.
    let ownPort: Int?
    /// The mark of the process that looks after it; nil if it was left to itself.
    let owner: String?
    /// What it was made of; nil for one that was found.
    let code: Code?
    /// Hides the AWS keys that it was given from all that is read of its log, and from what is kept of its calls.
    let masking: Masking?
    /// The settings that it was made with, which the manifest may not have any more.
    let madeWith: MadeWith
    /// When it was started last, by the engine's clock: seconds since 1970.
    let startedAt: Double
    /// The kernel's account of it, where the engine runs on this machine's kernel.
    let group: ControlGroup?

    /// What is mounted in it, and which folders these were.
    typealias Code = (mounts: CodeMounts, folders: [FolderIdentity?])

    struct State {
        var name: String
        var wasCalled = false
        var lastCall: ContinuousClock.Instant?
        var follower: Task<Void, Never>?
        /// Where an earlier reader ended.
        var log: ContainerLogFollower?
        var calls = CallTracker()
        /// Whether all that was logged before the container was found has been read.
        var isCaughtUp = true
        var lastBatch: ContinuousClock.Instant
        /// Whether its log did not tell of a call for which it had all the time.
        var isSilent = false
        /// The number of the last call that was sent.
        var lastNumber = 0
        /// Whether its last call left a runtime behind that waits for the next one.
        var hasRuntime = false
        /// Whether the function wrote something since its last call was sent.
        var wroteSinceCall = false
        /// Called when the function writes something while no call runs; nil if nobody is to know.
        var onOutputBetweenCalls: (@Sendable () -> Void)?
        /// Whether lamdeck has begun to end it.
        var isEnding = false
        var cpuNanoseconds: UInt64?
        var peak = 0
        var codeHash: String?
    }

    let state: Mutex<State>
    let bell: Bell
    /// Rings when the engine may be reached again.
    let retry: Bell
    let outside = OutsideCalls()
    let timing: Timing
    private let made: ContinuousClock.Instant

    /// A container that answers. What a new one used before its first call is taken for the call's: the emulator's own
    /// start, a few milliseconds of processor time.
    ///
    /// - Parameter code: what it was made of; nil for one that was found.
    init(_ details: ContainerDetails, emulator: EmulatorAddress, code: Code?, timing: Timing) {
        (self.timing, bell, retry, made) = (timing, Bell(timing), Bell(timing), timing.now)
        let labels = details.labels
        id = details.id
        self.emulator = emulator
        publishedPort = details.published(ContainerPlan.emulatorPort)?.hostPort
        address = details.networkIP
        self.code = code
        owner = labels[Labels.owner]
        ownPort = labels[Labels.port].flatMap(Int.init)
        spec = labels[Labels.spec] ?? ""
        timeout = labels[Labels.timeout].flatMap(Int.init)
        masking = Masking(credentialsOf: details)
        madeWith = MadeWith(details)
        startedAt = EngineTimestamp(details.state.startedAt)?.secondsSince1970 ?? 0
        group = ControlGroup(container: id)
        state = Mutex(State(name: details.name, lastBatch: made, cpuNanoseconds: code == nil ? nil : 0))
    }

    /// The container's name, as far as it is known: one that takes over gets another.
    var name: String { state.withLock { $0.name } }

    /// Notes that it was renamed.
    func take(name: String) { state.withLock { $0.name = name } }

    // MARK: Calls

    /// When it was called last; long ago for one that was not.
    var lastCall: ContinuousClock.Instant { state.withLock { $0.lastCall } ?? made }

    /// Whether it has been called, as far as is known.
    var wasCalled: Bool { state.withLock { $0.wasCalled } }

    /// Whether it has not been called as far as is known, so that it will load the code as it is at its first call:
    /// what was made of zips and merged layers, or of folders that have been made again since, has the code of before.
    func isUntouched(with mounts: CodeMounts) -> Bool {
        guard let code, code.mounts == mounts, code.folders == mounts.identity else { return false }
        return !state.withLock { $0.wasCalled }
    }

    /// Notes that a call is sent now. Answers which invocation of the container it will be, and whether it is the first
    /// one that is known of.
    func beginCall() -> (number: Int, isFirst: Bool) {
        state.withLock { state in
            defer { state.wasCalled = true }
            (state.hasRuntime, state.wroteSinceCall) = (false, false)
            state.lastCall = timing.now
            state.lastNumber = state.calls.begin()
            return (state.lastNumber, !state.wasCalled)
        }
    }

    /// Whether it is not known how much processor time the container has used.
    var lacksCPU: Bool { state.withLock { $0.cpuNanoseconds == nil } }

    /// Takes the processor time that the container has used by now, and answers what it had by the look before.
    func takeCPU(_ nanoseconds: UInt64) -> UInt64? {
        state.withLock { state in
            defer { state.cpuNanoseconds = nanoseconds }
            return state.cpuNanoseconds
        }
    }

    /// The engine's account of the most bytes since the container's start, if it has risen since the look before.
    func risenPeak(_ bytes: Int) -> Int? {
        state.withLock { state in
            defer { state.peak = max(state.peak, bytes) }
            return bytes > state.peak ? bytes : nil
        }
    }

    /// The hash of the code as the runtime loaded it: made when it is not known, and when the runtime loaded it again.
    func codeHash(isLoadedAnew: Bool, _ make: () -> String?) -> String? {
        if !isLoadedAnew, let known = state.withLock({ $0.codeHash }) { return known }
        let hash = make()
        state.withLock { $0.codeHash = hash }
        return hash
    }

    /// Waits until what was logged before the container was found is read, so that no old call is taken for a new one.
    func caughtUp() async {
        let begin = timing.now
        while !Task.isCancelled, timing.now - begin < .seconds(2) {
            let rings = bell.rings
            if state.withLock({ $0.isCaughtUp }) { return }
            await bell.wait(after: rings, atMost: .seconds(2))
        }
    }

    /// What the log tells of a call: complete, or as much as came until nothing more did for a while (`LogPatience`). A
    /// log that is a flood is read to its end, for up to `limit`. Nil if the log cannot be read; a cancelled task gets
    /// what is there.
    ///
    /// - Parameters:
    ///   - sentAt: when it was sent: seconds since 1970.
    ///   - seconds: how long its answer took.
    func slice(
        _ number: Int, sentAt: Double, seconds: Double? = nil, atMost limit: Duration = .seconds(300)
    ) async -> InvocationSlice? {
        let notBefore = engineTime(sentAt)
        let notAfter = seconds.flatMap { engineTime(sentAt + $0) }
        let begin = timing.now
        while true {
            let rings = bell.rings
            let (slice, isFollowed, quiet, patience) = state.withLock { state in
                let slice = state.calls.slice(number, notBefore: notBefore, notAfter: notAfter)
                return (
                    slice, state.follower != nil, timing.now - max(begin, state.lastBatch),
                    LogPatience.of(
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
            await bell.wait(after: rings, atMost: left)
        }
    }

    /// What the log tells of a call by now, complete or not.
    func knownSlice(_ number: Int, sentAt: Double, seconds: Double) -> InvocationSlice? {
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
    private func lastResort(_ number: Int) -> InvocationSlice? {
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
