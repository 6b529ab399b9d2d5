import Foundation

/// All watched trees, and the kernel watches that they use: one kernel watch may serve many trees. It has no threads
/// and no timers. What it finds is left in `outcomes`.
struct WatchForest: Sendable {
    typealias Instant = ContinuousClock.Instant

    typealias Outcome = WatchOutcome
    typealias Role = WatchRole
    typealias Place = WatchPlace
    typealias Tree = WatchedTree

    let notifier: (any FolderNotifier)?
    let pollTime: Duration
    let isRemote: @Sendable (String) -> Bool
    var trees: [Int: Tree] = [:]
    var places: [Int32: [Place]] = [:]
    /// Trees whose watches must be made again, each with the path that is then reported as changed.
    private var stale: [Int: String] = [:]
    private var outcomes: [Outcome] = []
    private var lastTree = 0

    /// - Parameters:
    ///   - notifier: nil if the system has none to give.
    ///   - pollTime: the time between two readings of a tree that no notifier watches.
    ///   - isRemote: whether a folder is on a network file system.
    init(
        notifier: (any FolderNotifier)?, pollTime: Duration,
        isRemote: @escaping @Sendable (String) -> Bool = { _ in false }
    ) {
        self.notifier = notifier
        self.pollTime = pollTime
        self.isRemote = isRemote
    }

    // MARK: Trees

    /// Watches a tree; it need not exist yet.
    mutating func add(_ root: String, rules: IgnoreRules, seesOtherMachines: Bool = false) -> Int {
        lastTree += 1
        trees[lastTree] = Tree(root: root, rules: rules, seesOtherMachines: seesOtherMachines)
        setUp(lastTree)
        return lastTree
    }

    /// Stops watching it.
    mutating func remove(_ id: Int) {
        leaveAll(id)
        trees[id] = nil
        stale[id] = nil
    }

    /// What was found since the last call.
    mutating func takeOutcomes() -> [Outcome] {
        defer { outcomes = [] }
        return outcomes
    }

    mutating func changed(_ id: Int, _ path: String) {
        outcomes.append(.changed(tree: id, path: path))
    }

    // MARK: Events

    /// Handles an event. Call `settle` after the last pending one.
    mutating func handle(_ event: FolderEvent) {
        if event.kind.contains(.lost) {
            // The lost events may concern any tree.
            for (id, tree) in trees where tree.poll == nil { stale[id] = tree.root }
            return
        }
        guard let users = places[event.watch] else { return }
        if event.kind.contains(.ended) {
            places[event.watch] = nil
            for user in users { forget(event.watch, of: user) }
            return
        }
        for user in users {
            switch user.role {
            case .step(let name, let shown):
                guard name == event.name else { continue }
                if event.kind.contains(.folder) || isDone(event, shown, at: shown, in: user.tree) {
                    changed(user.tree, shown)
                }
                if !event.kind.isDisjoint(with: [.appeared, .deleted, .movedOut]) { stale[user.tree] = shown }
            case .folder(let folder):
                handle(event, at: folder.isEmpty ? event.name : folder + "/" + event.name, in: user.tree)
            }
        }
    }

    private mutating func handle(_ event: FolderEvent, at path: String, in id: Int) {
        guard let tree = trees[id], let real = tree.real else { return }
        let isFolder = event.kind.contains(.folder)
        guard !tree.rules.ignores(path, isFolder: isFolder) else { return }
        let shown = tree.root + "/" + path
        if !tree.rules.isSilent(path, isFolder: isFolder),
            isFolder || isDone(event, path, at: real + "/" + path, in: id)
        {
            changed(id, shown)
        }
        if event.kind.contains(.appeared) {
            if isFolder {
                scanNew(path, of: id)
            } else if FolderListing.kind(of: real + "/" + path) == .link,
                Self.wayOut(of: path, in: real, isBeyondLink: tree.isBeyondLink(path)) != nil
            {
                stale[id] = shown
            }
        } else if !event.kind.isDisjoint(with: [.deleted, .movedOut]) {
            if isFolder { leave(path, of: id, withInner: event.kind.contains(.movedOut)) }
            // A folder with two paths may have lost only the path by which it is known.
            let isLink = tree.links.contains { $0 == path || $0.hasPrefix(path + "/") }
            if isLink || (isFolder && !tree.links.isEmpty) { stale[id] = shown }
        }
    }

    /// Whether a file's event is reported as a change. If the output of a command is redirected into the code, the
    /// shell creates or empties the file, and the command writes to it, perhaps for a long time. That is one change,
    /// reported when the file is closed. A source is reported as soon as it has content, except an archive: part of an
    /// archive is useless.
    private mutating func isDone(_ event: FolderEvent, _ path: String, at disk: String, in id: Int) -> Bool {
        if event.kind.contains(.closed) { return trees[id]?.toldOpen.remove(path) == nil }
        guard !event.kind.isDisjoint(with: [.made, .written]) else {
            trees[id]?.toldOpen.remove(path)
            return true
        }
        guard let status = FolderListing.status(of: disk) else { return true }
        // Only a regular file has a writer that will close it, unless this is a new name of an existing file.
        let hasWriter = FolderListing.kind(status) == .file && !(event.kind.contains(.made) && status.st_nlink > 1)
        guard hasWriter else { return true }
        guard status.st_size > 0, IgnoreRules.isSource(path), !IgnoreRules.isArchive(path) else { return false }
        trees[id]?.toldOpen.insert(path)
        return true
    }

    /// Makes the watches of changed trees again. Reports these trees as changed once more, because events in between
    /// may have been missed.
    mutating func settle() {
        let again = stale
        stale = [:]
        for (id, shown) in again where trees[id]?.poll == nil {
            setUp(id)
            changed(id, shown)
        }
    }

    // MARK: Looking

    /// When the next tree is polled; nil if the system reports the changes of all trees.
    var nextPoll: Instant? { trees.values.compactMap(\.poll?.next).min() }

    /// Polls the trees that are due.
    mutating func poll(at now: Instant) {
        for id in trees.keys.sorted() {
            guard let tree = trees[id], let poll = tree.poll, poll.next <= now else { continue }
            let next = TreePoll(tree.root, tree.rules, every: pollTime)
            if next.signature != poll.signature { changed(id, tree.root) }
            trees[id]?.exists = next.signature.exists
            trees[id]?.poll = next
        }
    }

    /// Polls all trees that are due, and those of these trees that are polled and whose last reading took less than 3
    /// ms.
    mutating func pollNow(_ ids: [Int]) {
        for id in ids {
            guard let poll = trees[id]?.poll, poll.cost < .milliseconds(3) else { continue }
            trees[id]?.poll = poll.due(at: .now)
        }
        self.poll(at: .now)
    }

    /// Polls a tree from now on, because there are not enough watches.
    mutating func beginPolling(_ id: Int) {
        scan(id)
        outcomes.append(.polling(tree: id))
    }

    /// Polls a tree from now on.
    mutating func scan(_ id: Int) {
        guard let tree = trees[id] else { return }
        leaveAll(id)
        let poll = TreePoll(tree.root, tree.rules, every: pollTime)
        trees[id]?.exists = poll.signature.exists
        trees[id]?.poll = poll
    }

    // MARK: Places

    /// Releases all watches of a tree that no other tree uses.
    private mutating func leaveAll(_ id: Int) {
        let watches = trees[id]?.watches ?? []
        clear(id)
        release(watches)
    }

    /// Removes a tree from its places without releasing the watches.
    mutating func clear(_ id: Int) {
        for watch in trees[id]?.watches ?? [] { places[watch]?.removeAll { $0.tree == id } }
        trees[id]?.watches = []
        trees[id]?.folders = [:]
        trees[id]?.links = []
    }

    /// Releases those watches in which no tree has a place.
    mutating func release(_ watches: Set<Int32>) {
        for watch in watches where places[watch]?.isEmpty ?? false {
            places[watch] = nil
            notifier?.unwatch(watch)
        }
    }

    /// A folder left its tree. One that was moved takes the folders in it along; one that was deleted was empty.
    private mutating func leave(_ path: String, of id: Int, withInner: Bool) {
        var gone = [path]
        if withInner { gone += trees[id]?.folders.keys.filter { $0.hasPrefix(path + "/") } ?? [] }
        var watches: Set<Int32> = []
        for folder in gone {
            guard let watch = trees[id]?.folders.removeValue(forKey: folder) else { continue }
            places[watch]?.removeAll { $0.tree == id && $0.role == .folder(folder) }
            if !(places[watch]?.contains { $0.tree == id } ?? false) { trees[id]?.watches.remove(watch) }
            watches.insert(watch)
        }
        release(watches)
    }

    /// The system ended a watch by itself.
    private mutating func forget(_ watch: Int32, of place: Place) {
        trees[place.tree]?.watches.remove(watch)
        guard case .folder(let folder) = place.role, trees[place.tree]?.folders[folder] == watch else { return }
        trees[place.tree]?.folders[folder] = nil
    }
}

extension WatchForest.Tree {
    /// Whether a path goes through a link that leads out of the tree.
    func isBeyondLink(_ path: String) -> Bool {
        links.contains { path.hasPrefix($0 + "/") }
    }
}
