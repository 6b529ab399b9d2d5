import Foundation
import LambdaModel

/// How lines of logs look: with colours on a terminal, and never with `NO_COLOR` (no-color.org).
struct LineStyle: Sendable {
    /// Whether the user reads it at a terminal, which obeys control characters.
    let isTerminal: Bool
    let hasColours: Bool

    /// The style of standard output.
    init(environment: [String: String], isTerminal: Bool = isatty(STDOUT_FILENO) == 1) {
        self.isTerminal = isTerminal
        let isBare = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        hasColours = isTerminal && !isBare
    }

    /// A colour by what it is for.
    enum Role: Hashable {
        /// One of the functions, by its place.
        case function(Int)
        case good
        case bad
        case doubtful
        case faint

        fileprivate var code: String {
            switch self {
            case .function(let place): "\([36, 33, 35, 34, 32, 96][place % 6])"
            case .good: "32"
            case .bad: "31"
            case .doubtful: "33"
            case .faint: "2"
            }
        }
    }

    /// Text in a colour, if there are colours.
    func text(_ text: String, _ role: Role) -> String {
        hasColours ? "\u{1B}[\(role.code)m\(text)\u{1B}[0m" : text
    }

    /// What a function wrote: as it is if no terminal obeys it; else its colours at most.
    func foreign(_ text: String) -> String {
        guard isTerminal else { return text }
        return hasColours ? PlainText.colouredLine(text) : PlainText.line(text, keepingTabs: true)
    }
}

/// Times of log lines.
enum LogTime {
    /// `12:04:12.123` in local time.
    static func local(_ seconds: Double) -> String {
        let milliseconds = Int((bounded(seconds) * 1000).rounded(.down))
        var time = time_t(milliseconds / 1000)
        var parts = tm()
        localtime_r(&time, &parts)
        let digits = [Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec)].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return digits.joined(separator: ":") + "." + String(String(1000 + milliseconds % 1000).dropFirst())
    }

    /// `2026-01-31T12:00:00.123Z`.
    static func iso(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: bounded(seconds))
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    private static func bounded(_ seconds: Double) -> Double {
        seconds.isFinite ? min(max(seconds, 0), 253_402_300_799) : 0
    }
}
