import JSONText
import LambdaModel
import Support

/// The lines of one view of a response: a fixed head, and the content after it.
struct ResponsePage: Sendable {
    /// A piece of a line.
    typealias Span = (text: String, style: Style)

    /// A line, and the file position that `Enter` opens.
    struct Line: Sendable {
        var spans: [Span]
        var place: LocalPlace?
        /// Whether it takes one row, and is cut at the width: source code, whose gutter a second row would break.
        var isCut: Bool
        /// Whether it is lamdeck's own text, which wraps at blanks. The text of the user's code wraps anywhere.
        var isProse = false

        init(_ spans: [Span], _ place: LocalPlace? = nil, isCut: Bool = false) {
            self.spans = spans
            self.place = place
            self.isCut = isCut
        }

        /// A line of lamdeck's own.
        init(_ text: String, _ style: Style = Style()) {
            self.init([(text, style)])
            isProse = true
        }
    }

    private var head: [Line] = []
    /// The number of the response's line at index 0, for a response that is still arriving: the lines before it were
    /// dropped.
    private(set) var firstTextLine = 0
    private var body = Body.none

    private enum Body: Sendable {
        case none
        case json(JSONTree)
        case text(TextPieces)
        case binary([UInt8])
        case log(CallLog)
        case timing(TimingPage)
        case diff(ResponseDiff)
    }

    init() {}

    /// A reason as text, by lines.
    init(reason: String) {
        head = reason.split(whereSeparator: \.isNewline).map { Line(String($0), Style(.error)) }
    }

    /// Fixed lines.
    init(_ lines: [Line]) { head = lines }

    /// The end of a response that is still arriving.
    init(arriving response: ArrivingResponse) {
        if let lines = response.text {
            if response.hiddenBytes > 0 {
                head = [Line("… \(ByteCount.text(response.hiddenBytes)) before this", Style(.dim))]
            }
            body = .text(TextPieces(uncut: lines))
            firstTextLine = response.droppedLines - head.count
        } else {
            head = [Line("\(ByteCount.text(response.total)) so far, not text", Style(.dim))]
        }
    }

    /// The failure first, then what the function sent: the body, or what was received before the error.
    init(_ result: InvocationResult, _ content: ResponseContent, _ failure: FailureView?) {
        head = failure?.page().lines ?? []
        if case .web(let web) = content {
            if !head.isEmpty { head.append(Line([])) }
            head += WebPage.lines(web)
            body = Self.body(web.problem == nil ? web.body.content : web.raw)
            if let problem = web.problem { withTree { $0.unfold(to: problem.path) } }
            return
        }
        body = Self.body(content)
        if !head.isEmpty, bodyCount(width: 80) > 0 { head.append(Line([])) }
        if let label = Self.label(result) { head.append(Line(label, Style(.dim))) }
        if case .empty = content, result.status != nil { head.append(Line("(empty body)", Style(.dim))) }
        if case .binary(let bytes) = content {
            head.append(Line("\(ByteCount.text(bytes.count)), neither JSON nor text", Style(.dim)))
        }
    }

    private static func body(_ content: ResponseContent) -> Body {
        switch content {
        case .json(let json): .json(json.tree)
        case .text(let lines): .text(TextPieces(lines))
        case .binary(let bytes): .binary(bytes)
        case .empty: .none
        case .web(let web): body(web.body.content)
        }
    }

    /// Replaces the lines of the failure, after its source was read or its frames were folded.
    ///
    /// - Returns: by how many lines the rest moves down.
    mutating func replace(_ old: FailureView, by new: FailureView) -> Int {
        let (before, after) = (old.page().lines, new.page().lines)
        guard head.count >= before.count else { return 0 }
        head.replaceSubrange(0..<before.count, with: after)
        return after.count - before.count
    }

    /// What a response is that is not complete; nil for one that is.
    private static func label(_ result: InvocationResult) -> String? {
        let (partial, dropped) = (result.partialResponse.count, result.droppedBytes)
        if partial > 0 { return "received before the call ended: \(ByteCount.text(partial + dropped))" }
        guard dropped > 0 else { return nil }
        let (kept, all) = (ByteCount.text(result.body.count), ByteCount.text(result.body.count + dropped))
        return "the first \(kept) of \(all); a longer response is not kept"
    }

    /// The event of a call.
    init(event payload: [UInt8]) { self.init(content: ResponseContent(payload)) }

    /// The content of an event.
    init(content: ResponseContent) {
        body = Self.body(content)
        if case .empty = content { head = [Line("The event is not known.", Style(.dim))] }
    }

    /// The log of the call.
    init(log result: InvocationResult, _ map: CodeMap) {
        if result.log.isEmpty {
            head = [Line(result.droppedLines > 0 ? "its log was not kept" : "it logged nothing", Style(.dim))]
        }
        body = .log(CallLog(result, map))
    }

    /// The timing of the call, and the calls that it made.
    init(timing result: InvocationResult, _ calls: CallTree) { body = .timing(TimingPage(result, calls)) }

    /// The differences from an earlier response.
    init(comparing result: InvocationResult, _ context: Response.DisplayContext) {
        guard let earlier = context.earlier else {
            let lines = [
                "Nothing to compare with yet.", "",
                "Invoke the event again, or mark a call and compare another one with it.",
            ]
            head = lines.map { Line($0, Style(.dim)) }
            return
        }
        let ahead = Double(context.secondsFromUTC)
        body = .diff(ResponseDiff(earlier, result) { ClockTime.text($0 + ahead, now: result.startedAt + ahead) })
    }

    /// JSON as a tree: an event, or an object of a log.
    init(_ tree: JSONTree) { body = .json(tree) }

    private func bodyCount(width: Int) -> Int {
        switch body {
        case .none: 0
        case .json(let tree): tree.count
        case .text(let pieces): pieces.all.count
        case .binary(let bytes): (bytes.count + 15) / 16
        case .log(let log): log.lines.count
        case .timing(let page): page.count
        case .diff(let diff): diff.count(width: width)
        }
    }

    /// The number of lines in a narrow pane.
    var count: Int { count(width: 80) }

    /// The number of lines in a pane of a width. Only that of a comparison depends on the width.
    func count(width: Int) -> Int { head.count + bodyCount(width: width) }

    /// The pieces of a line for a pane of a width, including its indentation; none if there is no such line.
    ///
    /// - Parameter isCut: whether a row of a tree ends with `…` at the width. If not, the caller wraps it or scrolls it
    ///   sideways.
    func line(_ index: Int, width: Int = 80, isCut: Bool = false) -> [Span] {
        guard index >= head.count else { return index < 0 ? [] : head[index].spans }
        let index = index - head.count
        guard index < bodyCount(width: width) else { return [] }
        return switch body {
        case .none: []
        case .text(let pieces): ANSIText.spans(pieces.all[index], base: Style())
        case .binary(let bytes): [(HexDump.line(bytes, index), Style())]
        case .json(let tree): tree.line(index, width: width, isCut: isCut)
        case .log(let log): log.lines[index].line.spans
        case .timing(let page): page.line(index, width: width)
        case .diff(let diff): diff.line(index, width: width)
        }
    }

    // MARK: As text

    /// All lines as text.
    func text(width: Int) -> String {
        tree?.whole ?? text(0..<count(width: width), width: width)
    }

    /// A line as text: all pieces of a long one.
    func text(of index: Int, width: Int) -> String {
        var (start, end) = (index, index + 1)
        while isContinued(start) { start -= 1 }
        while isContinued(end) { end += 1 }
        return text(start..<end, width: width)
    }

    private func text(_ lines: Range<Int>, width: Int) -> String {
        lines.map { index in
            let isFirst = index == lines.lowerBound || isContinued(index)
            return (isFirst ? "" : "\n") + line(index, width: width).map(\.text).joined()
        }
        .joined()
    }

    private func isContinued(_ index: Int) -> Bool {
        if case .text(let pieces) = body { pieces.isContinued(index - head.count) } else { false }
    }

    // MARK: Lines

    /// Blank cells before the second row of a line that is wrapped: the value of a tree's row stays in its column.
    func hang(_ index: Int, width: Int) -> Int {
        guard case .json(let tree) = body, let row = bodyRow(of: index) else { return 0 }
        return min(tree.column(of: row), width / 2)
    }

    /// Whether a line takes one row and is cut.
    func isCut(_ index: Int) -> Bool { index >= 0 && index < head.count && head[index].isCut }

    /// The rows of a line that is wrapped.
    func rows(_ index: Int, width: Int) -> Int {
        guard !isProse(index) else { return WrappedText.prose(line(index, width: width), width: width).count }
        return WrappedText.rows(line(index, width: width), width: width, hang: hang(index, width: width))
    }

    /// A row of a line that is wrapped.
    ///
    /// - Parameter spans: the pieces of the line, with the marks of a search.
    func row(_ row: Int, of index: Int, _ spans: [Span], width: Int) -> [Span] {
        guard isProse(index) else {
            return WrappedText.row(spans, row, width: width, hang: hang(index, width: width))
        }
        let rows = WrappedText.prose(spans, width: width)
        return rows.indices.contains(row) ? rows[row] : []
    }

    /// Whether a line is lamdeck's own text.
    private func isProse(_ index: Int) -> Bool { index >= 0 && index < head.count && head[index].isProse }

    /// The file position that a line leads to.
    func place(_ index: Int) -> LocalPlace? {
        guard index >= head.count else { return head[index].place }
        guard case .log(let log) = body, index - head.count < log.lines.count else { return nil }
        return log.lines[index - head.count].line.place
    }

    /// Folds or unfolds what begins on a line; false if nothing does.
    mutating func toggle(_ index: Int) -> Bool {
        guard index >= head.count else { return false }
        let index = index - head.count
        switch body {
        case .json: return withTree { $0.toggle(index) } ?? false
        case .log(var log):
            defer { body = .log(log) }
            return log.toggle(index)
        case .none, .text, .binary, .timing, .diff: return false
        }
    }

    // MARK: The tree and the comparison

    /// The tree; nil if the page shows something else.
    var tree: JSONTree? { if case .json(let tree) = body { tree } else { nil } }

    /// The comparison; nil if the page shows something else.
    var diff: ResponseDiff? { if case .diff(let diff) = body { diff } else { nil } }

    /// The row of the tree, or of the comparison, on a line; nil for the lines before it.
    func bodyRow(of line: Int) -> Int? { line >= head.count ? line - head.count : nil }

    /// The line of a row of the tree or of the comparison.
    func line(ofBodyRow row: Int) -> Int { row + head.count }

    /// Changes the tree; nil if the page shows something else.
    @discardableResult
    mutating func withTree<Result>(_ change: (inout JSONTree) -> Result) -> Result? {
        guard case .json(var tree) = body else { return nil }
        // Move the tree instead of copying it: it can have many rows.
        body = .none
        defer { body = .json(tree) }
        return change(&tree)
    }
}
