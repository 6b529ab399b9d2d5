/// Finds files that restart a function again and again, such as a log that grows with each restart. Pure: the time is
/// told to it.
struct RestartGuard: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// So many restarts by one file within `time` are taken for a circle.
    static let most = 3
    static let time = Duration.seconds(10)

    private var restarts: [String: [Instant]] = [:]

    /// Takes changes in that are about to restart the function, and answers the files among them that have done so too
    /// often. Sources are never among them: the user may save one as often as they like.
    mutating func circling(_ changes: FileChanges, at now: Instant) -> [String] {
        for path in restarts.keys {
            restarts[path]?.removeAll { now - $0 >= Self.time }
            if restarts[path]?.isEmpty ?? true { restarts[path] = nil }
        }
        // A build writes more files than are told.
        guard changes.count == changes.paths.count else { return [] }
        let paths = changes.paths.filter { !IgnoreRules.isSource($0) }
        let circling = paths.filter { (restarts[$0]?.count ?? 0) >= Self.most }
        if circling.count < changes.count { for path in paths { restarts[path, default: []].append(now) } }
        return circling
    }
}
