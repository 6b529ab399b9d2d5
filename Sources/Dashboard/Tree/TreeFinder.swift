import JSONText

/// Finds values in a tree that may be folded, and opens what is around them.
struct TreeFinder {
    /// The documents; a path can lead into a string that was not opened yet.
    private(set) var documents: TreeDocuments
    /// What is open.
    private(set) var folds: TreeFolds
    /// Whether a string had to be opened.
    private(set) var opensString = false

    /// The end of a path.
    struct Target {
        /// The value, or the array of a page.
        var node: TreeNode
        /// The number of the page; nil for the value itself.
        var page: Int?
    }

    // MARK: Paths

    /// The value at a path; nil if there is none. Of members with the same key it is the last one, as for jq.
    mutating func target(of path: TreePath) -> Target? {
        var node = TreeNode(document: 0, index: 0)
        for (number, step) in path.steps.enumerated() {
            let document = documents[node.document]
            switch step {
            case .key(let key):
                guard let index = Self.member(document, node.index, key) else { return nil }
                node.index = index
            case .index(let position):
                guard let index = Self.element(document, node.index, position) else { return nil }
                node.index = index
            case .slice(let range):
                guard number == path.steps.count - 1, document.kind(at: node.index) == .array,
                    document.count(at: node.index) > TreeLayout.pageSize,
                    (0..<document.count(at: node.index)).contains(range.lowerBound)
                else { return nil }
                return Target(node: node, page: range.lowerBound / TreeLayout.pageSize)
            case .json:
                guard let inner = documents.open(node)?.document else { return nil }
                node = TreeNode(document: inner, index: 0)
            }
        }
        return Target(node: node)
    }

    private static func member(_ document: JSONDocument, _ object: Int, _ key: String) -> Int? {
        guard document.kind(at: object) == .object else { return nil }
        var (found, cursor): (Int?, Int) = (nil, object + 1)
        let end = document.next(after: object)
        while cursor < end {
            if document.content(at: cursor).elementsEqual(key.utf8) { found = cursor + 1 }
            cursor = document.next(after: cursor + 1)
        }
        return found
    }

    private static func element(_ document: JSONDocument, _ array: Int, _ position: Int) -> Int? {
        guard document.kind(at: array) == .array, (0..<document.count(at: array)).contains(position) else { return nil }
        return (0..<position).reduce(array + 1) { index, _ in document.next(after: index) }
    }

    // MARK: Opening

    /// Opens everything around a value, and around the strings that hold its document.
    ///
    /// - Parameters:
    ///   - isInside: whether its content must be visible too, for a page or a line of text.
    mutating func open(around node: TreeNode, isInside: Bool = false) {
        var chain = [node]
        while let holder = documents.holder(of: chain[0].document) { chain.insert(holder, at: 0) }
        var level = 0
        for (number, node) in chain.enumerated() {
            level = open(from: level, to: node)
            guard number < chain.count - 1 || isInside else { continue }
            if documents[node.document].kind(at: node.index) == .string {
                if !folds.isStringOpen(node) {
                    folds.toggleString(node)
                    opensString = true
                }
            } else if node.index > 0, !folds.isOpen(node, level: level) {
                folds.toggle(TreeFold(node: node))
            }
            level += 1
        }
    }

    /// Opens the containers around a value of a document. Returns the value's level.
    private mutating func open(from level: Int, to node: TreeNode) -> Int {
        let document = documents[node.document]
        var (level, at) = (level, 0)
        while at < node.index {
            let place = TreeNode(document: node.document, index: at)
            if at > 0 {
                if !folds.isOpen(place, level: level) { folds.toggle(TreeFold(node: place)) }
                level += 1
            }
            let isObject = document.kind(at: at) == .object
            var (child, position) = (isObject ? at + 2 : at + 1, 0)
            while document.next(after: child) <= node.index {
                child = document.next(after: child) + (isObject ? 1 : 0)
                position += 1
            }
            if !isObject, document.count(at: at) > TreeLayout.pageSize {
                let page = position / TreeLayout.pageSize
                if !folds.isOpen(place, page: page) { folds.toggle(TreeFold(node: place, page: page)) }
            }
            at = child
        }
        return level
    }

    init(_ documents: TreeDocuments, _ folds: TreeFolds) { (self.documents, self.folds) = (documents, folds) }
}
