/// Finds files that restart a function again and again, such as a log that grows with each restart. Pure: the caller
/// passes the time.
struct RestartGuard: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// This many restarts by one file within `time` count as a loop.
    static let most = 3
    static let time = Duration.seconds(10)

    private var restarts: [String: [Instant]] = [:]

    /// Notes changes that are about to restart the function, and returns the files among them that restarted it too
    /// often. Sources are never among them: the user may save one as often as they like.
    mutating func circling(_ changes: FileChanges, at now: Instant) -> [String] {
        for path in restarts.keys {
            restarts[path]?.removeAll { now - $0 >= Self.time }
            if restarts[path]?.isEmpty ?? true { restarts[path] = nil }
        }
        // More files changed than are listed: that is a build.
        guard changes.count == changes.paths.count else { return [] }
        let paths = changes.paths.filter { !IgnoreRules.isSource($0) }
        let circling = paths.filter { (restarts[$0]?.count ?? 0) >= Self.most }
        if circling.count < changes.count { for path in paths { restarts[path, default: []].append(now) } }
        return circling
    }
}
