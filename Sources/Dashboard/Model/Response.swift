import JSONText
import LambdaModel

/// A body, read as what it is.
public enum ResponseContent: Sendable {
    /// JSON text.
    case json(JSONDocument)
    /// Text that is not JSON, a line each.
    case text([String])
    /// Neither: the bytes.
    case binary([UInt8])
    /// No bytes at all.
    case empty

    /// Reads a body: JSON where it parses, else text where it is UTF-8 without controls, else bytes.
    public init(_ body: [UInt8]) {
        guard !body.isEmpty else {
            self = .empty
            return
        }
        if let document = try? JSONDocument(body) {
            self = .json(document)
            return
        }
        guard let text = String(validating: body, as: UTF8.self),
            !text.unicodeScalars.contains(where: {
                TextWidth.isControl($0) && !"\n\r\t\u{1B}".unicodeScalars.contains($0)
            })
        else {
            self = .binary(body)
            return
        }
        var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
        if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
        self = .text(lines.map(String.init))
    }
}

/// What the response pane shows for a function: the call that runs, or the last one that ended.
public struct Response: Sendable {
    /// The call.
    public let id: InvocationID
    /// The event's name.
    public let event: String
    /// When it began: seconds since 1970; nil while it waits in the queue.
    public internal(set) var startedAt: Double?
    /// The result, once there is one.
    public internal(set) var result: InvocationResult?
    /// Why it was not sent.
    public internal(set) var refusal: String?
    /// Lines and folds of what came back.
    var page = ResponsePage()
    /// The line that has the cursor.
    var cursor = 0
    /// The row at the top.
    var top = ScrollPosition()
    /// Cells scrolled to the right, while lines are cut.
    var column = 0

    init(id: InvocationID, event: String) {
        self.id = id
        self.event = event
    }

    mutating func scrollSideways(by cells: Int) { column = max(0, column + cells) }

    mutating func refuse(_ reason: String) {
        refusal = reason
        page = ResponsePage(reason)
    }

    mutating func finish(_ result: InvocationResult, _ content: ResponseContent) {
        if case .refused(let reason) = result.reply { return refuse(reason.description) }
        self.result = result
        page = ResponsePage(result, content)
        cursor = 0
        top = ScrollPosition()
        column = 0
    }
}

/// The lines of a response: an error told first, then the body.
struct ResponsePage: Sendable {
    /// A piece of a line.
    typealias Span = (text: String, style: Style)

    private var head: [[Span]] = []
    private var body = Body.none
    private var folded: Set<Int> = []

    /// Bytes of a string that are drawn; the rest is a `…`. More than any screen shows.
    private static let longestSpan = 16 << 10

    private enum Body: Sendable {
        case none
        case json(JSONDocument, JSONLayout)
        case text([String])
        case binary([UInt8])
    }

    init() {}

    /// A reason in words, a line each.
    init(_ reason: String) {
        head = reason.split(separator: "\n").map { [(String($0), Style(.error))] }
    }

    init(_ result: InvocationResult, _ content: ResponseContent) {
        if var error = result.error {
            // An answer that is no error of a runtime is its own message; it is shown once.
            if !result.body.isEmpty, error.message == String(decoding: result.body.prefix(500), as: UTF8.self) {
                error.message = ""
            }
            head = Self.lines(of: error)
        }
        switch content {
        case .json(let document): body = .json(document, JSONLayout(document))
        case .text(let lines): body = .text(lines)
        case .binary(let bytes): body = .binary(bytes)
        case .empty: body = .none
        }
        if !head.isEmpty, bodyCount > 0 { head.append([]) }
        if case .empty = content, result.status != nil { head.append([("(empty body)", Style(.dim))]) }
        if case .binary(let bytes) = content {
            head.append([("\(ByteCount.text(bytes.count)) that are neither JSON nor text", Style(.dim))])
        }
    }

    private static func lines(of error: InvocationError) -> [[Span]] {
        var lines: [[Span]] = [[(error.type, Style(.error, attributes: .bold))]]
        if !error.message.isEmpty {
            for line in error.message.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
                lines.append([(String(line), Style(.error))])
            }
        }
        for line in error.trace { lines.append([("  " + line, Style(.dim))]) }
        return lines
    }

    private var bodyCount: Int {
        switch body {
        case .none: 0
        case .json(_, let layout): layout.lineCount
        case .text(let lines): lines.count
        case .binary(let bytes): (bytes.count + 15) / 16
        }
    }

    /// How many lines there are.
    var count: Int { head.count + bodyCount }

    /// A line's pieces, indentation included.
    func line(_ index: Int) -> [Span] {
        guard index >= head.count else { return head[index] }
        let index = index - head.count
        switch body {
        case .none: return []
        case .text(let lines): return ANSIText.spans(lines[index], base: Style())
        case .binary(let bytes): return [(HexDump.line(bytes, index), Style())]
        case .json(_, let layout):
            let line = layout.line(index, longestSpan: Self.longestSpan)
            let indent = String(repeating: "  ", count: line.indent)
            return [(indent, Style(.punctuation))] + line.spans.map { ($0.text, Style($0.kind.role)) }
        }
    }

    /// Folds or unfolds what begins on a line; false where nothing does.
    mutating func toggle(_ index: Int) -> Bool {
        guard index >= head.count, case .json(let document, let layout) = body,
            let node = layout.line(index - head.count).node
        else { return false }
        if folded.remove(node) == nil { folded.insert(node) }
        body = .json(document, JSONLayout(document, folded: folded))
        return true
    }
}

extension JSONSpan.Kind {
    /// How the screen shows it.
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
