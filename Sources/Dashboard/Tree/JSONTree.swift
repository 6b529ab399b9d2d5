import JSONText
import Support

/// JSON as a tree of rows, one for each member and element, which folds. The outermost container has no row. Strings that
/// hold JSON or text open in place, and long arrays are shown in pages.
struct JSONTree: Sendable {
    private var documents: TreeDocuments
    private var folds: TreeFolds
    private(set) var rows: [TreeRow]
    private var hits: TreeHits?

    /// A tree with so many rows or fewer is wholly open at first.
    static let fewRows = 200
    /// The levels of a larger tree that are visible at first.
    static let firstLevels = 2

    /// - Parameter body: the content of an HTTP response's body, which is opened. Its headers are folded then.
    init(_ document: JSONDocument, body: EmbeddedBody? = nil) {
        documents = TreeDocuments(document, body: body)
        folds = TreeFolds(levels: TreeFolds.all, body: documents.body)
        rows = TreeLayout.rows(documents, folds, limit: Self.fewRows)
        if rows.count > Self.fewRows {
            folds.show(levels: Self.firstLevels)
            rows = TreeLayout.rows(documents, folds)
        }
        guard body != nil else { return }
        let headers = rows.filter { row in
            row.role == .open && row.depth == 0 && row.label == .key
                && Self.headers.contains(document.source(at: row.node.index - 1))
        }
        for row in headers { folds.toggle(row.fold) }
        if !headers.isEmpty { layOut() }
    }

    private static let headers: Set = [#""headers""#, #""multiValueHeaders""#]

    private mutating func layOut() { rows = TreeLayout.rows(documents, folds, expected: rows.count) }

    /// The number of rows.
    var count: Int { rows.count }

    /// The number of levels that are shown; ``TreeFolds/all`` for all of them. Single folds are not counted.
    var levels: Int { folds.levels }

    /// The pieces of a row.
    ///
    /// - Parameters:
    ///   - width: the width of the pane, in cells.
    ///   - isCut: whether the row ends with `…` at the width. If not, the caller wraps or scrolls it.
    func line(_ row: Int, width: Int, isCut: Bool = true) -> [ResponsePage.Span] {
        guard rows.indices.contains(row) else { return [] }
        return TreePainter(documents: documents, folds: folds, width: width, isCut: isCut).spans(rows[row])
    }

    /// The column of a row's value, in cells; 0 without one.
    func column(of row: Int) -> Int { rows.indices.contains(row) && rows[row].role != .text ? rows[row].column : 0 }

    // MARK: Folding

    /// Folds or unfolds the container, page or string of a row; false if nothing folds there.
    mutating func toggle(_ row: Int) -> Bool {
        guard rows.indices.contains(row) else { return false }
        let place = rows[row]
        switch place.role {
        case .text: return false
        case .folded, .openPage, .foldedPage: folds.toggle(place.fold)
        case .open, .leaf:
            if documents[place.node.document].kind(at: place.node.index) != .string {
                guard place.role == .open else { return false }
                folds.toggle(place.fold)
            } else if documents.open(place.node) == nil {
                return false
            } else {
                folds.toggleString(place.node)
                hits = nil
            }
        }
        layOut()
        return true
    }

    /// Shows so many levels: 1 only the outermost values, ``TreeFolds/all`` everything.
    mutating func show(levels: Int) {
        folds.show(levels: levels)
        // The body of a response can open or close with that.
        hits = nil
        layOut()
    }

    /// How many levels there are below the outermost one, as far as they are open or folded in an open one.
    var depth: Int { rows.reduce(0) { max($0, $1.depth + ($1.role == .folded ? 1 : 0)) } }

    /// Shows so many levels.
    ///
    /// - Parameter row: a row; nil for none.
    /// - Returns: the row that the value of that row has now, or that of what it is folded into.
    mutating func show(levels: Int, keeping row: Int?) -> Int? {
        var values: [TreeRow] = []
        var next = row.flatMap { rows.indices.contains($0) ? $0 : nil }
        while let place = next {
            values.append(rows[place])
            next = rows[place].parent
        }
        show(levels: levels)
        for value in values where value.role != .text {
            let found = rows.firstIndex { $0.node == value.node && $0.page == value.page && $0.role != .text }
            if let found { return found }
        }
        return rows.isEmpty ? nil : 0
    }

    // MARK: Moving

    /// The row of what a value is in; nil at the top.
    func parent(of row: Int) -> Int? { rows.indices.contains(row) ? rows[row].parent : nil }

    /// The next row with the same parent.
    func nextSibling(of row: Int) -> Int? {
        guard rows.indices.contains(row) else { return nil }
        let parent = rows[row].parent
        // What is between siblings is deeper.
        return rows[(row + 1)...].prefix { $0.depth >= rows[row].depth }.firstIndex { $0.parent == parent }
    }

    /// The previous row with the same parent.
    func previousSibling(of row: Int) -> Int? {
        guard rows.indices.contains(row) else { return nil }
        let parent = rows[row].parent
        return rows[..<row][((parent ?? -1) + 1)...].lastIndex { $0.parent == parent }
    }

    // MARK: Paths and values

    /// The way to the value of a row; for a line of text, to its string.
    func path(of row: Int) -> TreePath {
        guard rows.indices.contains(row) else { return TreePath(steps: []) }
        var steps: [TreePath.Step] = []
        var next: Int? = row
        while let index = next {
            let place = rows[index]
            let document = documents[place.node.document]
            next = place.parent
            // The elements of a page are elements of the array.
            if place.isPage, index == row {
                let end = min(place.position + TreeLayout.pageSize, document.count(at: place.node.index))
                steps.append(.slice(place.position..<end))
            }
            switch place.label {
            case .none: break
            case .key:
                steps.append(.key(String(decoding: document.content(at: place.node.index - 1), as: UTF8.self)))
            case .index: steps.append(.index(place.position))
            }
            let isInString = place.parent.map { rows[$0].node.document != place.node.document } ?? false
            if isInString, let holder = documents.holder(of: place.node.document) {
                steps.append(.json(isBase64: documents.string(holder)?.content.isBase64 ?? false))
            }
        }
        return TreePath(steps: steps.reversed())
    }

    /// Unfolds the way to the value at a path, and returns its row; nil if there is no such value, or if it is the
    /// outermost container, which has no row.
    mutating func reveal(_ path: TreePath) -> Int? {
        var finder = TreeFinder(documents, folds)
        guard let target = finder.target(of: path) else { return nil }
        finder.open(around: target.node, isInside: target.page != nil)
        if finder.opensString { hits = nil }
        (documents, folds) = (finder.documents, finder.folds)
        layOut()
        return rows.firstIndex { $0.node == target.node && $0.page == target.page && $0.role != .text }
    }

    /// The value of a row, to be copied or explained.
    func value(of row: Int) -> TreeValue? {
        guard rows.indices.contains(row) else { return nil }
        return TreeValue(rows[row], documents)
    }

    /// Whether a row is a single value: a string, a number, `true`, `false` or `null`; and not a very long one.
    func isShortScalar(_ row: Int, limit: Int) -> Bool {
        guard rows.indices.contains(row), rows[row].role == .leaf else { return false }
        return documents[rows[row].node.document].byteCount(at: rows[row].node.index) <= limit
    }

    /// The row as text, with all of its value: `"id": "42"`.
    func line(of row: Int) -> String {
        guard let value = value(of: row) else { return "" }
        return value.keySource.map { $0 + ": " + value.source } ?? value.source
    }

    /// The whole document exactly as in the source.
    var whole: String { String(decoding: documents[0].bytes, as: UTF8.self) }

    // MARK: Searching

    /// A match: its row, its number from 1, and how many matches there are.
    typealias Match = (row: Int, number: Int, count: Int)

    /// Finds the keys and values, also folded ones, that a search matches. Returns their number. Takes as long as reading
    /// the documents once; ``match(from:forwards:)`` then only looks at the result.
    mutating func find(_ matches: (String) -> Bool) -> Int {
        let found = TreeHits(documents, folds, matches)
        hits = found
        return found.all.count
    }

    /// Forgets the search.
    mutating func endSearch() { hits = nil }

    /// The number of matches; nil if nothing is searched, or if a string was opened or closed since, so that the search
    /// must be made again.
    var matchCount: Int? { hits?.all.count }

    /// The next or previous match of ``find(_:)`` from a row, around the ends, with everything around it unfolded; nil if
    /// there is none.
    mutating func match(from row: Int, forwards: Bool) -> Match? {
        guard let all = hits?.all, !all.isEmpty else { return nil }
        let index = index(from: row, forwards: forwards, in: all)
        let hit = all[index]
        let find = { (row: TreeRow) in
            row.node == hit.node && !row.isPage
                && (hit.line.map { row.role == .text && row.position == $0 } ?? (row.role != .text))
        }
        if let visible = rows.firstIndex(where: find) { return (visible, index + 1, all.count) }
        var finder = TreeFinder(documents, folds)
        finder.open(around: hit.node, isInside: hit.line != nil)
        folds = finder.folds
        layOut()
        return rows.firstIndex(where: find).map { ($0, index + 1, all.count) }
    }

    /// Finds the next or previous match of a new search.
    mutating func search(_ matches: (String) -> Bool, from row: Int, forwards: Bool) -> Match? {
        _ = find(matches)
        return match(from: row, forwards: forwards)
    }

    private func index(from row: Int, forwards: Bool, in all: [TreeHit]) -> Int {
        guard rows.indices.contains(row) else { return forwards ? 0 : all.count - 1 }
        let place = TreeOrder(rows[row], in: documents)
        // The first match at or after the place, by bisection.
        var (low, high) = (0, all.count)
        while low < high {
            let middle = (low + high) / 2
            let order = TreeOrder(all[middle], in: documents)
            if forwards ? order <= place : order < place { low = middle + 1 } else { high = middle }
        }
        return forwards ? low % all.count : (low + all.count - 1) % all.count
    }
}

/// A value of a tree, whole.
struct TreeValue: Hashable, Sendable {
    /// The key exactly as in the source, with its quotes; nil if there is none.
    let keySource: String?
    /// The key decoded; nil if there is none.
    let key: String?
    /// The value exactly as in the source. For a page its elements as an array, for a line of text the line.
    let source: String
    /// A string's content, without quotes and escapes; nil for other values.
    let content: String?

    init(_ row: TreeRow, _ documents: TreeDocuments) {
        let document = documents[row.node.document]
        let index = row.node.index
        let hasKey = row.label == .key
        keySource = hasKey ? document.source(at: index - 1) : nil
        key = hasKey ? String(decoding: document.content(at: index - 1), as: UTF8.self) : nil
        switch row.role {
        case .text:
            let lines = documents.string(row.node)?.content.lines ?? []
            source = lines.indices.contains(row.position) ? lines[row.position] : ""
            content = source
        case .openPage, .foldedPage:
            let first = (0..<row.position).reduce(index + 1) { at, _ in document.next(after: at) }
            let more = min(TreeLayout.pageSize, document.count(at: index) - row.position) - 1
            let last = (0..<more).reduce(first) { at, _ in document.next(after: at) }
            source = "[" + document.source(from: first, through: last) + "]"
            content = nil
        case .leaf, .open, .folded:
            source = document.source(at: index)
            let isString = document.kind(at: index) == .string
            content = isString ? String(decoding: document.content(at: index), as: UTF8.self) : nil
        }
    }
}
