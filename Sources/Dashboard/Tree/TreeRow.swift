import JSONText

/// A value of a tree: its document, and its index on the tape of that document.
struct TreeNode: Hashable, Sendable {
    /// 0 is the document of the tree; the others are documents in strings.
    var document: Int
    /// The index on the tape.
    var index: Int
}

/// Something that folds: a container or a string, or a page of a long array.
struct TreeFold: Hashable, Sendable {
    /// The container or string.
    var node: TreeNode
    /// The number of the page, from 0; nil for the whole value.
    var page: Int?
}

/// One row of a tree. A tree can have very many, so a row has no text; ``TreePainter`` makes the text when the row is
/// drawn.
struct TreeRow: Hashable, Sendable {
    /// What the row shows.
    enum Role: UInt8, Sendable {
        /// A scalar, an empty container, or a string that is not opened.
        case leaf
        /// A container or string whose content follows.
        case open
        /// A container whose content is hidden.
        case folded
        /// A page of a long array, with its elements after it.
        case openPage
        /// A page of a long array whose elements are hidden.
        case foldedPage
        /// A line of a string that is opened as text.
        case text
    }

    /// What is before the value.
    enum Label: UInt8, Sendable {
        /// Nothing.
        case none
        /// The key of a member: the tape entry before the value.
        case key
        /// The position in an array.
        case index
    }

    private let tapeIndex: UInt32
    private let parentRow: Int32
    private let number: UInt32
    private let documentNumber: UInt16
    private let level: UInt16
    private let valueColumn: UInt8
    /// What the row shows.
    let role: Role
    /// What is before the value.
    let label: Label

    init(_ node: TreeNode, _ role: Role, _ label: Label, position: Int, depth: Int, parent: Int?, column: Int) {
        tapeIndex = UInt32(node.index)
        documentNumber = UInt16(node.document)
        number = UInt32(position)
        level = UInt16(clamping: depth)
        parentRow = Int32(parent ?? -1)
        valueColumn = UInt8(clamping: column)
        self.role = role
        self.label = label
    }

    /// The value; for a page its array, for a line of text its string.
    var node: TreeNode { TreeNode(document: Int(documentNumber), index: Int(tapeIndex)) }
    /// The position in the array; for a page that of its first element, for a line of text its number from 0.
    var position: Int { Int(number) }
    /// Levels of indent.
    var depth: Int { Int(level) }
    /// The row of what the value is in; nil at the top.
    var parent: Int? { parentRow < 0 ? nil : Int(parentRow) }
    /// The column of the value, in cells.
    var column: Int { Int(valueColumn) }

    /// Whether the row is a page.
    var isPage: Bool { role == .openPage || role == .foldedPage }

    /// The number of the page; nil for other rows.
    var page: Int? { isPage ? position / TreeLayout.pageSize : nil }

    /// What folds here.
    var fold: TreeFold { TreeFold(node: node, page: page) }
}
