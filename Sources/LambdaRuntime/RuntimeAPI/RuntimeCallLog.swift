import DequeModule
import Foundation
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
        /// Whether it was not delivered, so that it has no lines.
        var isWithdrawn = false
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
        /// Its place among the ends of the container's calls, from 0.
        let number: Int
        let time: Double
        /// Where the lines of the call end in the container's log.
        let place: LogPlace
        let records: [LogRecord]
        let summary: InvocationSummary
    }

    private struct State {
        /// The latest calls.
        var past: Deque<Past> = []
        var begun = 0
        var closed = 0
        var lines: CallLines
        var places = CallPlaces()
        var order = CallLogOrder()
        /// When the last line of the container was read.
        var lastRead: ContinuousClock.Instant
        /// The last call that was answered.
        var lastAnswered: String?
        /// Whether the log cannot be read for now.
        var isBroken = false
        /// Whether marks are written no more.
        var hasLostMarks = false
        /// Whether the log has been read to its end.
        var hasEnded = false
        var onShell: (@Sendable (WaitingShell.Line) -> Void)?
        var observer: (@Sendable ([LogRecord]) -> Void)?
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
    private static let patience = Duration.seconds(30)
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
    func emit(_ sink: @escaping @Sendable ([LogRecord]) -> Void) { state.withLock { $0.order.begin(sink) } }

    /// What is done with the lines of the container's shell.
    func onShell(_ action: @escaping @Sendable (WaitingShell.Line) -> Void) { state.withLock { $0.onShell = action } }

    /// Calls the action with all lines as they are read; nil if they are not wanted any more.
    func observe(_ action: (@Sendable ([LogRecord]) -> Void)?) { state.withLock { $0.observer = action } }

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

    /// A call waits for the init, whose lines are its own from now on. Calls that overlap begin when they are
    /// delivered: their lines cannot be distinguished.
    func beginWithInit(_ requestID: String) {
        if !areConcurrent { begin(requestID, at: Date().timeIntervalSince1970, hasInit: true) }
    }

    /// A call ended in the init for which it waited.
    func beginDeadInInit(_ requestID: String) {
        guard state.withLock({ $0.lines.log(requestID) == nil }) else { return }
        begin(requestID, at: Date().timeIntervalSince1970, hasInit: true)
    }

    /// The runtime got the event of a call.
    func deliver(_ delivery: RuntimeDelivery) {
        guard delivery.foundInit || areConcurrent else { return }
        begin(delivery.requestID, at: delivery.time, hasInit: !delivery.foundInit)
    }

    private func begin(_ requestID: String, at time: Double, hasInit: Bool) {
        state.withLock { state in
            state.lines.begin(requestID, at: time, hasInit: hasInit)
            state.places.begin(requestID)
            let past = Past(number: state.begun, requestID: requestID, begin: time, hasInit: hasInit)
            state.begun += 1
            state.past.append(past)
            if state.past.count > Self.mostPast { state.past.removeFirst() }
            state.order.open(requestID, past.start)
        }
        changes.signal()
    }

    /// A call that waited for the init was given up, or goes to another container.
    func withdraw(_ requestID: String) {
        state.withLock { state in
            guard let index = state.past.lastIndex(where: { $0.requestID == requestID }) else { return }
            state.past[index].isWithdrawn = true
            state.order.withdraw(requestID)
            state.lines.withdraw(requestID)
            state.places.end(requestID)
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

    /// How many calls have been closed.
    var closed: Int { state.withLock { $0.closed } }

    /// A call was answered, or ended otherwise.
    func answered(_ requestID: String) {
        state.withLock { state in
            // A call that was not delivered has no lines, and no marks are written for it.
            if state.order.answer(requestID) { state.lastAnswered = requestID }
        }
    }

    /// Writes the last records of a call: no more of its lines are expected.
    func close(_ requestID: String, _ records: [LogRecord], _ summary: InvocationSummary) {
        state.withLock { state in
            if let index = state.past.lastIndex(where: { $0.requestID == requestID }) {
                state.past[index].end = End(
                    number: state.closed, time: records.last?.time ?? state.past[index].begin,
                    place: state.places.end(requestID), records: records, summary: summary)
                state.closed += 1
            }
            if state.order.close(requestID, records) { state.lines.close(requestID) }
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

    /// Writes a line of lamdeck's own about the init, at the latest when the container's log is read. It belongs to the call
    /// that waits for the init, if there is one.
    func write(ofInit record: LogRecord) {
        state.withLock { state in
            var record = record
            if let last = state.past.last, last.hasInit, last.end == nil, !last.isWithdrawn {
                record.invocation = last.requestID
            }
            state.order.writeOwn(record)
        }
    }

    // MARK: Lines

    /// Takes lines that were read, and writes them out in the order of the calls.
    func add(_ records: [LogRecord]) {
        let (shell, callback, observer) = state.withLock { state in
            (state.lastRead, state.isBroken) = (timing.now, false)
            var shell: [WaitingShell.Line] = []
            var kept: [LogRecord] = []
            kept.reserveCapacity(records.count)
            for var record in records {
                state.places.read(to: record)
                if let line = WaitingShell.line(record.text) { shell.append(line) }
                if state.lines.take(&record) { kept.append(record) }
            }
            state.order.write(kept)
            return (shell, state.onShell, state.observer)
        }
        lineChanges.signal()
        observer?(records)
        for line in shell { callback?(line) }
    }

    /// The log cannot be read for now, as the remark says.
    func breakOff(_ remark: LogRecord) {
        state.withLock { state in
            state.isBroken = true
            state.order.writeNow([remark])
        }
    }

    /// Adds a remark about lines that are missing.
    func addLoss(_ remark: LogRecord) {
        state.withLock { state in
            var remark = remark
            state.lines.addLoss(&remark)
            state.order.write([remark])
        }
        lineChanges.signal()
    }
}
