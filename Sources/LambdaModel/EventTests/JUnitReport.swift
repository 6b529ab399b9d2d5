import Support

/// Tests as JUnit XML, in a form that both Ant's schema (windyroad/JUnit-Schema) and Jenkins' (xunit-plugin,
/// junit-10.xsd) accept: a suite for each function, a case for each event. The log of a function is part of the
/// failure, since Ant's cases have no element for output.
public struct JUnitReport: Sendable {
    /// The most lines of a log in a case.
    private static let mostLogLines = 1000

    private let hostname: String
    private let startedAt: Double
    private var lines: [String] = []

    /// A report.
    ///
    /// - Parameters:
    ///   - hostname: the machine that ran the tests.
    ///   - startedAt: the start of the run, in seconds since 1970.
    public init(hostname: String, startedAt: Double) {
        self.hostname = hostname.isEmpty ? "localhost" : hostname
        self.startedAt = startedAt
    }

    /// The document.
    ///
    /// - Parameter results: in any order; the suites are in the order of each function's first test.
    public func text(_ results: [EventTestResult]) -> String {
        var order: [String] = []
        var suites: [String: [EventTestResult]] = [:]
        for result in results {
            if suites[result.test.function] == nil { order.append(result.test.function) }
            suites[result.test.function, default: []].append(result)
        }
        var report = self
        report.lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites>"]
        for (number, function) in order.enumerated() { report.add(suites[function] ?? [], of: function, number) }
        report.lines.append("</testsuites>\n")
        return report.lines.joined(separator: "\n")
    }

    private mutating func add(_ results: [EventTestResult], of function: String, _ number: Int) {
        let summary = EventTestSummary(results)
        let attributes = [
            ("name", function), ("tests", "\(summary.total)"), ("failures", "\(summary.failed)"),
            ("errors", "\(summary.broken)"), ("skipped", "0"),
            ("time", Self.seconds(results.map(\.seconds).reduce(0, +))),
            ("timestamp", timestamp(results)), ("hostname", hostname), ("id", "\(number)"), ("package", "lamdeck"),
        ]
        lines.append("  <testsuite\(XMLText.attributes(attributes))>")
        lines.append("    <properties/>")
        for result in results { add(result) }
        lines += ["    <system-out/>", "    <system-err/>", "  </testsuite>"]
    }

    private mutating func add(_ result: EventTestResult) {
        let head = XMLText.attributes([
            ("name", result.test.event.name), ("classname", result.test.function),
            ("time", Self.seconds(result.seconds)),
        ])
        let (element, type) =
            switch result.outcome {
            case .passed, .written: ("", "")
            case .failed: ("failure", "Mismatch")
            case .broken: ("error", "NotRun")
            }
        guard let complaint = result.complaint else { return lines.append("    <testcase\(head)/>") }
        lines.append("    <testcase\(head)>")
        let message = XMLText.attributes([("message", complaint), ("type", type)])
        lines.append("      <\(element)\(message)>\(XMLText.escaped(story(result)))</\(element)>")
        lines.append("    </testcase>")
    }

    /// Everything that the user needs to know about a failure.
    private func story(_ result: EventTestResult) -> String {
        var parts: [String] = []
        switch result.outcome {
        case .passed, .written: break
        case .broken(let reason): parts.append(reason)
        case .failed(let mismatches):
            parts += mismatches.map { "\($0.path)\n\n    expected  \($0.expected)\n    got       \($0.came)" }
        }
        if !result.trace.isEmpty { parts.append("stack trace\n" + Self.indented(result.trace)) }
        let log = CallLogLines(result.invocation, most: Self.mostLogLines).lines
        if !log.isEmpty { parts.append("log\n" + Self.indented(log)) }
        return parts.joined(separator: "\n")
    }

    private static func indented(_ lines: [String]) -> String { lines.map { "    " + $0 }.joined(separator: "\n") }

    /// Both schemas accept three decimals; Jenkins' accepts no more.
    private static func seconds(_ number: Double) -> String { Decimals.text(max(0, number), 3) }

    /// `2026-11-23T01:44:24`, in UTC: Ant's schema does not allow an offset.
    private func timestamp(_ results: [EventTestResult]) -> String {
        let start = results.compactMap { $0.invocation?.startedAt }.min() ?? startedAt
        return String(ISO8601.text(start).dropLast())
    }
}

/// Text for XML 1.0, which does not allow most control characters, escaped or not.
enum XMLText {
    static func attributes(_ list: [(String, String)]) -> String {
        list.map { " \($0.0)=\"\(escaped($0.1, isAttribute: true))\"" }.joined()
    }

    static func escaped(_ text: String, isAttribute: Bool = false) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            // `]]>` must not occur in text.
            case ">": result += "&gt;"
            case "\"": result += isAttribute ? "&quot;" : "\""
            case "\n": result += isAttribute ? "&#10;" : "\n"
            case "\t": result += isAttribute ? "&#9;" : "\t"
            case "\r": result += "&#13;"
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
