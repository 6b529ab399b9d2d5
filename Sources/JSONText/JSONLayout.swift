import Support

/// A piece of a line in one colour.
public struct JSONSpan: Hashable, Sendable {
    /// What the piece is, which determines its colour.
    public enum Kind: Hashable, Sendable {
        case punctuation
        case key
        case string
        case number
        case bool
        case null
        /// Replaces the content of a folded container: `… 12 keys`.
        case fold
    }

    /// What the piece is.
    public var kind: Kind
    /// The text as in the source, including quotes.
    public var text: String

    /// Makes a piece.
    public init(kind: Kind, text: String) {
        self.kind = kind
        self.text = text
    }
}

/// A line of a laid out document.
public struct JSONLine: Hashable, Sendable {
    /// Levels of indent.
    public var indent: Int
    /// The line's text in pieces, without the indent.
    public var spans: [JSONSpan]
    /// Tape index of the container that opens on this line, folded or not; nil if nothing can be folded here.
    public var node: Int?
    /// Whether the container's content is hidden.
    public var isFolded: Bool

    /// Makes a line.
    public init(indent: Int, spans: [JSONSpan], node: Int?, isFolded: Bool) {
        self.indent = indent
        self.spans = spans
        self.node = node
        self.isFolded = isFolded
    }
}

/// The positions of a laid out document's lines, so that a screen can make only those that it shows.
///
/// Takes 12 bytes per line; building it takes time in proportion to the lines that are not folded away.
public struct JSONLayout: Sendable {
    private let storage: JSONStorage
    private let steps: [JSONStep]

    /// Lays out `document`.
    ///
    /// - Parameter folded: tape indices of the containers whose content is hidden; others are ignored.
    public init(_ document: JSONDocument, folded: Set<Int> = []) {
        storage = document.storage
        steps = Array(JSONWalk(document.root, folded: folded))
    }

    /// The number of lines; at least one.
    public var lineCount: Int { steps.count }

    /// The line at a 0-based index below ``lineCount``.
    ///
    /// - Parameter longestSpan: bytes after which a key or string is cut off and ends in `…`, so that a string of
    ///   megabytes costs no more than its visible part.
    public func line(_ index: Int, longestSpan: Int = .max) -> JSONLine {
        let step = steps[index]
        let isObject = storage.tape[step.index].kind == .object
        var spans: [JSONSpan] = []
        if step.hasKey {
            spans.append(JSONSpan(kind: .key, text: sourceText(step.index - 1, limit: longestSpan)))
            spans.append(JSONSpan(kind: .punctuation, text: ": "))
        }
        let comma = step.hasComma ? "," : ""
        var foldable: Int?
        switch step.role {
        case .open:
            foldable = step.index
            spans.append(JSONSpan(kind: .punctuation, text: isObject ? "{" : "["))
        case .close:
            spans.append(JSONSpan(kind: .punctuation, text: (isObject ? "}" : "]") + comma))
        case .folded:
            foldable = step.index
            spans.append(JSONSpan(kind: .punctuation, text: isObject ? "{ " : "[ "))
            spans.append(JSONSpan(kind: .fold, text: foldText(step.index, isObject: isObject)))
            spans.append(JSONSpan(kind: .punctuation, text: (isObject ? " }" : " ]") + comma))
        case .leaf:
            spans.append(leaf(step.index, limit: longestSpan))
            if step.hasComma { spans.append(JSONSpan(kind: .punctuation, text: comma)) }
        }
        return JSONLine(indent: step.depth, spans: spans, node: foldable, isFolded: step.role == .folded)
    }

    /// The line at `index` as plain text, indented by two spaces per level.
    public func text(_ index: Int) -> String {
        let line = line(index)
        return line.spans.reduce(into: String(repeating: " ", count: 2 * line.indent)) { $0 += $1.text }
    }

    private func foldText(_ index: Int, isObject: Bool) -> String {
        let count = storage.tape[index].count
        return "… " + Plural.text(Int(count), isObject ? "key" : "item")
    }

    private func leaf(_ index: Int, limit: Int) -> JSONSpan {
        switch storage.tape[index].kind {
        case .object: JSONSpan(kind: .punctuation, text: "{}")
        case .array: JSONSpan(kind: .punctuation, text: "[]")
        case .string: JSONSpan(kind: .string, text: sourceText(index, limit: limit))
        case .number: JSONSpan(kind: .number, text: sourceText(index, limit: limit))
        case .bool: JSONSpan(kind: .bool, text: sourceText(index, limit: limit))
        case .null: JSONSpan(kind: .null, text: sourceText(index, limit: limit))
        }
    }

    private func sourceText(_ index: Int, limit: Int) -> String { storage.sourceText(index, limit: limit) }
}
