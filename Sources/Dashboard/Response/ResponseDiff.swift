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

/// A comparison of two bodies: JSON as values, one per line, everything else as text.
enum ResponseDiff {
    /// Larger bodies are not compared.
    static let maximumBytes = 1 << 20
    /// Bodies with more lines are not compared.
    static let maximumLines = 50_000
    /// How many unchanged lines are shown around a difference.
    private static let context = 3

    /// The lines of the comparison, or the reason why there is none.
    static func lines(_ old: EarlierResponse, _ new: InvocationResult, clock: (Double) -> String) -> [ResponsePage.Line]
    {
        let before = "the response of " + clock(old.startedAt)
        var head: [ResponsePage.Line] = []
        if old.verdict != new.verdict {
            head.append(changed("-", old.verdict.label, .error))
            head.append(changed("+", new.verdict.label, .success))
        }
        guard let body = old.body, new.body.count <= maximumBytes else {
            return head + [remark("too large to compare: more than \(ByteCount.text(maximumBytes))")]
        }
        if body == new.body {
            return head.isEmpty ? [remark("the same as " + before)] : head + [remark("the same body as " + before)]
        }
        guard let pair = texts(ResponseContent(body), ResponseContent(new.body)) else {
            return head + [
                remark(
                    "differs from \(before): \(ByteCount.text(body.count)) then, "
                        + "\(ByteCount.text(new.body.count)) now, and not all of it is text")
            ]
        }
        guard pair.old.count <= maximumLines, pair.new.count <= maximumLines else {
            return head + [remark("too large to compare: more than \(Count.text(maximumLines)) lines")]
        }
        if pair.old == pair.new {
            return head + [remark("the same values as \(before), formatted differently")]
        }
        guard let difference = LineDiff.compare(pair.old, pair.new) else {
            return head + [remark("too many differences from \(before) to show")]
        }
        return head + [remark("against " + before)] + collapsed(difference, pair)
    }

    /// Bodies as lines; nil if one is neither JSON nor text.
    private static func texts(_ old: ResponseContent, _ new: ResponseContent) -> (old: [String], new: [String])? {
        if case .json(let old) = old, case .json(let new) = new {
            return (JSONLines.lines(old, like: new), JSONLines.lines(new, like: nil))
        }
        guard let old = plain(old), let new = plain(new) else { return nil }
        return (old, new)
    }

    private static func plain(_ content: ResponseContent) -> [String]? {
        switch content {
        case .json(let json): JSONLines.lines(json, like: nil)
        case .text(let lines): lines
        case .binary: nil
        case .empty: []
        }
    }

    private static func collapsed(_ difference: [LineDiff.Line], _ pair: (old: [String], new: [String]))
        -> [ResponsePage.Line]
    {
        var lines: [ResponsePage.Line] = []
        var start = 0
        while start < difference.count {
            guard case .same = difference[start] else {
                switch difference[start] {
                case .same: break
                case .removed(let place): lines.append(changed("-", pair.old[place], .error))
                case .added(let place): lines.append(changed("+", pair.new[place], .success))
                }
                start += 1
                continue
            }
            var end = start
            while end < difference.count, case .same = difference[end] { end += 1 }
            let before = start == 0 ? 0 : context
            let after = end == difference.count ? 0 : context
            for index in start..<end {
                if index >= start + before, index < end - after, end - start > before + after + 1 {
                    if index == start + before {
                        lines.append(remark("  … \(Count.text(end - start - before - after)) unchanged lines"))
                    }
                } else if case .same(_, let place) = difference[index] {
                    lines.append(ResponsePage.Line("  " + shortened(pair.new[place])))
                }
            }
            start = end
        }
        return lines
    }

    private static func changed(_ sign: String, _ text: String, _ role: Role) -> ResponsePage.Line {
        ResponsePage.Line(sign + " " + shortened(text), Style(role))
    }

    private static func remark(_ text: String) -> ResponsePage.Line { ResponsePage.Line(text, Style(.dim)) }

    /// At most as much of a line as a screen shows.
    private static func shortened(_ text: String) -> String {
        guard text.utf8.count > JSONPage.longestSpan else { return text }
        return String(decoding: text.utf8.prefix(JSONPage.longestSpan), as: UTF8.self) + "…"
    }
}
