/// When a burst of changes begins and ends. It ends after a quiet time, or at a limit if changes go on; the next change
/// begins another one. Pure: the caller passes the time.
///
/// A single saved file needs a short quiet time only, several need more, and a burst that follows two others closely
/// needs most, because each end of a burst costs a container: an editor that saves with every key, or a build that
/// writes for seconds, is then one burst. A call that waits for the end shortens
/// this time.
struct Debounce: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// A report about a burst.
    enum Report: Hashable, Sendable {
        /// See ``WatchNews/began(_:)``.
        case began
        /// See ``WatchNews/wentOn``.
        case wentOn
        /// The burst is over.
        case ended
    }

    /// A burst that has not ended.
    private struct Burst {
        let first: Instant
        var last: Instant
        var files: Int
        /// Whether two bursts ended shortly before this one.
        let isFrequent: Bool
        /// Since when a call waits for its end.
        var awaitedSince: Instant?
        var progress = Progress.unreported
    }

    /// What is reported of a burst that has not ended.
    private enum Progress {
        case unreported
        /// The beginning.
        case began
        /// The beginning; something has changed since then, and that is due.
        case goesOn
        /// Both.
        case wentOn
    }

    /// A burst counts as frequent if the last but one ended less than this before it.
    private static let frequent = Duration.seconds(2)

    private let timing: WatchTiming
    private var burst: Burst?
    /// When the last two bursts ended, oldest first.
    private var ends: [Instant] = []

    init(_ timing: WatchTiming) { self.timing = timing }

    /// Whether a burst has begun and not ended.
    var isBurst: Bool { burst != nil }

    /// When the next report is due if nothing else changes until then; nil if nothing has changed.
    var deadline: Instant? {
        guard let burst else { return nil }
        switch burst.progress {
        case .unreported:
            guard let settle = timing.settle, !burst.isFrequent else { return end(burst) }
            return min(end(burst), burst.last + settle)
        case .goesOn: return burst.last
        case .began, .wentOn: return end(burst)
        }
    }

    private func end(_ burst: Burst) -> Instant {
        let quiet =
            if burst.isFrequent {
                burst.awaitedSince == nil ? timing.pause : timing.awaitedPause
            } else {
                burst.files == 1 ? timing.quietOfOne : timing.quiet
            }
        let end = min(burst.last + quiet, burst.first + timing.longest)
        return burst.awaitedSince.map { min(end, $0 + timing.limit) } ?? end
    }

    /// Something changed.
    ///
    /// - Parameter files: how many different files have changed in this burst.
    mutating func change(at now: Instant, files: Int) {
        if var burst {
            burst.last = max(burst.last, now)
            burst.files = files
            if burst.progress == .began { burst.progress = .goesOn }
            self.burst = burst
        } else {
            let isFrequent = ends.count == 2 && now - ends[0] < Self.frequent
            burst = Burst(first: now, last: now, files: files, isFrequent: isFrequent)
        }
    }

    /// A call waits for the end of the burst, if there is one.
    mutating func wait(at now: Instant) {
        if burst?.awaitedSince == nil { burst?.awaitedSince = now }
    }

    /// The report that is due now, once; nil if none is.
    mutating func report(at now: Instant) -> Report? {
        guard let burst, let deadline, now >= deadline else { return nil }
        if now >= end(burst) {
            self.burst = nil
            ends = ends.suffix(1) + [now]
            return .ended
        }
        let isBeginning = burst.progress == .unreported
        self.burst?.progress = isBeginning ? .began : .wentOn
        return isBeginning ? .began : .wentOn
    }
}

/// What changed in one burst: the first few paths, and how many there were.
struct ChangeBurst: Sendable {
    /// The most paths in one report.
    static let listed = 20

    private var paths: [String] = []
    /// Only the hashes: a checkout may touch a hundred thousand files.
    private var seen: Set<Int> = []

    /// How many different paths changed.
    var count: Int { seen.count }
    /// The first path that changed.
    var first: String? { paths.first }

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
