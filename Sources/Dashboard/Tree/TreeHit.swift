import JSONText
import Support

/// A value whose key or text a search found, or a line of an opened string.
struct TreeHit: Hashable, Sendable {
    /// The value.
    var node: TreeNode
    /// The line of an opened string; nil for the value itself.
    var line: Int?
}

/// The values of a tree that match a search, in their order.
struct TreeHits: Sendable {
    /// All of them.
    let all: [TreeHit]

    /// Reads each key and each value once, those too that are folded, and the content of opened strings.
    init(_ documents: TreeDocuments, _ folds: TreeFolds, _ matches: (String) -> Bool) {
        var hits: [TreeHit] = []
        /// Documents that are still read, with the tape index that is next.
        var open: [(number: Int, cursor: Int)] = [(0, 0)]
        /// For each document, whether a tape index is a key: the ends of its containers.
        var containers: [[(isObject: Bool, end: Int)]] = [[]]
        while let (number, index) = open.last {
            let document = documents[number]
            let top = open.count - 1
            while let container = containers[top].last, container.end <= index { containers[top].removeLast() }
            guard index < document.next(after: 0) else {
                open.removeLast()
                containers.removeLast()
                continue
            }
            let hasKey = containers[top].last?.isObject ?? false
            let value = hasKey ? index + 1 : index
            let node = TreeNode(document: number, index: value)
            open[top].cursor = value + 1
            let isContainer = document.count(at: value) > 0
            if isContainer {
                containers[top].append((document.kind(at: value) == .object, document.next(after: value)))
            }
            let isOpened = document.kind(at: value) == .string && folds.isStringOpen(node)
            let opened = isOpened ? documents.string(node) : nil
            // A string that is opened is searched by its content, which is what the user sees.
            if hasKey && matches(Self.text(document, index))
                || !isContainer && opened?.hasRows != true && matches(Self.text(document, value))
            {
                hits.append(TreeHit(node: node, line: nil))
            }
            guard let opened else { continue }
            for (line, text) in opened.content.lines.enumerated() where matches(text) {
                hits.append(TreeHit(node: node, line: line))
            }
            if let inner = opened.document {
                open.append((inner, 0))
                containers.append([])
            }
        }
        all = hits
    }

    /// The text of a value or key: a string's content, or the source.
    private static func text(_ document: JSONDocument, _ index: Int) -> String {
        guard document.kind(at: index) == .string else { return document.source(at: index) }
        return String(decoding: document.content(at: index), as: UTF8.self)
    }
}

/// A place in the order of a tree's values, which the documents in strings follow too: the tape index in each document
/// from the outermost one, doubled, so that a page has a place before its first element.
struct TreeOrder: Comparable {
    private var numbers: [Int]

    init(_ hit: TreeHit, in documents: TreeDocuments) {
        numbers = Self.numbers(hit.node, in: documents) + (hit.line.map { [$0] } ?? [])
    }

    init(_ row: TreeRow, in documents: TreeDocuments) {
        guard row.isPage else {
            self = TreeOrder(TreeHit(node: row.node, line: row.role == .text ? row.position : nil), in: documents)
            return
        }
        let document = documents[row.node.document]
        let first = (0..<row.position).reduce(row.node.index + 1) { index, _ in document.next(after: index) }
        numbers = Self.numbers(TreeNode(document: row.node.document, index: first), in: documents)
        numbers[numbers.count - 1] -= 1
    }

    private static func numbers(_ node: TreeNode, in documents: TreeDocuments) -> [Int] {
        var numbers = [2 * node.index]
        var document = node.document
        while let holder = documents.holder(of: document) {
            numbers.append(2 * holder.index)
            document = holder.document
        }
        return numbers.reversed()
    }

    static func < (left: TreeOrder, right: TreeOrder) -> Bool { left.numbers.lexicographicallyPrecedes(right.numbers) }
}
