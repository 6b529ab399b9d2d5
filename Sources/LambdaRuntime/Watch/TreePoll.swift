import Foundation

/// A look at a tree of which the system does not tell.
struct TreePoll: Sendable {
    let signature: TreeSignature
    /// When to look again.
    let next: ContinuousClock.Instant

    /// Looks now. A look may take at most a tenth of the time, so that a large tree is looked at less often.
    init(_ root: String, _ rules: IgnoreRules, every time: Duration) {
        let begin = ContinuousClock.now
        signature = TreeSignature(root, rules)
        let end = ContinuousClock.now
        next = end.advanced(by: max(time, begin.duration(to: end) * 10))
    }
}

/// What changes when anything of a tree does: names, sizes, and the times of writing. Permissions do not count.
struct TreeSignature: Sendable, Equatable {
    private(set) var exists = false
    private var sum = 0
    private var count = 0

    /// Looks at what is at a path, links followed, without what the rules ignore.
    init(_ root: String, _ rules: IgnoreRules) {
        guard let end = PathWay(root).end else { return }
        exists = true
        switch end.kind {
        case .folder: addFolder(end.path, rules)
        case .file, .link: add("", at: end.path)
        }
    }

    private mutating func addFolder(_ real: String, _ rules: IgnoreRules) {
        var pending = [(path: "", disk: real, isBeyondLink: false)]
        var seen: Set<[UInt64]> = []
        while let next = pending.popLast() {
            guard let status = FolderListing.status(of: next.disk),
                seen.insert([UInt64(status.st_dev), UInt64(status.st_ino)]).inserted
            else { continue }
            for (name, kind) in FolderListing.entries(of: next.disk) {
                let path = next.path.isEmpty ? name : next.path + "/" + name
                guard !rules.ignores(path, isFolder: kind == .folder) else { continue }
                let disk = next.disk + "/" + name
                switch kind {
                case .folder:
                    // Its own times change with the names in it, those of ignored files too.
                    mix(path, [])
                    pending.append((path, disk, next.isBeyondLink))
                case .file:
                    add(path, at: disk)
                case .link:
                    mix(path + " " + (FolderListing.target(of: disk) ?? ""), [])
                    let way = WatchForest.wayOut(of: path, in: real, isBeyondLink: next.isBeyondLink)
                    switch way?.end?.kind {
                    case .folder: pending.append((path, way?.end?.path ?? disk, true))
                    case .file, .link: add(path, at: way?.end?.path ?? disk)
                    case nil: break
                    }
                }
            }
        }
    }

    private mutating func add(_ path: String, at disk: String) {
        guard let status = FolderListing.status(of: disk) else { return }
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        mix(path, [Int(status.st_ino), Int(status.st_size), Int(time.tv_sec), Int(time.tv_nsec)])
    }

    /// A sum, since the entries of a folder come in any order.
    private mutating func mix(_ path: String, _ numbers: [Int]) {
        var hasher = Hasher()
        hasher.combine(path)
        hasher.combine(numbers)
        sum &+= hasher.finalize()
        count += 1
    }
}
