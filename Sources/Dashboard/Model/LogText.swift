import JSONText
import LambdaModel
import Support

/// A line of a log as shown: its text, which may contain line breaks, and the object in it.
struct LogText {
    /// The pieces of each line.
    let lines: [[ResponsePage.Span]]
    /// Whether there is an object to show or hide.
    let canExpand: Bool

    /// The most lines of an object that are shown.
    static let maximumObjectLines = 1000
    /// The most bytes of a key or string in an object that are drawn: more than any screen shows.
    private static let longestSpan = 16 << 10

    /// A line. `isRaw` shows it as written.
    init(_ record: LogRecord, isRaw: Bool, isExpanded: Bool) {
        switch record.source {
        case .marker, .emulator: self.init(plain: record.text, Style(.dim))
        case .lamdeck: self.init(plain: record.text, Style(.info))
        case .output, .errorOutput:
            if !isRaw, let line = StructuredLine(record.text, invocation: record.invocation) {
                self.init(line, isExpanded: isExpanded)
            } else {
                self.init(plain: record.text, Style(LogLevel(firstIn: record.text)?.role ?? .text))
            }
        }
    }

    private init(plain text: String, _ style: Style) {
        lines = [ANSIText.spans(text, base: style)]
        canExpand = false
    }

    private init(_ line: StructuredLine, isExpanded: Bool) {
        let style = Style(line.level?.role ?? .text)
        var lines = line.message.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { ANSIText.spans(String($0), base: style) }
        if lines.count > 1, lines.last?.allSatisfy({ $0.text.isEmpty }) == true { lines.removeLast() }
        if let level = line.level {
            let word = level.rawValue + String(repeating: " ", count: max(0, 5 - level.rawValue.utf8.count))
            lines[0].insert((word + " ", level.style), at: 0)
        }
        let more = line.object?.more ?? 0
        canExpand = more > 0
        if let document = line.object?.document, more > 0 {
            let mark = isExpanded ? " ▾" : " ▸ {…\(more) more}"
            lines[lines.count - 1].append((mark, Style(.dim)))
            if isExpanded { lines += Self.objectLines(document) }
        }
        self.lines = lines
    }

    private static func objectLines(_ document: JSONDocument) -> [[ResponsePage.Span]] {
        let layout = JSONLayout(document)
        var lines: [[ResponsePage.Span]] = (0..<min(layout.lineCount, maximumObjectLines)).map { index in
            let line = layout.line(index, longestSpan: longestSpan)
            let indent = String(repeating: "  ", count: line.indent + 1)
            return [(indent, Style(.punctuation))] + line.spans.map { ($0.text, Style($0.kind.role)) }
        }
        let left = layout.lineCount - lines.count
        if left > 0 { lines.append([("  … \(Count.text(left)) more lines; R shows them unformatted", Style(.dim))]) }
        return lines
    }

    /// The number of its rows; at least one.
    func rows(width: Int, wraps: Bool) -> Int {
        wraps ? lines.reduce(0) { $0 + WrappedText.rows($1, width: width) } : lines.count
    }

    /// The pieces of a row; if lines are cut, the part after `column` cells.
    func row(_ row: Int, width: Int, wraps: Bool, column: Int) -> [ResponsePage.Span] {
        guard wraps else {
            return row < lines.count ? WrappedText.cut(lines[row], column: column, width: width) : []
        }
        var row = row
        for line in lines {
            let taken = WrappedText.rows(line, width: width)
            if row < taken { return WrappedText.row(line, row, width: width) }
            row -= taken
        }
        return []
    }
}
