extension WatchForest {
    /// The system watches no more folders.
    private struct Exhausted: Error {}

    /// Makes all watches of a tree, or makes them again. Watches that stay are not released in between.
    mutating func setUp(_ id: Int) {
        guard let tree = trees[id] else { return }
        if tree.seesOtherMachines, isRemote(PathWay(tree.root).lastFolder) {
            trees[id]?.isRemote = true
            return scan(id)
        }
        let old = tree.watches
        clear(id)
        do {
            guard notifier != nil else { throw Exhausted() }
            let end = try follow(shown: tree.root, of: id) { PathWay(tree.root) }?.end
            trees[id]?.exists = end != nil
            trees[id]?.real = end.flatMap { $0.kind == .folder ? $0.path : nil }
            if trees[id]?.real != nil { try scan("", of: id, isNew: false) }
        } catch {
            beginPolling(id)
        }
        release(old)
    }

    /// Watches a folder that appeared, and reports what is already in it: the system does not report what was made
    /// before the watch existed.
    mutating func scanNew(_ path: String, of id: Int) {
        do {
            try scan(path, of: id, isNew: true)
        } catch {
            beginPolling(id)
        }
    }

    /// Watches the steps of a path, and returns them. The system does not report a change between reading the path and
    /// watching a step, so the path is read again until two readings are equal.
    private mutating func follow(
        shown: String, of id: Int, _ find: () -> PathWay?
    ) throws(Exhausted) -> PathWay? {
        var way = find()
        for _ in 0..<Self.mostLooks {
            guard let known = way else { return nil }
            try step(along: known, shown: shown, of: id)
            way = find()
            if way == known { break }
        }
        return way
    }

    /// The most readings of a path that changes all the time.
    private static let mostLooks = 100

    private mutating func step(along way: PathWay, shown: String, of id: Int) throws(Exhausted) {
        for (index, step) in way.steps.enumerated() {
            // Only writes to the file at the end matter. Other files in the folders on the way do not concern the tree.
            let isFile = index == way.steps.count - 1 && way.end?.kind == .file
            guard let watch = try watch(step.folder, content: isFile) else { continue }
            let place = Place(tree: id, role: .step(name: step.name, shown: shown))
            if !places[watch, default: []].contains(place) { places[watch, default: []].append(place) }
            trees[id]?.watches.insert(watch)
        }
    }

    private func watch(_ folder: String, content: Bool) throws(Exhausted) -> Int32? {
        switch notifier?.watch(folder, content: content) {
        case .watching(let watch): return watch
        case .unavailable: return nil
        case .exhausted, nil: throw Exhausted()
        }
    }

    /// Watches a folder of a tree and all folders in it.
    private mutating func scan(_ start: String, of id: Int, isNew: Bool) throws(Exhausted) {
        guard let tree = trees[id], let real = tree.real else { return }
        var pending = [(path: start, isBeyondLink: tree.isBeyondLink(start))]
        var links: [(path: String, isBeyondLink: Bool)] = []
        // Links are followed last, so that a folder that is also reached without a link is known by that path.
        while true {
            if let next = pending.popLast() {
                let disk = next.path.isEmpty ? real : real + "/" + next.path
                // The folder is watched first and then listed: a name that appears in between is seen twice, not
                // missed.
                guard let watch = try watch(disk, content: true),
                    claim(watch, next.path, of: id, isBeyondLink: next.isBeyondLink)
                else { continue }
                for (name, kind) in FolderListing.entries(of: disk) {
                    let path = next.path.isEmpty ? name : next.path + "/" + name
                    // Existing files are reported only in a folder that appeared, not when the whole tree is set up.
                    guard isNew || kind != .file, !tree.rules.ignores(path, isFolder: kind == .folder) else { continue }
                    if isNew, !tree.rules.isSilent(path, isFolder: kind == .folder) {
                        changed(id, tree.root + "/" + path)
                    }
                    switch kind {
                    case .file: break
                    case .folder: pending.append((path, next.isBeyondLink))
                    case .link: links.append((path, next.isBeyondLink))
                    }
                }
            } else if let link = links.popLast() {
                let way = try follow(shown: tree.root + "/" + link.path, of: id) {
                    Self.wayOut(of: link.path, in: real, isBeyondLink: link.isBeyondLink)
                }
                guard let way else { continue }
                trees[id]?.links.append(link.path)
                if way.end?.kind == .folder { pending.append((link.path, true)) }
            } else {
                return
            }
        }
    }

    /// Notes which watch a tree's folder has.
    ///
    /// - Returns: false if the tree knows the folder already. That also ends a loop of links.
    private mutating func claim(_ watch: Int32, _ path: String, of id: Int, isBeyondLink: Bool) -> Bool {
        let known = places[watch]?.firstIndex { place in
            guard place.tree == id, case .folder = place.role else { return false }
            return true
        }
        if let known, case .folder(let old)? = places[watch]?[known].role {
            if old == path || isBeyondLink { return false }
            // The folder was moved here, and the event for its old path has not been read yet.
            if trees[id]?.folders[old] == watch { trees[id]?.folders[old] = nil }
            places[watch]?[known].role = .folder(path)
        } else {
            places[watch, default: []].append(Place(tree: id, role: .folder(path)))
        }
        trees[id]?.folders[path] = watch
        trees[id]?.watches.insert(watch)
        return true
    }

    /// The way of a link that leads out of its tree. Nil for a link inside the tree, because its target is watched
    /// anyway, and for a link to a folder that contains the tree: that may be half the disk.
    static func wayOut(of link: String, in real: String, isBeyondLink: Bool) -> PathWay? {
        let disk = real + "/" + link
        if !isBeyondLink, let target = FolderListing.target(of: disk) {
            // Most links are of this kind, such as the thousands of a node_modules/.bin, and need no further look.
            var names = target.hasPrefix("/") ? [] : disk.split(separator: "/").dropLast()
            for name in target.split(separator: "/") where name != "." {
                if name == ".." { _ = names.popLast() } else { names.append(name) }
            }
            if names.starts(with: real.split(separator: "/")) { return nil }
        }
        let way = PathWay(disk)
        guard let end = way.end else { return way }
        let (target, tree) = (end.path == "/" ? "/" : end.path + "/", real + "/")
        return target.hasPrefix(tree) || tree.hasPrefix(target) ? nil : way
    }
}
