import JSONText

/// The document of a tree, and those that are in its strings.
struct TreeDocuments: Sendable {
    /// A string whose content is known.
    struct OpenedString: Sendable {
        /// Its content.
        let content: StringContent
        /// The number of the document that it holds; nil if it is not JSON.
        let document: Int?

        /// Whether it has rows when it is open.
        var hasRows: Bool { content.hasRows }
    }

    private struct Entry {
        let document: JSONDocument
        /// The string that holds the document; nil for the first one.
        let holder: TreeNode?
    }

    private var entries: [Entry]
    private var strings: [TreeNode: OpenedString] = [:]
    /// The body of an HTTP response; nil if there is none that opens.
    let body: TreeNode?
    /// The most documents of a tree. A row names its document with 16 bits.
    private static let most = 1 << 16

    init(_ document: JSONDocument, body: EmbeddedBody?) {
        entries = [Entry(document: document, holder: nil)]
        self.body = body.map { TreeNode(document: 0, index: $0.node) }
        if let node = self.body, let body { insert(body.content, at: node) }
    }

    /// The document with a number.
    subscript(number: Int) -> JSONDocument { entries[number].document }

    /// The string that holds a document; nil for the first document.
    func holder(of document: Int) -> TreeNode? { entries[document].holder }

    /// The content of a string, if it was opened before.
    func string(_ node: TreeNode) -> OpenedString? { strings[node] }

    /// Reads the content of a string; nil if the value is not a string, or if only the string shows it best.
    mutating func open(_ node: TreeNode) -> OpenedString? {
        if let known = strings[node] { return known }
        let document = self[node.document]
        guard document.kind(at: node.index) == .string, entries.count < Self.most,
            let content = StringContent(document.content(at: node.index))
        else { return nil }
        return insert(content, at: node)
    }

    @discardableResult
    private mutating func insert(_ content: StringContent, at node: TreeNode) -> OpenedString {
        var number: Int?
        if case .json(let document) = content.form {
            number = entries.count
            entries.append(Entry(document: document, holder: node))
        }
        let string = OpenedString(content: content, document: number)
        strings[node] = string
        return string
    }
}
