import JSONText

/// The lines of a JSON body, with folding, and with the `body` of an API Gateway response opened in its place.
struct JSONPage: Sendable {
    private let content: JSONContent
    private var layout: JSONLayout
    private var folded: Set<Int> = []
    /// The layout of the body's content, if that is JSON.
    private var inner: JSONLayout?
    private var foldedInside: Set<Int> = []
    private var isOpen: Bool
    /// The line of the body's string; nil if there is none to open, or if a container around it is folded.
    private var place: Int?

    /// The most bytes of a string that are drawn, followed by `…`. More than any screen shows.
    static let longestSpan = 16 << 10

    init(_ content: JSONContent) {
        self.content = content
        layout = content.layout
        isOpen = content.embedded != nil
        if case .json(_, let layout) = content.embedded?.content { inner = layout }
        findPlace()
    }

    private mutating func findPlace() {
        place = content.embedded.flatMap { layout.lineIndex(ofNode: $0.node) }
    }

    /// Lines of the opened body.
    private var innerCount: Int {
        guard isOpen, place != nil, let embedded = content.embedded else { return 0 }
        return inner?.lineCount ?? embedded.lineCount
    }

    /// How many lines there are.
    var count: Int { layout.lineCount + innerCount }

    private enum Line {
        case outer(Int)
        case body(Int)
        case inner(Int)
    }

    private func find(_ index: Int) -> Line {
        guard let place, index >= place else { return .outer(index) }
        if index == place { return .body(index) }
        return index <= place + innerCount ? .inner(index - place - 1) : .outer(index - innerCount)
    }

    // MARK: Drawing

    /// The pieces of a line, including its indentation.
    func line(_ index: Int) -> [ResponsePage.Span] {
        switch find(index) {
        case .outer(let index): Self.spans(layout.line(index, longestSpan: Self.longestSpan))
        case .body(let index): head(layout.line(index, longestSpan: Self.longestSpan))
        case .inner(let index): innerLine(index)
        }
    }

    private static func spans(_ line: JSONLine, deeper: Int = 0) -> [ResponsePage.Span] {
        let indent = String(repeating: "  ", count: line.indent + deeper)
        return [(indent, Style(.punctuation))] + line.spans.map { ($0.text, Style($0.kind.role)) }
    }

    /// The line of the body's own key.
    private func head(_ line: JSONLine) -> [ResponsePage.Span] {
        var line = line
        guard let value = line.spans.firstIndex(where: { $0.kind == .string }) else { return Self.spans(line) }
        guard isOpen, let embedded = content.embedded else {
            line.spans.insert(JSONSpan(kind: .fold, text: "▸ "), at: value)
            return Self.spans(line)
        }
        // If the body is opened, the comma follows its content.
        let rest = innerCount > 0 ? [] : line.spans[(value + 1)...].map { ($0.text, Style($0.kind.role)) }
        line.spans.removeSubrange(value...)
        let mark = innerCount > 0 ? "▾ " : "▸ "
        return Self.spans(line) + [(mark, Style(.dim)), (embedded.label, Style(.info))] + rest
    }

    private func innerLine(_ index: Int) -> [ResponsePage.Span] {
        guard let place, let embedded = content.embedded else { return [] }
        let outer = layout.line(place, longestSpan: 0)
        let deeper = outer.indent + 1
        var spans: [ResponsePage.Span]
        if let inner {
            spans = Self.spans(inner.line(index, longestSpan: Self.longestSpan), deeper: deeper)
        } else if case .text(let lines) = embedded.content {
            let indent = String(repeating: "  ", count: deeper)
            spans = [(indent, Style(.punctuation))] + ANSIText.spans(lines[index], base: Style(.string))
        } else {
            return []
        }
        if index == innerCount - 1, let comma = outer.spans.last, comma.text == "," {
            spans.append((comma.text, Style(.punctuation)))
        }
        return spans
    }

    // MARK: Folding

    /// Folds or unfolds what begins on a line; false if nothing does.
    mutating func toggle(_ index: Int) -> Bool {
        switch find(index) {
        case .body:
            isOpen.toggle()
        case .outer(let index):
            guard let node = layout.line(index, longestSpan: 0).node else { return false }
            Self.toggle(node, in: &folded)
            layout = JSONLayout(content.document, folded: folded)
            findPlace()
        case .inner(let index):
            guard case .json(let document, _) = content.embedded?.content,
                let node = inner?.line(index, longestSpan: 0).node
            else { return false }
            Self.toggle(node, in: &foldedInside)
            inner = JSONLayout(document, folded: foldedInside)
        }
        return true
    }

    private static func toggle(_ node: Int, in folded: inout Set<Int>) {
        if folded.remove(node) == nil { folded.insert(node) }
    }
}
