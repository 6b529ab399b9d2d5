/// A report about a tree to its watchers.
enum WatchOutcome: Sendable, Equatable {
    /// A path changed, as seen from the tree's root.
    case changed(tree: Int, path: String)
    /// The system grants no more watches, so the tree is polled.
    case polling(tree: Int)
}

/// What a watched folder is to a tree.
enum WatchRole: Sendable, Hashable {
    /// One of its folders, seen from the root; empty for the root itself.
    case folder(String)
    /// A step on the way to the root or to a link's target. Only this name matters; its change is reported with the
    /// path `shown`.
    case step(name: String, shown: String)
}

/// A watched folder's place in a tree.
struct WatchPlace: Sendable, Equatable {
    let tree: Int
    var role: WatchRole
}

/// A tree that is watched.
struct WatchedTree: Sendable {
    let root: String
    let rules: IgnoreRules
    /// Whether it is polled if it is on a network file system.
    let seesOtherMachines: Bool
    /// Whether it is polled because it is on one.
    var isRemote = false
    /// The folder's real path; nil for a file, and while nothing is there.
    var real: String?
    var exists = false
    /// Its folders, seen from the root, by the watch of each.
    var folders: [String: Int32] = [:]
    /// All watches in which it has a place.
    var watches: Set<Int32> = []
    /// Links that lead out of it and are followed, seen from the root.
    var links: [String] = []
    /// Files that were reported while a writer had them open: closing them is not another change.
    var toldOpen: Set<String> = []
    /// The last reading if the tree is polled; nil if the system reports its changes.
    var poll: TreePoll?

    /// Whether it is polled because there are not enough watches.
    var isUnwatched: Bool { poll != nil && !isRemote }
}
