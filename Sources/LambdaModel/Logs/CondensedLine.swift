import Support

/// A line of a logger in few cells: `LEVEL message  key=value key=value ▸ +6`. The level, the message, then two spaces
/// and the members that say most, as many as fit; the rest is counted.
public struct CondensedLine: Hashable, Sendable {
    /// The level's word, such as `ERROR`, or `METRIC`; nil if the line has none.
    public let word: String?
    /// The level; nil if the line has none.
    public let level: LogLevel?
    /// The lines of the message; at least one. They may contain any character but line breaks.
    public let message: [String]
    /// The members after the last line of the message: `key=value`, without control characters.
    public let members: [String]
    /// How many members are not shown.
    public let more: Int

    /// The longest member that is shown, in cells.
    private static let longestMember = 60

    /// Nil for a line without a level or an object. `invocation` is the request id of the call that wrote it.
    ///
    /// - Parameter width: the cells for all of it; nil without a limit.
    public init?(_ text: String, invocation: String?, width: Int? = nil) {
        guard let line = StructuredLine(text, invocation: invocation) else { return nil }
        self.init(line, width: width)
    }

    /// The same for a line that is already parsed.
    public init(_ line: StructuredLine, width: Int? = nil) {
        (word, level) = (line.word, line.level)
        var lines = line.message.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
        message = lines
        var left = Int.max
        if let width {
            let lead = lines.count == 1 ? Self.lead(line.word) : 0
            // Two spaces are before the first member.
            left = width - lead - 1 - PlainText.line(lines.last ?? "").cellWidth
        }
        let shown = Self.shown(line, left)
        members = shown.map(\.text)
        more = line.members.count - shown.count
    }

    /// The mark of what is not shown: `▸ +6`; nil if all of it is.
    public var mark: String? { more > 0 ? "▸ +\(more)" : nil }

    /// The cells of the level's column, with the space behind it.
    private static func lead(_ word: String?) -> Int { word.map { max(5, $0.cellWidth) + 1 } ?? 0 }

    /// The members that fit into some cells, in the line's order. Those that say most are chosen first.
    private static func shown(_ line: StructuredLine, _ width: Int) -> [(place: Int, text: String)] {
        let dimensions = line.metrics?.dimensions.count ?? 0
        // Metrics have their dimensions, which say what was measured; the rest of such a line repeats context.
        let candidates = line.members.enumerated().filter { place, member in
            line.metrics == nil ? member.weight != .none : place < dimensions
        }
        let order = candidates.sorted {
            ($0.element.weight.rawValue, $0.offset) < ($1.element.weight.rawValue, $1.offset)
        }
        // The mark after the members: ` ▸ +6`.
        let mark = " ▸ +".cellWidth + "\(line.members.count)".cellWidth
        var left = width
        var shown: [(place: Int, text: String)] = []
        for (place, member) in order {
            guard let text = member.text.map({ PlainText.line($0).fitted(longestMember) }) else { continue }
            let needed = text.cellWidth + 1
            let needsMark = shown.count + 1 < line.members.count
            guard needed + (needsMark ? mark : 0) <= left else { continue }
            if width != .max { left -= needed }
            shown.append((place, text))
        }
        return shown.sorted { $0.place < $1.place }
    }
}
