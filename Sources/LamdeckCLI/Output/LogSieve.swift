import HostLink
import LambdaModel
import LambdaRuntime

/// Chooses the lines of logs that a command prints: those of a least level, and those around matches, as grep does.
struct LogSieve: Sendable {
    /// An entry to print.
    struct Choice: Sendable {
        var entry: ProjectLogEntry
        /// Whether lines between it and the last printed one of its function were left out, so that `--` is between them.
        var followsGap = false
    }

    /// How many lines to print around a match.
    struct Context: Hashable, Sendable {
        var before = 0
        var after = 0

        var isEmpty: Bool { before == 0 && after == 0 }
    }

    /// The lines of a function so far.
    private struct Stream {
        var folding = LogFolding()
        var number = 0
        /// The last lines that were not printed: at most as many as the context has.
        var before: [ProjectLogEntry] = []
        /// How many lines to print without a match.
        var after = 0
        var hasGap = false
        var hasPrinted = false
    }

    private let level: LogLevel?
    private let context: Context
    private let filter: LogFilter?
    private var streams: [String: Stream] = [:]

    /// - Parameters:
    ///   - level: the least level; nil for all lines.
    ///   - pattern: what a line must match; nil if another filter has chosen already.
    init(level: LogLevel? = nil, pattern: String? = nil, context: Context = Context()) throws {
        (self.level, self.context) = (level, context)
        var selection = LogSelection()
        (selection.pattern, selection.showsEmulator) = (pattern, true)
        filter = try pattern == nil ? nil : LogFilter(selection)
    }

    /// The entries to print when this one arrives.
    mutating func add(_ entry: ProjectLogEntry) -> [Choice] {
        if level == nil, filter == nil { return [Choice(entry: entry)] }
        var stream = streams[entry.function] ?? Stream()
        defer { streams[entry.function] = stream }
        guard hasLevel(entry, &stream) else { return [] }
        // A remark of lamdeck, such as that lines are missing, needs no lines around it.
        let isRemark = entry.record.source == .lamdeck && entry.ended == nil
        guard let filter, !isRemark else { return [Choice(entry: entry)] }
        if filter.wants(entry) {
            defer { (stream.before, stream.after, stream.hasGap, stream.hasPrinted) = ([], context.after, false, true) }
            var choices = (stream.before + [entry]).map { Choice(entry: $0) }
            choices[0].followsGap = stream.hasGap && stream.hasPrinted && !context.isEmpty
            return choices
        }
        if stream.after > 0 {
            stream.after -= 1
            return [Choice(entry: entry)]
        }
        stream.before.append(entry)
        if stream.before.count > context.before {
            stream.before.removeFirst()
            stream.hasGap = true
        }
        return []
    }

    /// Whether an entry has the least level. All lines of a stack trace are errors; an end of a call always passes.
    private func hasLevel(_ entry: ProjectLogEntry, _ stream: inout Stream) -> Bool {
        guard let level, entry.ended == nil else { return true }
        stream.folding.add(entry.record, number: stream.number)
        defer {
            stream.number += 1
            stream.folding.forget(before: stream.number)
        }
        if stream.folding.traces.last?.lines.contains(stream.number) == true {
            return LogLevel.error.severity >= level.severity
        }
        return ParsedLogLine(entry.record).isAtLeast(level)
    }
}

/// Keeps the last choices of each function until all existing lines are read.
struct LastChoices: Sendable {
    private let count: Int
    private var choices: [String: [(number: Int, choice: LogSieve.Choice)]] = [:]
    private var number = 0

    /// - Parameter count: how many of each function.
    init(_ count: Int) { self.count = count }

    /// Adds choices.
    mutating func add(_ more: [LogSieve.Choice]) {
        for choice in more {
            number += 1
            let function = choice.entry.function
            choices[function, default: []].append((number, choice))
            // Dropped now and then: a long log takes little memory.
            if let many = choices[function]?.count, many > 2 * count + 1000 {
                choices[function]?.removeFirst(many - count)
            }
        }
    }

    /// The last choices, in their order.
    func taken() -> [LogSieve.Choice] {
        choices.values.flatMap { choices in
            var last = choices.suffix(count)
            if let first = last.indices.first { last[first].choice.followsGap = false }
            return last
        }
        .sorted { $0.number < $1.number }.map(\.choice)
    }
}
