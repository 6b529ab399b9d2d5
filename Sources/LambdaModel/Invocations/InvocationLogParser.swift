import DequeModule

/// Splits a container's log into invocations. A container serves one call at a time, so all lines between START and END
/// belong to that call.
///
/// The emulator reports a call twice: on standard output, in one pipe with the function's lines and so in order with
/// them, and on standard error, with facts that the first report lacks. The engine can write either of them late, by
/// several calls on a busy machine. The builder follows each report separately and joins them by the request id.
public struct InvocationLogParser: Sendable {
    /// Lines within so many seconds after a call's last marker still belong to it, unless another call has begun.
    public static let trailing = 0.1
    /// How many complete logs are kept for late readers.
    private static let keptSlices = 64
    /// The most logs, complete or not.
    private static let limit = 256
    /// How many seconds standard error may be behind standard output, by the engine's clock. A call that ended earlier
    /// is complete without its report there. Counting calls would not do: a fast function makes twenty in 60 ms.
    private static let lag = 2.0

    private var logs: Deque<InvocationLog> = []
    /// The call that standard output has reached.
    private var output: String?
    /// The calls that standard output has left and that standard error may still mention, oldest first.
    private var left: Deque<String> = []
    /// The call that standard error has reached; nil between calls, when a start belongs to the next one.
    private var talk: String?
    /// Facts on standard error about the start for the next call.
    private var start = InitReport()
    /// Lines after a gap, until a marker shows to which call they belong; nil elsewhere.
    private var orphans: [LogRecord]?
    /// How many invocations have begun.
    public private(set) var count = 0

    /// A container that has written nothing yet.
    public init() {}

    /// An invocation by its number, complete or not; nil if it has not begun or is no longer kept.
    public func callLog(_ number: Int) -> InvocationLog? {
        logs.first { $0.number == number }
    }

    /// The complete invocations after the first `number` ones, oldest first, as far as they are kept.
    public func complete(after number: Int) -> [InvocationLog] {
        logs.filter { $0.number > number && $0.isComplete }
    }

    /// The complete invocations that no earlier call of this function has returned, as far as they are kept. In a log
    /// that is read from its middle, invocations are not completed in the order of their numbers: standard error may
    /// begin a call before standard output ends an earlier one.
    public mutating func takeComplete() -> [InvocationLog] {
        var taken: [InvocationLog] = []
        for index in logs.indices where logs[index].isComplete && !logs[index].isTaken {
            logs[index].isTaken = true
            taken.append(logs[index])
        }
        return taken
    }

    /// Adds a line and returns the invocation that it belongs to; nil for a line outside of any.
    public mutating func add(_ record: LogRecord) -> String? {
        switch record.source {
        case .lamdeck, .build: return nil
        case .marker: return mark(record)
        case .emulator:
            note(record)
            return openOutput ?? talk
        case .output, .errorOutput:
            if orphans != nil {
                if orphans?.count ?? 0 < InvocationLog.maximumLines { orphans?.append(record) }
                return nil
            }
            guard let index = index(of: output) else { return nil }
            if let end = logs[index].endedAt, record.time - end > Self.trailing { return nil }
            logs[index].add(record)
            return output
        }
    }

    /// Records that lines are missing from here on, and returns the invocation that lost them. Later lines may belong
    /// to another one.
    public mutating func addLoss(_ remark: LogRecord) -> String? {
        let open = Set([openOutput, output, talk].compactMap { $0 }).filter { id in
            index(of: id).map { !logs[$0].isComplete } ?? false
        }
        let owner = openOutput
        for id in open { change(id) { $0.addLoss(remark) } }
        (talk, start, orphans) = (nil, InitReport(), [])
        return owner
    }

    /// Renumbers an invocation and all later ones, because earlier ones were never reported.
    public mutating func renumber(_ number: Int, as later: Int) {
        guard later > number else { return }
        for index in logs.indices where logs[index].number >= number { logs[index].number += later - number }
        count += later - number
    }

    /// The first invocation that began in a span of time.
    public func callLog(startedIn span: ClosedRange<Double>) -> InvocationLog? {
        logs.first { span.contains($0.startedAt) }
    }

    // MARK: Standard output

    private mutating func mark(_ record: LogRecord) -> String? {
        let words = record.text.split(separator: " ", maxSplits: 3)
        guard words.count >= 3 else { return nil }
        let id = String(words[2].prefix(36))
        begin(id, record.time)
        let found = orphans
        orphans = nil
        if let found, let index = index(of: id) {
            // A call that begins here wrote none of the lines after the gap.
            if words[0] == "START" {
                if output != id { change(output) { $0.isOver = true } }
            } else {
                if !logs[index].hasOutput { logs[index].isCut = true }
                for line in found { logs[index].add(line) }
                output = id
                logs[index].hasOutput = true
            }
        }
        if output != id {
            // After rotating a log an engine may repeat its lines: a finished call does not continue.
            guard let index = index(of: id), !logs[index].hasOutput else { return id }
            logs[index].hasOutput = true
            leaveOutput(at: record.time)
            output = id
        }
        switch words[0] {
        case "END": change(id) { $0.endedAt = record.time }
        case "REPORT":
            change(id) {
                $0.endedAt = record.time
                $0.isReported = true
            }
        default: break
        }
        return id
    }

    /// Standard output begins another call. If the last call has no REPORT, it has ended: its runtime exited. If it has
    /// one, it is complete when standard error has reported it too, or has begun a later call, or is too late.
    private mutating func leaveOutput(at time: Double) {
        guard let output else { return }
        change(output) { log in
            if !log.isReported { log.isOver = true }
        }
        left.append(output)
        leave { time - ($0.endedAt ?? time) > Self.lag }
        if left.count >= Self.limit { change(left.removeFirst()) { $0.isOver = true } }
    }

    /// Ends the oldest calls that standard output has left, as long as standard error has reported them or `isMeant` is
    /// true.
    private mutating func leave(while isMeant: (InvocationLog) -> Bool) {
        while let first = left.first {
            guard let index = index(of: first) else {
                left.removeFirst()
                continue
            }
            guard logs[index].isComplete || isMeant(logs[index]) else { return }
            logs[index].isOver = true
            left.removeFirst()
        }
    }

    /// The unfinished call that standard output has reached.
    private var openOutput: String? {
        guard let index = index(of: output), logs[index].endedAt == nil else { return nil }
        return output
    }

    // MARK: Standard error

    private mutating func note(_ record: LogRecord) {
        guard let event = EmulatorLogLine(record.text) else { return }
        switch event {
        case .initStarted:
            guard talk != nil else { break }
            leaveTalk()
            talk = nil
            start = InitReport()
        case .initEnded(let isGood):
            if isGood { start.isReady = true } else { start.didFail = true }
        case .initReported(let time):
            // A failed start and its repetition both report; the first report is the right one.
            start.milliseconds = start.milliseconds ?? time
        case .invokeStarted(let id):
            begin(id, record.time)
            guard let index = index(of: id), !logs[index].isTalkedOf else { return }
            leaveTalk()
            let number = logs[index].number
            leave { $0.number < number }
            talk = id
            assign(start, to: id)
            change(id) { $0.invokedAt = record.time }
        case .invokeEnded(let time):
            change(talk) { $0.handlerMilliseconds = time }
        case .processExited(let message):
            // A process that ends between two calls is reported during the next one. The previous handler has answered
            // by then, although standard output may not show its end yet.
            guard let index = index(of: talk), !logs[index].isReported, logs[index].handlerMilliseconds == nil
            else {
                start.processExit = message
                break
            }
            logs[index].processExit = message
            logs[index].diedAt = record.time
        case .failed(let type):
            guard type.hasPrefix("Extension.") else { break }
            noteExtension { $0.type = type }
        case .extensionFailed(let name, let reason):
            noteExtension {
                guard $0.reason == nil else { return }
                ($0.name, $0.reason) = (name, reason)
            }
        case .extensionKilled(let name):
            // It had not registered within the timeout, so the runtime did not start.
            guard let index = index(of: talk), logs[index].neverRan else { break }
            logs[index].extensionFailure = ExtensionFailure(
                type: "Extension.Timeout", name: name, reason: "did not register in time")
        case .reset(let reason):
            // The emulator does not say to which call a start belongs that was too slow: it is the first call that
            // standard error has not mentioned.
            if talk == nil, let silent = logs.first(where: { !$0.isTalkedOf }) {
                talk = silent.requestID
                assign(start, to: silent.requestID)
            }
            change(talk) { log in
                log.reset = reason
                log.diedAt = log.diedAt ?? record.time
                // For a runtime that ended there is neither END nor REPORT; this is the last message about its call.
                guard reason != "Timeout" else { return }
                log.endedAt = log.endedAt ?? record.time
                log.isOver = true
            }
        }
    }

    /// Standard error begins another call or another start: it reports nothing more about the last call.
    private mutating func leaveTalk() {
        change(talk) { log in
            if log.isReported { log.isOver = true }
        }
    }

    /// Records the failure of an extension, for the current call or for the start before one.
    private mutating func noteExtension(_ change: (inout ExtensionFailure) -> Void) {
        var failure = index(of: talk).map { logs[$0] }.flatMap { $0.isOver ? nil : $0.extensionFailure }
        let isOfCall = index(of: talk).map { !logs[$0].isOver && !logs[$0].isReported } ?? false
        if !isOfCall { failure = start.extensionFailure }
        var changed = failure ?? ExtensionFailure(type: "Extension.Crash")
        change(&changed)
        if isOfCall { self.change(talk) { $0.extensionFailure = changed } } else { start.extensionFailure = changed }
    }

    private mutating func assign(_ news: InitReport, to id: String) {
        change(id) { log in
            log.isTalkedOf = true
            log.initMilliseconds = news.milliseconds
            log.didInitFail = news.didFail
            log.processExit = news.processExit
            log.didStart = news.isReady
            log.extensionFailure = news.extensionFailure
        }
        start = InitReport()
    }

    // MARK: Slices

    /// Begins a call, unless the other output has already begun it.
    private mutating func begin(_ id: String, _ time: Double) {
        guard index(of: id) == nil else { return }
        count += 1
        logs.append(InvocationLog(requestID: id, number: count, startedAt: time))
        guard logs.count > Self.keptSlices else { return }
        let isFull = logs.count > Self.limit || logs.count(where: \.isComplete) > Self.keptSlices
        if isFull { logs.remove(at: logs.firstIndex(where: \.isComplete) ?? 0) }
    }

    private func index(of id: String?) -> Int? {
        id.flatMap { id in logs.lastIndex { $0.requestID == id } }
    }

    private mutating func change(_ id: String?, _ change: (inout InvocationLog) -> Void) {
        guard let index = index(of: id) else { return }
        change(&logs[index])
    }

    /// Facts about a start of the runtime before its call is known.
    private struct InitReport {
        var milliseconds: Double?
        var didFail = false
        var isReady = false
        var extensionFailure: ExtensionFailure?
        var processExit: String?
    }
}
