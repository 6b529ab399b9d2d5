import DequeModule
import HostLink
import LambdaModel
import Support
import Synchronization

/// The log of one container whose Runtime API lamdeck serves: which lines belong to which call, and the records `START`,
/// `END` and `REPORT`, which lamdeck writes in place of the emulator.
final class RuntimeCallLog: Sendable {
    /// A call of the past, for readers of the container's whole log.
    struct Past: Sendable {
        /// Its place among the calls of the container, from 0.
        let number: Int
        let requestID: String
        /// Seconds since 1970.
        let begin: Double
        /// Nil while it runs, or while its lines are read.
        var end: End?

        /// Its first record.
        var start: LogRecord {
            LogRecord(
                time: begin, source: .marker, text: "START RequestId: \(requestID) Version: $LATEST",
                invocation: requestID)
        }
    }

    /// The end of a call.
    struct End: Sendable {
        let time: Double
        let records: [LogRecord]
        let summary: InvocationSummary
    }

    private struct State {
        /// The latest calls.
        var past: Deque<Past> = []
        var begun = 0
        var lines: CallLines
        /// The call whose `END` has not been written, oldest first.
        var open: [String] = []
        /// What waits until the `END` of an earlier call is written.
        var held: [LogRecord] = []
        /// The latest time stamp of a line that was read.
        var lastStamp = 0.0
        /// When the last line of the container was read.
        var lastRead: ContinuousClock.Instant
        /// When a call was answered, by its request id.
        var answered: [String: Answered] = [:]
        var lastAnswer: ContinuousClock.Instant?
        var emit: (@Sendable ([LogRecord]) -> Void)?
        var onShell: (@Sendable (WaitingShell.Line) -> Void)?
    }

    private struct Answered {
        let clock: ContinuousClock.Instant
        /// By the engine's clock.
        let time: Double
    }

    private let state: Mutex<State>
    private let timing: Timing
    /// Whether the environment runs several calls at once.
    let areConcurrent: Bool
    /// Signals when a call has begun or ended.
    let changes: ChangeSignal

    /// The most calls whose ends are remembered for readers.
    private static let mostPast = 10_000

    /// How long lines of a call may be on their way after its answer. The engine stamps a line when it reads it from the
    /// container's pipe, and hands it on in one or two milliseconds, later under load.
    private static let patience = Duration.milliseconds(20)
    /// How long the next call waits for lines of the last one, if only time stamps tell them apart.
    private static let pause = Duration.milliseconds(3)

    init(areConcurrent: Bool, timing: Timing) {
        (self.timing, self.areConcurrent) = (timing, areConcurrent)
        changes = ChangeSignal(timing)
        state = Mutex(State(lines: CallLines(areConcurrent: areConcurrent), lastRead: timing.now))
    }

    /// Where records go.
    func emit(_ sink: @escaping @Sendable ([LogRecord]) -> Void) { state.withLock { $0.emit = sink } }

    /// What is done with the lines of the container's shell.
    func onShell(_ action: @escaping @Sendable (WaitingShell.Line) -> Void) { state.withLock { $0.onShell = action } }

    // MARK: Calls

    /// How long a call must wait before it can be delivered, so that its lines are not taken for those of the last one.
    var pause: Duration {
        state.withLock { state in
            guard state.lines.hasPlainLines, let last = state.lastAnswer else { return .zero }
            return max(.zero, Self.pause - (timing.now - last))
        }
    }

    /// A call was delivered.
    func begin(_ requestID: String, at time: Double) {
        state.withLock { state in
            state.lines.begin(requestID, at: time)
            let past = Past(number: state.begun, requestID: requestID, begin: time)
            state.begun += 1
            state.past.append(past)
            if state.past.count > Self.mostPast { state.past.removeFirst() }
            Self.emit([past.start], &state)
            state.open.append(requestID)
        }
        changes.signal()
    }

    /// The calls of the container, oldest first.
    var past: [Past] { state.withLock { Array($0.past) } }

    /// A call was answered, or ended otherwise.
    func answered(_ requestID: String, at time: Double) {
        state.withLock { state in
            state.answered[requestID] = Answered(clock: timing.now, time: time)
            state.lastAnswer = timing.now
        }
    }

    /// Writes the last records of a call: no more of its lines are expected.
    func close(_ requestID: String, _ records: [LogRecord], _ summary: InvocationSummary) {
        state.withLock { state in
            if let index = state.past.lastIndex(where: { $0.requestID == requestID }) {
                let time = records.last?.time ?? state.past[index].begin
                state.past[index].end = End(time: time, records: records, summary: summary)
            }
            guard let index = state.open.firstIndex(of: requestID) else { return }
            state.open.remove(at: index)
            state.answered[requestID] = nil
            state.emit?(records)
            guard !state.held.isEmpty else { return }
            let held = state.held
            state.held = []
            Self.emit(held, &state)
        }
        changes.signal()
    }

    /// The log of a call as read by now.
    func soFar(_ requestID: String) -> InvocationLog? { state.withLock { $0.lines.log(requestID) } }

    /// Waits until no more lines of a call are expected. A cancelled task does not wait.
    ///
    /// - Parameter limit: the longest time.
    func wait(for requestID: String, atMost limit: Duration) async {
        let begin = timing.now
        while timing.now - begin < limit {
            let left = state.withLock { state -> Duration in
                guard let answered = state.answered[requestID] else { return .zero }
                // The engine reads the pipe in order, so a later line shows that all earlier ones were read.
                if state.lastStamp > answered.time + 0.002 { return .zero }
                return Self.patience - (timing.now - max(answered.clock, state.lastRead))
            }
            guard left > .zero else { return }
            guard (try? await timing.sleep(for: min(left, limit))) != nil else { return }
        }
    }

    // MARK: Lines

    /// Takes lines that were read, and writes them out in the order of the calls.
    func add(_ records: [LogRecord]) {
        let (shell, callback) = state.withLock { state in
            state.lastRead = timing.now
            var shell: [WaitingShell.Line] = []
            var kept: [LogRecord] = []
            kept.reserveCapacity(records.count)
            for var record in records {
                state.lastStamp = max(state.lastStamp, record.time)
                if let line = WaitingShell.line(record.text) {
                    shell.append(line)
                    guard case .output(let name, let text) = line else { continue }
                    record.text = "[\(name)] \(text)"
                    kept.append(record)
                } else {
                    state.lines.add(&record)
                    kept.append(record)
                }
            }
            Self.emit(kept, &state)
            return (shell, state.onShell)
        }
        for line in shell { callback?(line) }
    }

    /// Writes records, except those of later calls while an earlier one is open.
    private static func emit(_ records: [LogRecord], _ state: inout State) {
        guard let first = state.open.first, state.answered[first] != nil else {
            state.emit?(records)
            return
        }
        var now: [LogRecord] = []
        for record in records {
            if state.held.isEmpty && (record.invocation == first || record.invocation == nil) {
                now.append(record)
            } else if record.invocation == first {
                now.append(record)
            } else {
                state.held.append(record)
            }
        }
        if !now.isEmpty { state.emit?(now) }
    }
}

/// The logs of all containers whose Runtime API this process serves, by the containers' ids.
final class RuntimeCallLogs: Sendable {
    private struct Entry {
        weak var log: RuntimeCallLog?
    }

    private let logs = Mutex<[String: Entry]>([:])

    subscript(container: String) -> RuntimeCallLog? { logs.withLock { $0[container]?.log } }

    /// Adds a container, and forgets those that are gone.
    func add(_ log: RuntimeCallLog, of container: String) {
        logs.withLock { logs in
            logs = logs.filter { $0.value.log != nil }
            logs[container] = Entry(log: log)
        }
    }
}
