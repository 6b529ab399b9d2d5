import Dashboard
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

    /// - Parameters:
    ///   - localTime: nil if lines have no time in front.
    ///   - isRaw: whether a terminal too gets lines of loggers as they were written.
    init(_ functions: [String], _ style: LineStyle, localTime: LocalTime? = nil, isRaw: Bool = false) {
        self.style = style
        self.localTime = localTime
        self.isRaw = isRaw
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

    /// What a logger wrote, as the deck shows it: level and message, and how much more there is. Only for the user at a
    /// terminal: scripts get what was written.
    private func condensed(_ record: LogRecord) -> [String]? {
        guard style.isTerminal, !isRaw, record.source == .output || record.source == .errorOutput,
            let line = CondensedLine(record.text, invocation: record.invocation)
        else { return nil }
        var lines = line.message.map(style.foreign)
        if let level = line.level {
            let word = level.padded(max(5, level.cellWidth))
            lines[0] = (role(line.weight).map { style.text(word, $0) } ?? word) + " " + lines[0]
        }
        if line.more > 0 { lines[lines.count - 1] += style.text(" {…\(line.more) more}", .faint) }
        return lines
    }

    private func role(_ weight: CondensedLine.Weight) -> LineStyle.Role? {
        switch weight {
        case .error: .bad
        case .warning: .doubtful
        case .normal: nil
        case .low: .faint
        }
    }

    /// The end of an invocation.
    private func line(_ summary: InvocationSummary, at time: Double) -> String {
        var parts: [String] = []
        if let id = summary.requestID { parts.append(String(PlainText.line(id).prefix(8))) }
        if let name = summary.name { parts.append(PlainText.line(name)) }
        if let verdict = summary.verdict {
            let type = summary.errorType.map { " \(PlainText.line($0))" } ?? ""
            parts.append(
                style.text((summary.outcome ?? verdict.label) + type, Self.ink(verdict, summary.functionStatus)))
        }
        if let times = summary.times { parts.append(times) }
        if let bytes = summary.peakMemory { parts.append(Megabytes.text(bytes)) }
        if summary.isCold { parts.append("cold") }
        let facts = parts.joined(separator: style.text(" · ", .faint))
        return prefix(summary.function, time) + style.text("= ", .faint) + facts
    }

    private static func ink(_ verdict: Verdict, _ status: FunctionStatus?) -> LineStyle.Role {
        guard verdict == .ok else { return .bad }
        switch status?.kind {
        case .good, nil: return .good
        case .refusal: return .doubtful
        case .failure: return .bad
        }
    }

    private func prefix(_ function: String, _ time: Double) -> String {
        let name = PlainText.line(function)
        let padded = name + String(repeating: " ", count: max(0, width - name.cellWidth)) + " | "
        let prefix = style.text(padded, .function(places[function] ?? 0))
        guard let localTime else { return prefix }
        return style.text(localTime.clock(time), .faint) + " " + prefix
    }
}
