import JSONText
import Support

/// Makes the rows of a tree: a loop with a stack, so that depth costs memory and not stack. Takes time in proportion to
/// the rows, and to the elements of the arrays that are open.
struct TreeLayout {
    /// Longer arrays are shown in pages of so many elements.
    static let pageSize = 100
    /// Longer keys do not move the column of the values.
    static let longestKey = 24
    /// The keys of an object that decide on the column.
    private static let measuredKeys = 1000
    /// Cells between the longest key and the values.
    private static let gap = 3

    private let documents: TreeDocuments
    private let folds: TreeFolds
    private let limit: Int
    private var rows: [TreeRow] = []
    private var frames: [Frame] = []

    /// Values of one container that still get rows.
    private struct Frame {
        enum Kind {
            case members, elements, pages
            /// A value alone, without key or position.
            case single
        }

        let kind: Kind
        let document: JSONDocument
        /// The container.
        let node: TreeNode
        var cursor: Int
        let end: Int
        var position = 0
        let depth: Int
        /// Containers around the values, without the outermost one.
        let level: Int
        let parent: Int?
        let column: Int
    }

    /// The rows.
    ///
    /// - Parameters:
    ///   - limit: the layout ends after more rows than this.
    ///   - expected: about how many rows there will be.
    static func rows(_ documents: TreeDocuments, _ folds: TreeFolds, limit: Int = .max, expected: Int = 0) -> [TreeRow]
    {
        var layout = TreeLayout(documents: documents, folds: folds, limit: limit)
        layout.rows.reserveCapacity(expected)
        layout.open(TreeNode(document: 0, index: 0), depth: 0, level: 0, parent: nil, column: 0)
        layout.run()
        return layout.rows
    }

    private init(documents: TreeDocuments, folds: TreeFolds, limit: Int) {
        (self.documents, self.folds, self.limit) = (documents, folds, limit)
    }

    private mutating func run() {
        while let frame = frames.last, rows.count <= limit {
            guard frame.cursor < frame.end else {
                frames.removeLast()
                continue
            }
            let top = frames.count - 1
            switch frame.kind {
            case .pages: addPage(frame)
            case .members:
                frames[top].cursor = frame.document.next(after: frame.cursor + 1)
                add(frame.cursor + 1, .key, frame)
            case .elements:
                frames[top].cursor = frame.document.next(after: frame.cursor)
                frames[top].position += 1
                add(frame.cursor, .index, frame)
            case .single:
                frames[top].cursor = frame.end
                add(frame.cursor, .none, frame)
            }
        }
    }

    /// The row of a value; what follows it is added later.
    private mutating func add(_ index: Int, _ label: TreeRow.Label, _ frame: Frame) {
        let node = TreeNode(document: frame.node.document, index: index)
        var role = TreeRow.Role.leaf
        if frame.document.count(at: index) > 0 {
            role = folds.isOpen(node, level: frame.level) ? .open : .folded
        } else if frame.document.kind(at: index) == .string, folds.isStringOpen(node),
            let string = documents.string(node), string.hasRows
        {
            role = .open
        }
        rows.append(
            TreeRow(
                node, role, label, position: frame.position, depth: frame.depth, parent: frame.parent,
                column: frame.column))
        guard role == .open else { return }
        let row = rows.count - 1
        guard frame.document.kind(at: index) == .string else {
            open(node, depth: frame.depth + 1, level: frame.level + 1, parent: row, column: frame.column)
            return
        }
        guard let string = documents.string(node) else { return }
        if let document = string.document {
            let root = TreeNode(document: document, index: 0)
            open(root, depth: frame.depth + 1, level: frame.level + 1, parent: row, column: frame.column)
            return
        }
        for line in 0..<string.content.lineCount where rows.count <= limit {
            rows.append(
                TreeRow(node, .text, .none, position: line, depth: frame.depth + 1, parent: row, column: 0))
        }
    }

    /// Begins the rows of a container's content; those of a value alone if it is empty or a scalar.
    private mutating func open(_ node: TreeNode, depth: Int, level: Int, parent: Int?, column: Int) {
        let document = documents[node.document]
        let (count, isObject) = (document.count(at: node.index), document.kind(at: node.index) == .object)
        let kind: Frame.Kind =
            count == 0 ? .single : isObject ? .members : count > Self.pageSize ? .pages : .elements
        let label = count == 0 ? nil : isObject ? Self.keyWidth(document, node.index) : String(count - 1).utf8.count
        // The elements of a page are one level deeper.
        let shift = 2 * (kind == .pages ? depth + 2 : depth + 1)
        frames.append(
            Frame(
                kind: kind, document: document, node: node, cursor: count == 0 ? node.index : node.index + 1,
                end: document.next(after: node.index), depth: depth, level: level, parent: parent,
                column: max(column, label.map { shift + $0 + Self.gap } ?? 0)))
    }

    private mutating func addPage(_ frame: Frame) {
        let top = frames.count - 1
        let (start, first) = (frame.cursor, frame.position)
        var (cursor, position) = (start, first)
        while cursor < frame.end, position < first + Self.pageSize {
            cursor = frame.document.next(after: cursor)
            position += 1
        }
        (frames[top].cursor, frames[top].position) = (cursor, position)
        let isOpen = folds.isOpen(frame.node, page: first / Self.pageSize)
        rows.append(
            TreeRow(
                frame.node, isOpen ? .openPage : .foldedPage, .none, position: first, depth: frame.depth,
                parent: frame.parent, column: 0))
        guard isOpen else { return }
        frames.append(
            Frame(
                kind: .elements, document: frame.document, node: frame.node, cursor: start, end: cursor,
                position: first, depth: frame.depth + 1, level: frame.level, parent: rows.count - 1,
                column: frame.column))
    }

    /// The width of the longest key that counts, in cells.
    private static func keyWidth(_ document: JSONDocument, _ object: Int) -> Int {
        var (width, measured) = (0, 0)
        var cursor = object + 1
        let end = document.next(after: object)
        while cursor < end, measured < measuredKeys {
            // No character takes more than four bytes, and escapes only make a key longer.
            if document.byteCount(at: cursor) <= 4 * longestKey + 2 {
                let cells = TreePainter.key(document, cursor, limit: .max).cellWidth
                if cells <= longestKey { width = max(width, cells) }
            }
            cursor = document.next(after: cursor + 1)
            measured += 1
        }
        return width
    }
}
