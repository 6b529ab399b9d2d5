import LambdaModel
import LambdaRuntime

/// Lines of several functions, each with its function's name in front.
struct LogPrinter: Sendable {
    private let style: LineStyle
    private var places: [String: Int] = [:]
    private var width = 0
    private let showsTimes: Bool

    init(_ functions: [String], _ style: LineStyle, showsTimes: Bool = false) {
        self.style = style
        self.showsTimes = showsTimes
        know(functions)
    }

    /// Gives functions their colours and the room for their names.
    mutating func know(_ functions: [String]) {
        for name in functions where places[name] == nil {
            places[name] = places.count
            width = max(width, name.count)
        }
    }

    /// An entry, without a line break.
    func line(_ entry: ProjectLogEntry) -> String {
        if let brief = entry.ended { return line(brief, at: entry.record.time) }
        return line(entry.function, entry.record)
    }

    private func line(_ function: String, _ record: LogRecord) -> String {
        let text = style.foreign(record.text)
        return prefix(function, record.time) + (record.source == .lamdeck ? style.text(text, .faint) : text)
    }

    /// The end of an invocation.
    private func line(_ brief: InvocationBrief, at time: Double) -> String {
        var words: [String] = []
        if let id = brief.requestID { words.append(String(id.prefix(8))) }
        if let name = brief.name { words.append(PlainText.line(name)) }
        if let verdict = brief.verdict {
            let type = brief.errorType.map { " \(PlainText.line($0))" } ?? ""
            words.append(style.text(verdict.words + type, verdict == .ok ? .good : .bad))
        }
        if let time = brief.milliseconds { words.append("\(InvocationJSON.rounded(time)) ms") }
        if let bytes = brief.peakMemory { words.append("\((bytes + (1 << 20) - 1) >> 20) MB") }
        if brief.isCold { words.append("cold") }
        let facts = words.joined(separator: style.text(" · ", .faint))
        return prefix(brief.function, time) + style.text("= ", .faint) + facts
    }

    private func prefix(_ function: String, _ time: Double) -> String {
        let name = function + String(repeating: " ", count: max(0, width - function.count)) + " | "
        let prefix = style.text(name, .function(places[function] ?? 0))
        return showsTimes ? style.text(LogTime.local(time), .faint) + " " + prefix : prefix
    }
}
