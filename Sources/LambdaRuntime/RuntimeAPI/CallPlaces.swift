import LambdaModel

/// A place between the lines of a container's log. All readers of the log see the same lines with the same time stamps in
/// the same order, so they see the same places. The clock of lamdeck does not show a place: the engine can read and stamp
/// a line seconds after it was written.
struct LogPlace: Hashable, Sendable {
    /// The last line of a kind. Each line of the kind has a greater one than the lines before it.
    private struct Last: Hashable, Comparable {
        /// The latest time stamp.
        var time: Double
        /// How many lines have been read since, with the line that has it. A number has a time stamp only to a fraction of
        /// a microsecond, and the engine's clock can be set back.
        var lines: Int

        static func < (left: Last, right: Last) -> Bool { (left.time, left.lines) < (right.time, right.lines) }
    }

    private var output: Last?
    private var errorOutput: Last?
    /// The marks of both outputs.
    private var marker: Last?

    private static func kind(of record: LogRecord) -> WritableKeyPath<Self, Last?>? {
        switch record.source {
        case .output: \.output
        case .errorOutput, .emulator: \.errorOutput
        case .marker: \.marker
        // It is not in the log.
        case .lamdeck, .build: nil
        }
    }

    /// Moves on to the place after the next line.
    mutating func move(to record: LogRecord) {
        guard let kind = Self.kind(of: record) else { return }
        if let last = self[keyPath: kind], record.time <= last.time {
            self[keyPath: kind]?.lines += 1
        } else {
            self[keyPath: kind] = Last(time: record.time, lines: 1)
        }
    }

    /// Whether it is at another place or after it: all lines before that have been read.
    func hasReached(_ place: Self) -> Bool {
        [\Self.output, \.errorOutput, \.marker].allSatisfy { kind in
            guard let end = place[keyPath: kind] else { return true }
            return self[keyPath: kind].map { $0 >= end } ?? false
        }
    }

    /// Whether another place is before the last line that has been read. The lines before that place may be missing.
    func isAfter(_ place: Self, reading record: LogRecord) -> Bool {
        guard let kind = Self.kind(of: record), let last = self[keyPath: kind] else { return false }
        return place[keyPath: kind].map { last > $0 } ?? true
    }
}

/// Finds the places in a container's log at which the lines of its calls end: at the marks that lamdeck writes into both
/// outputs when a call is answered. Pure.
///
/// The host gives the place of a call to all readers of the log (``RuntimeCallLog``). A reader must not write the end of
/// the call before it is there.
struct CallPlaces: Sendable {
    /// A call that was not ended.
    private struct Call {
        /// The outputs whose marks have not been read.
        var unmarked: Set<LogRecord.Source> = [.output, .errorOutput]
        /// The place of its second mark.
        var end: LogPlace?
        /// The latest time of its lines.
        var lastLine: Double?
    }

    /// How far the log has been read.
    private(set) var read = LogPlace()
    private var calls: [String: Call] = [:]

    /// A call begins.
    mutating func begin(_ requestID: String) { calls[requestID] = Call() }

    /// Reads on to the next line, as it is in the log.
    mutating func read(to record: LogRecord) {
        read.move(to: record)
        guard let mark = WaitingShell.mark(in: record), var call = calls[mark.requestID] else { return }
        call.unmarked.remove(mark.output)
        if call.unmarked.isEmpty, call.end == nil { call.end = read }
        calls[mark.requestID] = call
    }

    /// A line was given to its call.
    mutating func note(_ record: LogRecord) {
        guard let owner = record.invocation, let call = calls[owner] else { return }
        calls[owner]?.lastLine = max(call.lastLine ?? record.time, record.time)
    }

    /// Forgets a call.
    ///
    /// - Returns: the place at which its lines end. Without its marks, all lines that were read may be its own.
    @discardableResult
    mutating func end(_ requestID: String) -> LogPlace { calls.removeValue(forKey: requestID)?.end ?? read }

    /// The latest time of a call's lines; nil if it has none.
    func lastLine(of requestID: String) -> Double? { calls[requestID]?.lastLine }

    /// Whether the mark of a call was read in the output of a line.
    func isMarked(_ requestID: String, for record: LogRecord) -> Bool {
        guard let unmarked = calls[requestID]?.unmarked else { return true }
        return switch WaitingShell.mark(in: record)?.output ?? record.source {
        case .output: !unmarked.contains(.output)
        case .errorOutput, .emulator: !unmarked.contains(.errorOutput)
        case .marker, .lamdeck, .build: unmarked.isEmpty
        }
    }
}
