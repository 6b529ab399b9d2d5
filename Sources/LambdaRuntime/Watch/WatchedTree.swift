/// Something to tell the tree's watchers.
enum WatchOutcome: Sendable, Equatable {
    /// A path changed, as seen from the tree's root.
    case changed(tree: Int, path: String)
    /// The system watches no more, so that the tree is looked at every now and then.
    case polling(tree: Int)
}

/// What a watched folder is to a tree.
enum WatchRole: Sendable, Hashable {
    /// One of its folders, seen from the root; empty for the root itself.
    case folder(String)
    /// A step on the way to the root or to what a link leads to: this name alone matters, and a change of it is
    /// told by that path.
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
    /// Whether it is looked at if it is on a network file system.
    let seesOtherMachines: Bool
    /// Whether it is looked at since it is on one.
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
    /// Files that were told while a writer has them open: closing them is no further change.
    var toldOpen: Set<String> = []
    /// How it is looked at where the system does not tell; nil if it does.
    var poll: TreePoll?

    /// Whether it is looked at for want of watches.
    var isUnwatched: Bool { poll != nil && !isRemote }
}
