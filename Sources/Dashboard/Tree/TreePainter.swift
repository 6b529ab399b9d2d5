import JSONText
import Support

/// Makes the text of a tree's rows.
struct TreePainter {
    /// A piece of a row.
    typealias Span = ResponsePage.Span

    /// The most bytes of a string that are drawn, followed by `…`. More than any screen shows.
    static let longestSpan = 16 << 10
    /// A folded container with more values or bytes is shown by its number of values.
    private static let inlineValues = 12
    private static let inlineBytes = 400

    let documents: TreeDocuments
    let folds: TreeFolds
    /// The width of the pane, in cells.
    let width: Int
    /// Whether a row ends at the width. If not, a string can be longer; its row is wrapped or scrolled sideways.
    let isCut: Bool

    private var limit: Int { isCut ? 4 * max(0, width) + 8 : Self.longestSpan }

    /// The pieces of a row, including its indentation.
    func spans(_ row: TreeRow) -> [Span] {
        var pieces = Pieces(width: max(0, width), isCut: isCut)
        // A value far inside others keeps half of the width.
        pieces.add(String(repeating: " ", count: isCut ? min(2 * row.depth, width / 2) : 2 * row.depth))
        if row.role == .text {
            pieces.add("  ")
            let lines = documents.string(row.node)?.content.lines ?? []
            guard lines.indices.contains(row.position) else { return pieces.spans }
            for span in ANSIText.spans(shortened(lines[row.position]), base: Style(.string)) {
                pieces.add(span.text, span.style)
            }
            return pieces.spans
        }
        let document = documents[row.node.document]
        let value = value(row, document)
        // A scalar that is the whole document needs no room for a mark.
        if row.label != .none || row.depth > 0 || Self.opens(value) { pieces.add(mark(row, value), Style(.dim)) }
        if row.isPage {
            let last = min(row.position + TreeLayout.pageSize, document.count(at: row.node.index)) - 1
            pieces.add("[ \(Count.text(row.position)) – \(Count.text(last)) ]", Style(.dim))
            return pieces.spans
        }
        switch row.label {
        case .none: break
        case .key: pieces.add(Self.key(document, row.node.index - 1, limit: limit), Style(.key))
        case .index: pieces.add(String(row.position), Style(.key))
        }
        if case .nothing = value { return pieces.spans }
        if row.label != .none {
            let column = isCut ? min(row.column, width / 2) : row.column
            pieces.add(String(repeating: " ", count: max(2, column - pieces.used)))
        }
        add(value, row, document, to: &pieces)
        return pieces.spans
    }

    // MARK: Values

    /// What a row shows after its key.
    private enum Value {
        case nothing
        case container
        case scalar
        /// A string that opens.
        case closed
        /// A label in place of a string.
        case named(String)
    }

    private func value(_ row: TreeRow, _ document: JSONDocument) -> Value {
        let isString = document.kind(at: row.node.index) == .string
        switch row.role {
        case .openPage, .foldedPage, .text: return .nothing
        case .folded: return .container
        case .open:
            guard isString, let string = documents.string(row.node) else { return .nothing }
            return .named(string.content.label)
        case .leaf:
            guard isString else { return .scalar }
            if let string = documents.string(row.node) {
                if string.hasRows { return .closed }
                return folds.isToggled(row.node) ? .scalar : .named(string.content.label)
            }
            switch StringContent.look(document, row.node.index) {
            case .plain: return .scalar
            case .opens: return .closed
            case .named(let label): return folds.isToggled(row.node) ? .scalar : .named(label)
            }
        }
    }

    private static func opens(_ value: Value) -> Bool {
        switch value {
        case .closed, .nothing: true
        case .scalar, .container: false
        case .named: true
        }
    }

    private func mark(_ row: TreeRow, _ value: Value) -> String {
        switch row.role {
        case .open, .openPage: return "▾ "
        case .folded, .foldedPage: return "▸ "
        case .text: return "  "
        case .leaf:
            if case .closed = value { return "▸ " }
            return "  "
        }
    }

    private func add(_ value: Value, _ row: TreeRow, _ document: JSONDocument, to pieces: inout Pieces) {
        let index = row.node.index
        switch value {
        case .nothing: break
        case .named(let label): pieces.add(label, Style(row.role == .open ? .dim : .info))
        case .scalar, .closed: pieces.add(scalar(document, index), Self.style(document.kind(at: index)))
        case .container:
            if let inline = inline(document, index), pieces.fits(inline) {
                for span in inline { pieces.add(span.text, span.style) }
                return
            }
            // The elements of a list all have the same number of keys: what is in them says more.
            if row.label == .index, let start = start(document, index, room: width - pieces.used) {
                for span in start { pieces.add(span.text, span.style) }
                return
            }
            let isObject = document.kind(at: index) == .object
            let count = Count.text(document.count(at: index), isObject ? "key" : "item")
            pieces.add(isObject ? "{ \(count) }" : "[ \(count) ]", Style(.dim))
        }
    }

    private func scalar(_ document: JSONDocument, _ index: Int) -> String {
        switch document.kind(at: index) {
        case .object: "{}"
        case .array: "[]"
        case .string, .number, .bool, .null: document.source(at: index, limit: limit)
        }
    }

    /// The style of a value by its kind.
    static func style(_ kind: JSONNode.Kind) -> Style {
        switch kind {
        case .object, .array: Style(.punctuation)
        case .string: Style(.string)
        case .number: Style(.number)
        case .bool, .null: Style(.literal)
        }
    }

    /// A small container of scalars in one line: `["home", "light"]`, `{ "sku": "A-053", "qty": 3 }`.
    private func inline(_ document: JSONDocument, _ index: Int) -> [Span]? {
        guard document.count(at: index) <= Self.inlineValues, document.byteCount(at: index) <= Self.inlineBytes
        else { return nil }
        let isObject = document.kind(at: index) == .object
        let punctuation = Style(.punctuation)
        var spans: [Span] = [(isObject ? "{ " : "[", punctuation)]
        var cursor = index + 1
        let end = document.next(after: index)
        while cursor < end {
            if spans.count > 1 { spans.append((", ", punctuation)) }
            if isObject {
                spans.append((document.source(at: cursor), Style(.key)))
                spans.append((": ", punctuation))
                cursor += 1
            }
            guard document.count(at: cursor) == 0 else { return nil }
            spans.append((scalar(document, cursor), Self.style(document.kind(at: cursor))))
            cursor = document.next(after: cursor)
        }
        return spans + [(isObject ? " }" : "]", punctuation)]
    }

    /// The first members or elements of a container, as many as there is room for: `{ "sku": "A-053", "qty": 3, … }`. Nil if
    /// not even the first one fits.
    private func start(_ document: JSONDocument, _ index: Int, room: Int) -> [Span]? {
        let isObject = document.kind(at: index) == .object
        let punctuation = Style(.punctuation)
        let tail: [Span] = [("…", Style(.dim)), (isObject ? " }" : "]", punctuation)]
        var spans: [Span] = [(isObject ? "{ " : "[", punctuation)]
        var left = room - spans[0].text.cellWidth - 3
        var cursor = index + 1
        while cursor < document.next(after: index) {
            var member: [Span] = []
            if isObject {
                member = [(document.source(at: cursor, limit: max(1, left) * 4), Style(.key)), (": ", punctuation)]
                cursor += 1
            }
            let isContainer = document.count(at: cursor) > 0
            let kind = document.kind(at: cursor)
            let text = isContainer ? (kind == .object ? "{…}" : "[…]") : scalar(document, cursor)
            member += [(text, isContainer ? Style(.dim) : Self.style(kind)), (", ", punctuation)]
            left -= member.reduce(0) { $0 + $1.text.cellWidth }
            if left < 0 { return spans.count > 1 ? spans + tail : nil }
            spans += member
            cursor = document.next(after: cursor)
        }
        return spans.dropLast() + tail.suffix(1)
    }

    /// A key as in the source, without its quotes; with them if they show blanks at its ends, or that it is empty.
    static func key(_ document: JSONDocument, _ index: Int, limit: Int) -> String {
        let source = document.source(at: index, limit: limit)
        let content = source.utf8.dropFirst()
        if content.first == UInt8(ascii: " ") || content.count <= 1 || content.dropLast().last == UInt8(ascii: " ") {
            return source
        }
        return source.last == "\"" ? String(source.dropFirst().dropLast()) : String(source.dropFirst())
    }

    private func shortened(_ text: String) -> String {
        guard text.utf8.count > limit else { return text }
        return String(decoding: text.utf8.prefix(limit), as: UTF8.self) + "…"
    }
}

/// Pieces of a row.
private struct Pieces {
    private(set) var spans: [ResponsePage.Span] = []
    /// Cells of the pieces.
    private(set) var used = 0
    private let width: Int
    private let isCut: Bool

    init(width: Int, isCut: Bool) { (self.width, self.isCut) = (width, isCut) }

    /// Adds a piece, or what fits of it.
    mutating func add(_ text: String, _ style: Style = Style(.punctuation)) {
        guard !text.isEmpty, !isCut || used < width else { return }
        let text = isCut ? text.fitted(width - used) : text
        used += text.cellWidth
        spans.append((text, style))
    }

    /// Whether all of some pieces fit.
    func fits(_ pieces: [ResponsePage.Span]) -> Bool {
        pieces.reduce(used) { $0 + $1.text.cellWidth } <= width
    }
}
