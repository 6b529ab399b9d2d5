/// Reports changes of files on this machine's disk. One watch serves all functions and should be the only one: on Linux
/// a user has 128 inotify instances (`fs.inotify.max_user_instances`).
///
/// Linux uses inotify, recursively, and follows links that lead out of a folder. On other systems, and if Linux has no
/// watches left, lamdeck checks the tree every second instead. inotify does not report changes that other machines make
/// on a network file system; such a tree is checked every second if the plan asks for that. Nor does inotify report
/// changes through another name of a file (a hard link) outside the tree.
public final class FileWatch: Sendable {
    private let core: WatchCore

    /// A watch of nothing yet.
    public convenience init(timing: WatchTiming = WatchTiming()) {
        #if os(Linux)
            self.init(
                timing: timing, notifier: Inotify(), isAlwaysPolling: false, isRemote: NetworkFolder.isRemote)
        #else
            self.init(timing: timing, notifier: nil, isAlwaysPolling: true)
        #endif
    }

    /// - Parameters:
    ///   - isAlwaysPolling: whether this system can only poll, so that polling needs no notice.
    ///   - isRemote: whether a folder is on a network file system.
    init(
        timing: WatchTiming, notifier: (any FolderNotifier)?, isAlwaysPolling: Bool,
        isRemote: @escaping @Sendable (String) -> Bool = { _ in false }
    ) {
        let forest = WatchForest(notifier: notifier, pollTime: timing.poll, isRemote: isRemote)
        core = WatchCore(forest, timing: timing, notifier: notifier, isAlwaysPolling: isAlwaysPolling)
    }

    deinit { core.close() }

    /// Reports changes until the stream is released, its reader is cancelled, or the watch is closed. A slow reader
    /// loses old news, never the newest.
    public func news(of plan: WatchPlan) -> AsyncStream<WatchNews> {
        read(plan, restarts: false).news
    }

    /// The same for a reader that restarts a function after each burst, with the reader's number for
    /// ``lastBurst(of:isAwaited:)`` and ``drop(_:of:)``.
    func read(_ plan: WatchPlan, restarts: Bool = true) -> (news: AsyncStream<WatchNews>, reader: Int) {
        let (stream, continuation) = AsyncStream.makeStream(of: WatchNews.self, bufferingPolicy: .bufferingNewest(64))
        return (stream, core.begin(plan, restarts: restarts, continuation))
    }

    /// The number of the last burst of changes that has begun for a reader: 0 before the first. It includes everything
    /// that was written before this call, even if its report is still due.
    ///
    /// - Parameter isAwaited: whether the caller waits for the end of that burst, which is then reported sooner.
    func lastBurst(of reader: Int, isAwaited: Bool = false) async -> Int {
        await core.lastBurst(of: reader, isAwaited: isAwaited)
    }

    /// The same without waiting; nil if that is not known at once.
    func lastBurstNow(of reader: Int) -> Int? { core.lastBurstNow(of: reader) }

    /// Stops reporting a path to a reader. The path is as it was reported.
    func drop(_ path: String, of reader: Int) { core.drop(path, of: reader) }

    /// Ends all streams and releases the system's resources.
    public func close() { core.close() }
}
