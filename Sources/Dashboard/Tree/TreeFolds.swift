/// What of a tree is open: all containers above a level, and exceptions. So a tree of a million values that is wholly
/// open needs no memory for that.
struct TreeFolds: Hashable, Sendable {
    /// The number of levels that are open; ``all`` for all of them.
    private(set) var levels: Int
    /// The string that is open at first; nil if there is none.
    private let body: TreeNode?
    /// Containers and pages that are not as the level says.
    private var exceptions: Set<TreeFold> = []
    /// Strings that are not as they were at first.
    private var toggledStrings: Set<TreeNode> = []

    /// The number of levels that stands for all of them.
    static let all = Int.max

    /// - Parameter levels: how many levels are open; 1 shows only the members of the outermost container.
    init(levels: Int, body: TreeNode?) {
        self.levels = max(1, levels)
        self.body = body
    }

    /// Shows so many levels, and forgets what was folded alone. Opened strings are closed if only one level is shown.
    mutating func show(levels: Int) {
        self.levels = max(1, levels)
        exceptions = []
        if levels <= 1 { toggledStrings = [] }
    }

    /// Whether a container is open.
    ///
    /// - Parameter level: the number of containers around it, without the outermost one.
    func isOpen(_ node: TreeNode, level: Int) -> Bool {
        let isOpen = level < levels - 1
        return exceptions.isEmpty ? isOpen : isOpen != exceptions.contains(TreeFold(node: node))
    }

    /// Whether a page of an open array is open. At first that is the first one.
    func isOpen(_ node: TreeNode, page: Int) -> Bool {
        let isOpen = page == 0 || levels == Self.all
        return exceptions.isEmpty ? isOpen : isOpen != exceptions.contains(TreeFold(node: node, page: page))
    }

    /// Whether a string shows its content.
    func isStringOpen(_ node: TreeNode) -> Bool {
        let isOpen = node == body && levels > 1
        return toggledStrings.isEmpty ? isOpen : isOpen != toggledStrings.contains(node)
    }

    /// Whether the user asked for the other form of a string.
    func isToggled(_ node: TreeNode) -> Bool { toggledStrings.contains(node) }

    /// Changes whether a container or page is open.
    mutating func toggle(_ fold: TreeFold) {
        if exceptions.remove(fold) == nil { exceptions.insert(fold) }
    }

    /// Changes the form of a string.
    mutating func toggleString(_ node: TreeNode) {
        if toggledStrings.remove(node) == nil { toggledStrings.insert(node) }
    }
}
