import Foundation
import Support

/// The result of reading a tree whose changes the system does not report.
struct TreePoll: Sendable {
    let signature: TreeSignature
    /// When to read the tree again.
    private(set) var next: ContinuousClock.Instant
    /// How long the reading took.
    let cost: Duration

    /// Reads the tree now. Reading takes at most a tenth of the time, so a large tree is read less often.
    init(_ root: String, _ rules: IgnoreRules, every time: Duration) {
        let begin = ContinuousClock.now
        signature = TreeSignature(root, rules)
        let end = ContinuousClock.now
        cost = begin.duration(to: end)
        next = end.advanced(by: max(time, cost * 10))
    }

    /// The same result, with another moment for the next reading.
    func due(at moment: ContinuousClock.Instant) -> TreePoll {
        var poll = self
        poll.next = moment
        return poll
    }
}

/// A value that changes with the names, the sizes and the modification times in a tree. Permissions do not count. Every
/// program computes the same value for the same tree.
struct TreeSignature: Sendable, Equatable {
    private(set) var exists = false
    private(set) var sum: UInt64 = 0
    private(set) var count = 0
    /// When the last change of a file or link became known to the file system, moves among them: seconds since 1970.
    private(set) var newestFile = 0.0
    /// The same with folders, which change with the names in them.
    private(set) var newest = 0.0

    /// Reads what is at a path. Links are followed; what the rules ignore is left out.
    init(_ root: String, _ rules: IgnoreRules) {
        let way = PathWay(root)
        guard let end = way.end else { return }
        exists = true
        // If a link on the way now leads elsewhere, everything that it leads to has changed.
        for step in way.steps {
            guard let status = FolderListing.status(of: step.folder + "/" + step.name) else { continue }
            if FolderListing.kind(status) == .link { note(status) }
        }
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
            newest = max(newest, status.changedAt)
            for (name, kind) in FolderListing.entries(of: next.disk) {
                let path = next.path.isEmpty ? name : next.path + "/" + name
                guard !rules.ignores(path, isFolder: kind == .folder) else { continue }
                let disk = next.disk + "/" + name
                switch kind {
                case .folder:
                    // Its own times are left out: they change with the names in it, those of ignored files too.
                    if !rules.isSilent(path, isFolder: true) { mix(path, []) }
                    pending.append((path, disk, next.isBeyondLink))
                case .file:
                    add(path, at: disk)
                case .link:
                    mix(path + " " + (FolderListing.target(of: disk) ?? ""), [])
                    if let status = FolderListing.status(of: disk) { note(status) }
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
        note(status)
    }

    private mutating func note(_ status: stat) {
        newestFile = max(newestFile, status.changedAt)
        newest = max(newest, newestFile)
    }

    /// Adds a hash that is the same in every program, unlike Swift's. It is a sum because the entries of a folder have no
    /// order.
    private mutating func mix(_ path: String, _ numbers: [Int]) {
        let hash = numbers.reduce(FNV1a.hash(path.utf8)) { hash, number in
            withUnsafeBytes(of: number) { FNV1a.hash($0, after: hash) }
        }
        sum &+= hash
        count += 1
    }

    static func == (left: Self, right: Self) -> Bool {
        (left.exists, left.sum, left.count) == (right.exists, right.sum, right.count)
    }
}

extension stat {
    /// When the file system noted the last change of the file, its name or its rights: seconds since 1970.
    fileprivate var changedAt: Double {
        #if canImport(Darwin)
            let time = st_ctimespec
        #else
            let time = st_ctim
        #endif
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
