import JSONText
import LambdaModel
import Support

/// An earlier response, kept for a comparison.
struct EarlierResponse: Sendable {
    /// When its call began: seconds since 1970.
    var startedAt: Double
    /// Its verdict.
    var verdict: Verdict
    /// Its body; nil if it is too long to keep.
    var body: [UInt8]?

    init(_ result: InvocationResult) {
        startedAt = result.startedAt
        verdict = result.verdict
        body = result.body.count <= ResponseDiff.maximumBytes ? result.body : nil
    }
}

/// The last response to each event of a function, limited in number and size.
struct EarlierResponses: Sendable {
    /// The most events of one function to remember.
    static let maximumCount = 32
    /// The most bytes of bodies to remember for one function.
    static let maximumBytes = 4 << 20

    private var entries: [(event: String, response: EarlierResponse)] = []

    /// Whether there is a response to an event.
    func has(_ event: String) -> Bool { entries.contains { $0.event == event } }

    /// Remembers a response and returns the previous one.
    mutating func replace(_ result: InvocationResult) -> EarlierResponse? {
        guard result.status != nil else { return entries.first { $0.event == result.request.event }?.response }
        let place = entries.firstIndex { $0.event == result.request.event }
        let earlier = place.map { entries.remove(at: $0).response }
        entries.append((result.request.event, EarlierResponse(result)))
        while entries.count > Self.maximumCount || size > Self.maximumBytes { entries.removeFirst() }
        return earlier
    }

    private var size: Int { entries.reduce(0) { $0 + ($1.response.body?.count ?? 0) } }
}

/// A comparison of two responses: JSON as values, one per line, everything else as text. A wide pane shows them side by
/// side, a narrow one as lines that were removed and added.
struct ResponseDiff: Sendable {
    /// Larger bodies are not compared.
    static let maximumBytes = 1 << 20
    /// Bodies with more lines are not compared.
    static let maximumLines = 50_000
    /// A pane of at least so many cells shows the responses side by side.
    static let sideBySideWidth = 100
    /// How many unchanged lines are shown around a difference.
    private static let context = 3

    /// Lines before the comparison: a changed verdict, and a remark.
    private let head: [ResponsePage.Line]
    private let painter: DiffPainter
    /// Whether the bodies were compared, or are known to be the same.
    private let isComplete: Bool

    private init(_ head: [ResponsePage.Line], _ painter: DiffPainter? = nil, isComplete: Bool = true) {
        (self.head, self.painter) = (head, painter ?? DiffPainter(rows: [], old: [], new: []))
        self.isComplete = isComplete
    }

    /// Compares an earlier response with a later one.
    ///
    /// - Parameter clock: writes a moment, in seconds since 1970.
    init(_ old: EarlierResponse, _ new: InvocationResult, clock: (Double) -> String) {
        let before = "the response of " + clock(old.startedAt)
        var head: [ResponsePage.Line] = []
        if old.verdict != new.verdict {
            head.append(ResponsePage.Line("- " + old.verdict.label, Style(.error)))
            head.append(ResponsePage.Line("+ " + new.verdict.label, Style(.success)))
        }
        func remark(_ text: String) -> [ResponsePage.Line] { [ResponsePage.Line(text, Style(.dim))] + head }
        guard let body = old.body, new.body.count <= Self.maximumBytes else {
            let limit = ByteCount.text(Self.maximumBytes)
            self.init(remark("too large to compare: more than \(limit)"), isComplete: false)
            return
        }
        if body == new.body {
            self.init(remark((head.isEmpty ? "the same as " : "the same body as ") + before))
            return
        }
        guard let pair = Self.texts(ResponseContent(body), ResponseContent(new.body)) else {
            let sizes = "\(ByteCount.text(body.count)) then, \(ByteCount.text(new.body.count)) now"
            self.init(remark("differs from \(before): \(sizes), and not all of it is text"), isComplete: false)
            return
        }
        guard pair.old.count <= Self.maximumLines, pair.new.count <= Self.maximumLines else {
            let limit = Count.text(Self.maximumLines)
            self.init(remark("too large to compare: more than \(limit) lines"), isComplete: false)
            return
        }
        if pair.old == pair.new {
            self.init(remark("the same values as \(before), formatted differently"))
            return
        }
        guard let difference = LineDiff.compare(pair.old, pair.new) else {
            self.init(remark("too many differences from \(before) to show"), isComplete: false)
            return
        }
        let rows = DiffRow.rows(difference, pair.old, pair.new, isJSON: pair.isJSON, context: Self.context)
        let painter = DiffPainter(rows: rows, old: pair.old, new: pair.new)
        self.init(remark((painter.count == 0 ? "only ids and times differ from " : "against ") + before), painter)
    }

    /// Bodies as lines; nil if one is neither JSON nor text.
    private static func texts(_ old: ResponseContent, _ new: ResponseContent)
        -> (old: [String], new: [String], isJSON: Bool)?
    {
        if case .json(let old) = old, case .json(let new) = new {
            return (JSONLines.lines(old, like: new), JSONLines.lines(new, like: nil), true)
        }
        guard let old = plain(old), let new = plain(new) else { return nil }
        return (old, new, false)
    }

    private static func plain(_ content: ResponseContent) -> [String]? {
        switch content {
        case .json(let json): JSONLines.lines(json, like: nil)
        case .text(let lines): lines
        case .binary: nil
        case .empty: []
        case .web(let web): plain(web.raw)
        }
    }

    // MARK: Showing

    private var hasVerdict: Bool { head.count > 1 }

    /// The number of differences, without values that differ in each call; nil if the bodies were not compared.
    var differences: Int? { isComplete ? painter.count + (hasVerdict ? 1 : 0) : nil }

    /// For the title: `3 differences`; nil if the bodies were not compared.
    var title: String? {
        differences.map { $0 == 0 ? "no differences" : Count.text($0, "difference") }
    }

    private static func isWide(_ width: Int) -> Bool { width >= sideBySideWidth }

    /// The number of rows in a pane of a width.
    func count(width: Int) -> Int { head.count + painter.rowCount(isWide: Self.isWide(width)) }

    /// The pieces of a row; none if there is no such row.
    func line(_ index: Int, width: Int) -> [ResponsePage.Span] {
        guard index >= head.count else { return index < 0 ? [] : head[index].spans }
        let row = index - head.count
        return Self.isWide(width) ? painter.pairLine(row, width: width) : painter.unifiedLine(row)
    }

    /// The rows on which a difference begins.
    func differenceRows(width: Int) -> [Int] {
        (hasVerdict ? [1] : []) + painter.starts(isWide: Self.isWide(width)).map { $0 + head.count }
    }

    /// The next or previous difference from a row, around the ends: its row, and its number from 1; nil if there is none.
    func difference(from row: Int, forwards: Bool, width: Int) -> (row: Int, number: Int)? {
        let rows = differenceRows(width: width)
        guard !rows.isEmpty else { return nil }
        let index = forwards ? rows.firstIndex { $0 > row } ?? 0 : rows.lastIndex { $0 < row } ?? rows.count - 1
        return (rows[index], index + 1)
    }
}
