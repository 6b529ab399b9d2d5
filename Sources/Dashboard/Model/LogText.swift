import JSONText
import LambdaModel
import Support

/// A line of a log as shown: its text, which may contain line breaks, and the object in it.
struct LogText {
    /// The pieces of each line.
    private(set) var lines: [[ResponsePage.Span]]
    /// Whether there is an object to show or hide.
    let canExpand: Bool
    /// Whether the first piece is the word in the column of levels.
    private(set) var hasLevel = false
    /// Whether it is lamdeck's own text, which wraps at blanks.
    private var isProse = false
    /// Before each row; nil for nothing.
    private var gutter: ResponsePage.Span?

    /// The most lines of an object that are shown.
    static let maximumObjectLines = 1000
    /// The most bytes of a key or string in an object that are drawn: more than any screen shows.
    private static let longestSpan = 16 << 10

    /// A line.
    ///
    /// - Parameters:
    ///   - isRaw: whether to show it as written.
    ///   - width: the cells for the message and the members of an object; nil without a limit.
    init(_ record: LogRecord, isRaw: Bool, isExpanded: Bool, width: Int? = nil) {
        switch record.source {
        case .marker, .emulator: self.init(plain: record.text, Style(.dim))
        case .lamdeck:
            self.init(plain: record.text, Style(Self.isRefusal(record.text) ? .warning : .info))
            isProse = true
        case .build: self.init(plain: record.text, Style(.text))
        case .output, .errorOutput:
            if !isRaw, let line = StructuredLine(record.text, invocation: record.invocation) {
                self.init(line, isExpanded: isExpanded, width: width)
            } else {
                let style = Style(LogLevel(firstIn: record.text)?.role ?? .text)
                self.init(plain: record.text, style, isRaw: isRaw)
            }
        }
    }

    /// Whether a line of lamdeck says that the client of a request got an error: it was denied, or the response is not valid.
    private static func isRefusal(_ text: String) -> Bool {
        text.contains(": denied with ") || text.hasPrefix("the response to ") && text.contains(" is not valid: ")
    }

    private init(plain text: String, _ style: Style, isRaw: Bool = true) {
        lines = [ANSIText.spans(text, base: style)]
        canExpand = false
        // `[ERROR] text`, as Python's logger and runtime write it, in the form of other loggers.
        guard !isRaw, text.hasPrefix("["), let end = text.firstIndex(of: "]"), text[end...].hasPrefix("] "),
            let level = LogLevel(named: String(text[text.index(after: text.startIndex)..<end]))
        else { return }
        let message = String(text[end...].dropFirst(2))
        lines = [Self.word(level.rawValue, level.style) + ANSIText.spans(message, base: style)]
        hasLevel = true
    }

    private init(_ line: StructuredLine, isExpanded: Bool, width: Int?) {
        let style = Style(line.level?.role ?? .text)
        let condensed = CondensedLine(line, width: width)
        var lines = condensed.message.map { ANSIText.spans($0, base: style) }
        if let word = condensed.word {
            lines[0] = Self.word(word, line.level?.style ?? Style(.metric)) + lines[0]
        }
        hasLevel = condensed.word != nil
        let last = lines.count - 1
        if !isExpanded, !condensed.members.isEmpty {
            lines[last].append((" ", Style()))
            for member in condensed.members { lines[last] += Self.member(member) }
        }
        canExpand = line.object != nil && !line.members.isEmpty
        if canExpand {
            if isExpanded {
                lines[last].append((" ▾", Style(.dim)))
            } else if let mark = condensed.mark {
                lines[last].append((" " + mark, Style(.dim)))
            }
        }
        if isExpanded, let document = line.object?.document { lines += Self.objectLines(document) }
        self.lines = lines
    }

    /// The word in the column of levels.
    private static func word(_ word: String, _ style: Style) -> [ResponsePage.Span] {
        [(word.padded(max(5, word.cellWidth)) + " ", style)]
    }

    /// ` key=value`, with the key in the colour of secondary text.
    private static func member(_ text: String) -> [ResponsePage.Span] {
        guard let sign = text.firstIndex(of: "=") else { return [(" " + text, Style(.dim))] }
        return [(" " + text[...sign], Style(.dim)), (String(text[text.index(after: sign)...]), Style(.text))]
    }

    private static func objectLines(_ document: JSONDocument) -> [[ResponsePage.Span]] {
        let layout = JSONLayout(document)
        var lines: [[ResponsePage.Span]] = (0..<min(layout.lineCount, maximumObjectLines)).map { index in
            let line = layout.line(index, longestSpan: longestSpan)
            let indent = String(repeating: "  ", count: line.indent + 1)
            return [(indent, Style(.punctuation))] + line.spans.map { ($0.text, Style($0.kind.role)) }
        }
        let left = layout.lineCount - lines.count
        if left > 0 { lines.append([("  … \(Count.text(left)) more lines in the raw log", Style(.dim))]) }
        return lines
    }

    // MARK: Additions

    /// Pieces in one line, with another piece before each of its rows.
    init(remark: [ResponsePage.Span], gutter: ResponsePage.Span? = nil) {
        (lines, canExpand, self.gutter) = ([remark], false, gutter)
    }

    /// Removes the word of the level.
    mutating func removeLevel() {
        if hasLevel { lines[0].removeFirst() }
        hasLevel = false
    }

    /// Adds a remark after the last line, such as `▸ traceback, 3 lines`.
    mutating func append(_ remark: String) { lines[lines.count - 1].append((" " + remark, Style(.dim))) }

    /// Replaces all of it by a remark.
    mutating func replace(by remark: String, _ style: Style = Style(.dim)) {
        (lines, hasLevel) = ([[(remark, style)]], false)
    }

    /// Highlights what a pattern finds in each line. If the match is in a part that is not shown, the mark of that part is
    /// highlighted.
    ///
    /// - Parameter whole: the text of the log line with all of its parts.
    mutating func mark(_ pattern: SearchPattern, _ highlight: Highlight, whole: @autoclosure () -> String) {
        var isFound = false
        for index in lines.indices {
            guard let marked = MatchMarks.marked(lines[index], pattern, highlight) else { continue }
            isFound = true
            lines[index] = marked
        }
        guard !isFound, canExpand, pattern.matches(whole()), let last = lines[lines.count - 1].last else { return }
        lines[lines.count - 1][lines[lines.count - 1].count - 1] = (last.text, last.style.on(highlight))
    }

    // MARK: Rows

    /// Its first line, which is not cut.
    var firstLine: [ResponsePage.Span] { (gutter.map { [$0] } ?? []) + lines[0] }

    private func inside(_ width: Int) -> Int { max(1, width - (gutter?.text.cellWidth ?? 0)) }

    /// The number of its rows; at least one.
    func rows(width: Int, wraps: Bool) -> Int {
        wraps ? lines.reduce(0) { $0 + rows(of: $1, width: inside(width)) } : lines.count
    }

    private func rows(of line: [ResponsePage.Span], width: Int) -> Int {
        isProse ? WrappedText.prose(line, width: width).count : WrappedText.rows(line, width: width)
    }

    /// The pieces of a row; if lines are cut, the part after `column` cells.
    func row(_ row: Int, width: Int, wraps: Bool, column: Int) -> [ResponsePage.Span] {
        (gutter.map { [$0] } ?? []) + plainRow(row, width: inside(width), wraps: wraps, column: column)
    }

    private func plainRow(_ row: Int, width: Int, wraps: Bool, column: Int) -> [ResponsePage.Span] {
        guard wraps else {
            return row < lines.count ? WrappedText.cut(lines[row], column: column, width: width) : []
        }
        var row = row
        for line in lines {
            let taken = rows(of: line, width: width)
            if row < taken {
                return isProse
                    ? WrappedText.prose(line, width: width)[row] : WrappedText.row(line, row, width: width)
            }
            row -= taken
        }
        return []
    }
}
