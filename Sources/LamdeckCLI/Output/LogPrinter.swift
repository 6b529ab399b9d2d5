import HostLink
import LambdaModel
import LambdaRuntime
import Support

/// Lines of several functions, each with its function's name in front.
struct LogPrinter: Sendable {
    private let style: LineStyle
    private let localTime: LocalTime?
    private var places: [String: Int] = [:]
    private var width = 0
    private let isRaw: Bool
    private let columns: @Sendable () -> Int?

    /// - Parameters:
    ///   - localTime: nil if lines have no time in front.
    ///   - isRaw: whether a terminal too gets lines of loggers as they were written.
    ///   - columns: the terminal's width, which the user can change; nil if it is not known.
    init(
        _ functions: [String], _ style: LineStyle, localTime: LocalTime? = nil, isRaw: Bool = false,
        columns: @escaping @Sendable () -> Int? = { nil }
    ) {
        self.style = style
        self.localTime = localTime
        self.isRaw = isRaw
        self.columns = columns
        know(functions)
    }

    /// Gives functions their colours and the room for their names.
    mutating func know(_ functions: [String]) {
        for name in functions where places[name] == nil {
            places[name] = places.count
            width = max(width, PlainText.line(name).cellWidth)
        }
    }

    /// An entry, without a line break at its end.
    func line(_ entry: ProjectLogEntry) -> String {
        if let summary = entry.ended { return line(summary, at: entry.record.time) }
        return line(entry.function, entry.record)
    }

    private func line(_ function: String, _ record: LogRecord) -> String {
        let prefix = prefix(function, record.time)
        if let lines = condensed(record) { return lines.map { prefix + $0 }.joined(separator: "\n") }
        let text = style.foreign(record.text)
        return prefix + (record.source == .lamdeck ? style.text(text, .faint) : text)
    }

    /// What a logger wrote, as the deck shows it: level, message, and the members that fit into the row. Only for the user
    /// at a terminal: scripts get what was written.
    private func condensed(_ record: LogRecord) -> [String]? {
        guard style.isTerminal, !isRaw, record.source == .output || record.source == .errorOutput else { return nil }
        let room = columns().map { max(0, $0 - width - 3 - (localTime == nil ? 0 : Self.timeWidth)) }
        guard let line = CondensedLine(record.text, invocation: record.invocation, width: room) else { return nil }
        var lines = line.message.map(style.foreign)
        if let word = line.word?.padded(max(5, line.word?.cellWidth ?? 0)) {
            lines[0] = (role(line).map { style.text(word, $0) } ?? word) + " " + lines[0]
        }
        if !line.members.isEmpty {
            lines[lines.count - 1] += style.text("  " + line.members.joined(separator: " "), .faint)
        }
        if let mark = line.mark { lines[lines.count - 1] += style.text(" " + mark, .faint) }
        return lines
    }

    private func role(_ line: CondensedLine) -> LineStyle.Role? {
        switch line.level {
        case .error, .critical, .fatal: .bad
        case .warning: .doubtful
        case .info: nil
        case .debug, .trace: .faint
        // The word of metrics.
        case nil: .good
        }
    }

    /// The end of an invocation: `└ ✓ ok in 4.2 ms`, and what else is known.
    private func line(_ summary: InvocationSummary, at time: Double) -> String {
        var parts = [CallEnd(summary).text(style)]
        if let name = summary.shortName { parts.append(PlainText.line(name)) }
        if let bytes = summary.peakMemory { parts.append(Megabytes.text(bytes)) }
        if summary.isCold { parts.append("cold") }
        if let id = summary.requestID { parts.append(String(PlainText.line(id).prefix(8))) }
        let facts = parts.joined(separator: style.text(" · ", .faint))
        return prefix(summary.function, time) + style.text("└ ", .faint) + facts
    }

    /// The cells of a time, with the space behind it.
    private static let timeWidth = 13

    private func prefix(_ function: String, _ time: Double) -> String {
        let name = PlainText.line(function)
        let padded = name + String(repeating: " ", count: max(0, width - name.cellWidth)) + " | "
        let prefix = style.text(padded, .function(places[function] ?? 0))
        guard let localTime else { return prefix }
        return style.text(localTime.clock(time), .faint) + " " + prefix
    }
}
