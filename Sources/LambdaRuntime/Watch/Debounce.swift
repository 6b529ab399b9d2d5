/// When a burst of changes ends: after a quiet period, or at a limit if changes go on; the next change begins another
/// burst. Pure: the caller passes the time.
struct Debounce: Sendable {
    typealias Instant = ContinuousClock.Instant

    private let quiet: Duration
    private let limit: Duration
    private var first: Instant?
    private var last: Instant?

    /// - Parameters:
    ///   - quiet: the time without a change after which a burst is over.
    ///   - limit: the longest time from a burst's first change to its report.
    init(quiet: Duration, limit: Duration) {
        self.quiet = quiet
        self.limit = limit
    }

    /// When the burst is reported if nothing else changes until then; nil if nothing has changed.
    var deadline: Instant? {
        guard let first, let last else { return nil }
        return min(last.advanced(by: quiet), first.advanced(by: limit))
    }

    /// Something changed.
    mutating func change(at now: Instant) {
        if first == nil { first = now }
        last = max(last ?? now, now)
    }

    /// Whether the burst is due. If it is, it ends here, and the next change begins another one.
    mutating func isDue(at now: Instant) -> Bool {
        guard let deadline, now >= deadline else { return false }
        (first, last) = (nil, nil)
        return true
    }
}

/// What changed in one burst: the first few paths, and how many there were.
struct ChangeBurst: Sendable {
    /// The most paths in one report.
    static let listed = 20

    private var paths: [String] = []
    /// Only the hashes: a checkout may touch a hundred thousand files.
    private var seen: Set<Int> = []

    /// Notes a path. A second time has no effect.
    mutating func note(_ path: String) {
        guard seen.insert(path.hashValue).inserted, paths.count < Self.listed else { return }
        paths.append(path)
    }

    /// Ends the burst and returns its changes, with the roots that do not exist now.
    mutating func take(missing: [String]) -> FileChanges {
        defer { self = ChangeBurst() }
        return FileChanges(paths: paths, count: seen.count, missing: missing)
    }
}
