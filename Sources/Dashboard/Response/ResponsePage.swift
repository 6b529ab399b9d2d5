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

        init(_ spans: [Span], _ place: LocalPlace? = nil) {
            self.spans = spans
            self.place = place
        }

        init(_ text: String, _ style: Style = Style()) { self.init([(text, style)]) }
    }

    private var head: [Line] = []
    /// The number of the response's line at index 0, for a response that is still arriving: the lines before it were
    /// dropped.
    private(set) var firstTextLine = 0
    private var body = Body.none

    private enum Body: Sendable {
        case none
        case json(JSONPage)
        case text([String])
        case binary([UInt8])
        case log(CallLog)
        case timing(TimingPage)
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
            body = .text(lines)
            firstTextLine = response.droppedLines - head.count
        } else {
            head = [Line("\(ByteCount.text(response.total)) so far, not text", Style(.dim))]
        }
    }

    /// The error first, then what the function sent: the body, or what was received before the error.
    init(_ result: InvocationResult, _ content: ResponseContent, _ map: CodeMap) {
        if let error = result.error {
            // If an answer without an error object is its own error message, it is shown once.
            let isShown = !result.body.isEmpty && Self.isMessage(error.message, of: result.body)
            head = ErrorLines.lines(error, map, withMessage: !isShown)
        }
        switch content {
        case .json(let json): body = .json(JSONPage(json))
        case .text(let lines): body = .text(lines)
        case .binary(let bytes): body = .binary(bytes)
        case .empty: body = .none
        }
        if !head.isEmpty, bodyCount > 0 { head.append(Line([])) }
        if let label = Self.label(result) { head.append(Line(label, Style(.dim))) }
        if case .empty = content, result.status != nil { head.append(Line("(empty body)", Style(.dim))) }
        if case .binary(let bytes) = content {
            head.append(Line("\(ByteCount.text(bytes.count)), neither JSON nor text", Style(.dim)))
        }
    }

    /// What a response is that is not complete; nil for one that is.
    private static func label(_ result: InvocationResult) -> String? {
        let (partial, dropped) = (result.partialResponse.count, result.droppedBytes)
        if partial > 0 { return "received before the call ended: \(ByteCount.text(partial + dropped))" }
        guard dropped > 0 else { return nil }
        let (kept, all) = (ByteCount.text(result.body.count), ByteCount.text(result.body.count + dropped))
        return "the first \(kept) of \(all); a longer response is not kept"
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

    /// Whether an answer consists only of the message, apart from blanks around it.
    private static func isMessage(_ message: String, of body: [UInt8]) -> Bool {
        func trimmed(_ text: String) -> Substring {
            let text = text.drop { $0.isWhitespace }
            return text.lastIndex { !$0.isWhitespace }.map { text[...$0] } ?? ""
        }
        return trimmed(message) == trimmed(String(decoding: body.prefix(500), as: UTF8.self))
    }

    private var bodyCount: Int {
        switch body {
        case .none: 0
        case .json(let page): page.count
        case .text(let lines): lines.count
        case .binary(let bytes): (bytes.count + 15) / 16
        case .log(let log): log.lines.count
        case .timing(let page): page.count
        }
    }

    /// The number of lines.
    var count: Int { head.count + bodyCount }

    /// The pieces of a line for a pane of a width, including its indentation.
    func line(_ index: Int, width: Int = 80) -> [Span] {
        guard index >= head.count else { return head[index].spans }
        let index = index - head.count
        return switch body {
        case .none: []
        case .text(let lines): ANSIText.spans(lines[index], base: Style())
        case .binary(let bytes): [(HexDump.line(bytes, index), Style())]
        case .json(let page): page.line(index)
        case .log(let log): log.lines[index].line.spans
        case .timing(let page): page.line(index, width: width)
        }
    }

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
        case .json(var page):
            guard index < page.count else { return false }
            // Move the page instead of copying it: its layout can be large.
            body = .none
            defer { body = .json(page) }
            return page.toggle(index)
        case .log(var log):
            defer { body = .log(log) }
            return log.toggle(index)
        case .none, .text, .binary, .timing: return false
        }
    }
}

extension JSONSpan.Kind {
    /// Its role on the screen.
    var role: Role {
        switch self {
        case .punctuation: .punctuation
        case .key: .key
        case .string: .string
        case .number: .number
        case .bool, .null: .literal
        case .fold: .dim
        }
    }
}
