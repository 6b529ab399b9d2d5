import LambdaModel
import Support

/// The calls of the metrics as a table to be copied, the oldest first.
enum MetricsTable {
    private static let head = [
        "time", "name", "result", "cold", "init ms", "handler ms", "queue ms", "memory MB", "request id",
    ]

    /// With tabs between the columns.
    static func tabs(_ metrics: CallMetrics) -> String {
        rows(metrics).map { $0.joined(separator: "\t") + "\n" }.joined()
    }

    /// As a table in Markdown.
    static func markdown(_ metrics: CallMetrics) -> String {
        var lines = rows(metrics).map { row in
            "| " + row.map { $0.replacing("\\", with: "\\\\").replacing("|", with: "\\|") }.joined(separator: " | ")
                + " |\n"
        }
        lines.insert("|" + String(repeating: " --- |", count: head.count) + "\n", at: 1)
        return lines.joined()
    }

    private static func rows(_ metrics: CallMetrics) -> [[String]] {
        func number(_ value: Double?) -> String { value.map { "\(Decimals.rounded($0))" } ?? "" }
        let calls = metrics.calls.map { call in
            [
                ISO8601.text(call.startedAt, hasMilliseconds: true), call.shortName,
                call.hasFailed ? call.failure : call.outcome ?? "", call.hadInit ? "cold" : "",
                number(call.usableInit), number(call.usableHandler), number(call.usableQueue),
                call.usablePeak.map { "\(Megabytes.whole($0))" } ?? "", call.requestID ?? "",
            ].map(plain)
        }
        return [head] + calls
    }

    /// Text from outside on one line and in one column.
    private static func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.isControl || $0 == "\u{2028}" ? " " : $0 }))
    }
}
