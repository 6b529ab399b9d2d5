/// When a burst of changes is over: after a time of quiet, or, while it does not end, after a limit, and then again.
/// Pure: the time is told to it.
struct Debounce: Sendable {
    typealias Instant = ContinuousClock.Instant

    private let quiet: Duration
    private let limit: Duration
    private var first: Instant?
    private var last: Instant?

    /// - Parameters:
    ///   - quiet: the time without a change after which a burst is over.
    ///   - limit: the time after a burst's first change at which it is told at the latest.
    init(quiet: Duration, limit: Duration) {
        self.quiet = quiet
        self.limit = limit
    }

    /// When there is something to tell, if nothing changes until then; nil while there is nothing.
    var deadline: Instant? {
        guard let first, let last else { return nil }
        return min(last.advanced(by: quiet), first.advanced(by: limit))
    }

    /// Something changed.
    mutating func change(at now: Instant) {
        if first == nil { first = now }
        last = max(last ?? now, now)
    }

    /// Whether the burst is to be told now; it is then told, and the next change begins another.
    mutating func isDue(at now: Instant) -> Bool {
        guard let deadline, now >= deadline else { return false }
        (first, last) = (nil, nil)
        return true
    }
}

/// What changed in one burst: the first few paths, and how many there were.
struct ChangeBurst: Sendable {
    /// As many as a person reads.
    static let listed = 20

    private var paths: [String] = []
    /// Only the hashes: a checkout may touch a hundred thousand files.
    private var seen: Set<Int> = []

    /// Notes a path; again makes no difference.
    mutating func note(_ path: String) {
        guard seen.insert(path.hashValue).inserted, paths.count < Self.listed else { return }
        paths.append(path)
    }

    /// What was noted, with the roots that are not there now; it begins anew.
    mutating func take(missing: [String]) -> FileChanges {
        defer { self = ChangeBurst() }
        return FileChanges(paths: paths, count: seen.count, missing: missing)
    }
}
