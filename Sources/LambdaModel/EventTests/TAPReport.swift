import JSONText
import Support

/// Tests in the Test Anything Protocol (testanything.org), one line each as they end. Details of a failure follow as
/// YAML; its strings are written as JSON, which is valid YAML. The format is that of version 14, which is stricter than
/// 13, but the header says 13: Perl's `prove` refuses a higher number.
public struct TAPReport: Sendable {
    private static let mostLogLines = 100
    private var count = 0

    /// A report.
    public init() {}

    /// The first lines.
    ///
    /// - Parameter count: the number of tests.
    public func head(_ count: Int) -> String { "TAP version 13\n1..\(count)" }

    /// The next test's lines, without a line break at the end.
    public mutating func text(_ result: EventTestResult) -> String {
        count += 1
        let point = "\(result.isGood ? "ok" : "not ok") \(count) - \(Self.escaped(result.test.description))"
        let block = Self.block(result)
        return block.isEmpty ? point : ([point, "  ---"] + block.map { "  " + $0 } + ["  ..."]).joined(separator: "\n")
    }

    private static func block(_ result: EventTestResult) -> [String] {
        var lines: [String] = []
        if let complaint = result.complaint { lines.append("message: \(quoted(complaint))") }
        switch result.outcome {
        case .passed: break
        case .written: lines.append("written: \(quoted(result.test.expectationPath))")
        case .broken: lines.append("severity: error")
        case .failed(let mismatches):
            lines += ["severity: fail", "mismatches:"]
            for mismatch in mismatches {
                lines += [
                    "  - path: \(quoted(mismatch.path))", "    expected: \(quoted(mismatch.expected))",
                    "    came: \(quoted(mismatch.came))",
                ]
            }
        }
        if let invocation = result.invocation {
            lines.append("duration_ms: \(Decimals.text(invocation.seconds * 1000, 2))")
        }
        guard !result.isGood else { return lines }
        lines += list("trace", result.trace)
        lines += list("log", CallLogLines(result.invocation, most: mostLogLines).lines)
        return lines
    }

    private static func list(_ key: String, _ texts: [String]) -> [String] {
        texts.isEmpty ? [] : ["\(key):"] + texts.map { "  - \(quoted($0))" }
    }

    /// A quoted text. YAML has JSON's escapes, but reads some characters that JSON allows as line breaks or rejects
    /// them; others would control the terminal or be invisible.
    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        var result = ""
        for scalar in writer.text.unicodeScalars {
            let isUnseen =
                scalar.isControl || scalar.isInvisible || scalar.isLineBreak
            guard isUnseen || scalar == "\u{FFFE}" || scalar == "\u{FFFF}" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            let isLong = scalar.value > 0xFFFF
            result += (isLong ? "\\U" : "\\u") + Hex.text(scalar.value, digits: isLong ? 8 : 4)
        }
        return result
    }

    /// A description; a plain `#` would begin a directive.
    private static func escaped(_ text: String) -> String {
        line(text).map { $0 == "\\" || $0 == "#" ? "\\\($0)" : String($0) }.joined()
    }

    /// One line without control characters.
    private static func line(_ text: String) -> String {
        PlainText.line(String(text.map { $0.isNewline ? " " : $0 }))
    }
}
