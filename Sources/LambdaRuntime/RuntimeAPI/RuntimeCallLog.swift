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
        let hasInit: Bool
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
        /// When the last line of the container was read.
        var lastRead: ContinuousClock.Instant
        /// The calls that were answered and whose logs are not complete.
        var answered: Set<String> = []
        /// The last call that was answered.
        var lastAnswered: String?
        /// Whether the log cannot be read for now.
        var isBroken = false
        /// Whether marks are written no more.
        var hasLostMarks = false
        /// Whether the log has been read to its end.
        var hasEnded = false
        var emit: (@Sendable ([LogRecord]) -> Void)?
        /// lamdeck's own records of a container whose log is not read yet.
        var unread: [LogRecord] = []
        var onShell: (@Sendable (WaitingShell.Line) -> Void)?
    }

    private let state: Mutex<State>
    private let timing: Timing
    /// Whether the environment runs several calls at once.
    let areConcurrent: Bool
    /// Signals when a call has begun or ended.
    let changes: ChangeSignal
    /// Signals when lines have been read.
    private let lineChanges: ChangeSignal

    /// The most calls whose ends are remembered for readers.
    private static let mostPast = 10_000

    /// How long the engine may send nothing before the marks of a call are given up. A busy engine can take seconds to
    /// send a line: while it read a line of 20 MB, it sent nothing for two seconds.
    private static let patience = Duration.seconds(10)
    /// The same if no marks are written any more, because the engine was away: only silence shows the end of a call then.
    private static let patienceWithoutMarks = Duration.milliseconds(100)
    /// How many calls without output show that the next call need not wait for the marks of the last one.
    private static let silentCalls = 3

    init(areConcurrent: Bool, timing: Timing) {
        (self.timing, self.areConcurrent) = (timing, areConcurrent)
        (changes, lineChanges) = (ChangeSignal(timing), ChangeSignal(timing))
        state = Mutex(State(lines: CallLines(areConcurrent: areConcurrent), lastRead: timing.now))
    }

    /// Where records go.
    func emit(_ sink: @escaping @Sendable ([LogRecord]) -> Void) {
        state.withLock { state in
            state.emit = sink
            let unread = state.unread
            state.unread = []
            if !unread.isEmpty { Self.emit(unread, &state) }
        }
    }

    /// What is done with the lines of the container's shell.
    func onShell(_ action: @escaping @Sendable (WaitingShell.Line) -> Void) { state.withLock { $0.onShell = action } }

    // MARK: Calls

    /// Waits until the next call can be delivered, so that its lines are not taken for those of the last one.
    func waitForMarks() async {
        let last = state.withLock { state -> String? in
            guard !areConcurrent, let last = state.lastAnswered else { return nil }
            let isSilent =
                state.lines.marked >= Self.silentCalls && state.lines.lastPlain + Self.silentCalls <= state.begun
            return isSilent ? nil : last
        }
        if let last { await wait(for: last, atMost: Self.patience) }
    }

    /// A call was delivered.
    ///
    /// - Parameter hasInit: whether it waited for the init, whose lines are its own then.
    func begin(_ requestID: String, at time: Double, hasInit: Bool) {
        state.withLock { state in
            state.lines.begin(requestID, at: time, hasInit: hasInit)
            let past = Past(number: state.begun, requestID: requestID, begin: time, hasInit: hasInit)
            state.begun += 1
            state.past.append(past)
            if state.past.count > Self.mostPast { state.past.removeFirst() }
            Self.emit([past.start], &state)
            state.open.append(requestID)
        }
        changes.signal()
    }

    /// The calls of the container with this number or a later one, oldest first.
    func past(from number: Int) -> [Past] {
        state.withLock { state in
            guard let first = state.past.first else { return [] }
            return Array(state.past.dropFirst(max(0, number - first.number)))
        }
    }

    /// A call was answered, or ended otherwise.
    func answered(_ requestID: String) {
        state.withLock { state in
            state.answered.insert(requestID)
            state.lastAnswered = requestID
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
            state.answered.remove(requestID)
            state.lines.close(requestID)
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

    /// Waits until both marks of a call have been read, the log has ended, or the engine is silent. A cancelled task does
    /// not wait.
    ///
    /// - Parameter limit: the longest time.
    func wait(for requestID: String, atMost limit: Duration) async {
        let begin = timing.now
        while !Task.isCancelled {
            let version = lineChanges.version
            let left = state.withLock { state -> Duration in
                guard !state.hasEnded, !state.lines.isMarked(requestID) else { return .zero }
                let patience = state.hasLostMarks && !state.isBroken ? Self.patienceWithoutMarks : Self.patience
                return min(limit - (timing.now - begin), patience - (timing.now - max(begin, state.lastRead)))
            }
            guard left > .zero else { return }
            await lineChanges.wait(after: version, atMost: left)
        }
    }

    /// No more marks are written into the log.
    func loseMarks() {
        // What broke the connection to the shell broke the log's, too.
        state.withLock { ($0.hasLostMarks, $0.isBroken) = (true, true) }
        lineChanges.signal()
    }

    /// The log has been read to its end.
    func end() {
        state.withLock { $0.hasEnded = true }
        lineChanges.signal()
    }

    /// Writes a line of lamdeck's own, at the latest when the container's log is read.
    func write(_ record: LogRecord) {
        state.withLock { state in
            if state.emit == nil { state.unread.append(record) } else { Self.emit([record], &state) }
        }
    }

    // MARK: Lines

    /// Takes lines that were read, and writes them out in the order of the calls.
    func add(_ records: [LogRecord]) {
        let (shell, callback) = state.withLock { state in
            (state.lastRead, state.isBroken) = (timing.now, false)
            var shell: [WaitingShell.Line] = []
            var kept: [LogRecord] = []
            kept.reserveCapacity(records.count)
            for var record in records {
                if let line = WaitingShell.line(record.text) { shell.append(line) }
                if state.lines.take(&record) { kept.append(record) }
            }
            Self.emit(kept, &state)
            return (shell, state.onShell)
        }
        lineChanges.signal()
        for line in shell { callback?(line) }
    }

    /// The log cannot be read for now, as the remark says.
    func breakOff(_ remark: LogRecord) {
        state.withLock { state in
            state.isBroken = true
            state.emit?([remark])
        }
    }

    /// Adds a remark about lines that are missing.
    func addLoss(_ remark: LogRecord) {
        state.withLock { state in
            var remark = remark
            state.lines.addLoss(&remark)
            Self.emit([remark], &state)
        }
        lineChanges.signal()
    }

    /// Writes records, except those of later calls while an earlier one is open.
    private static func emit(_ records: [LogRecord], _ state: inout State) {
        guard let first = state.open.first, state.answered.contains(first) else {
            state.emit?(records)
            return
        }
        var now: [LogRecord] = []
        for record in records {
            if record.invocation == first || (record.invocation == nil && state.held.isEmpty) {
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

extension CallLines {
    /// Takes a line of the container: a mark, a line of the shell, or the function's output, which gets its call.
    ///
    /// - Returns: whether the line is shown.
    mutating func take(_ record: inout LogRecord) -> Bool {
        if let mark = WaitingShell.mark(in: record), log(mark.requestID) != nil {
            self.mark(mark.requestID, in: mark.output)
            return false
        }
        guard let line = WaitingShell.line(record.text) else {
            add(&record)
            return true
        }
        guard case .output(let name, let text) = line else { return false }
        record.text = "[\(name)] \(text)"
        return true
    }
}
