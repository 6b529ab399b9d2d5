/// Reports changes of files on this machine's disk. One watch serves all functions and should be the only one: on Linux
/// a user has 128 inotify instances (`fs.inotify.max_user_instances`).
///
/// Linux uses inotify, recursively, and follows links that lead out of a folder. On other systems, and if Linux has no
/// watches left, the tree is checked every second instead. Changes that other machines make on a network file system
/// are seen only by such checks, so with inotify only if the plan asks for them. Changes through another name of a file (a hard link) outside the
/// tree are not seen with inotify either.
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
    ///   - isAlwaysPolling: whether looking is all that there is here, and nothing to tell anybody of.
    ///   - isRemote: whether a folder is on a network file system.
    init(
        timing: WatchTiming, notifier: (any FolderNotifier)?, isAlwaysPolling: Bool,
        isRemote: @escaping @Sendable (String) -> Bool = { _ in false }
    ) {
        let forest = WatchForest(notifier: notifier, pollTime: timing.poll, isRemote: isRemote)
        core = WatchCore(forest, timing: timing, notifier: notifier, isAlwaysPolling: isAlwaysPolling)
    }

    deinit { core.close() }

    /// Tells what changes, until the stream is let go, its reader is cancelled, or the watch is closed. Who reads too
    /// slowly loses old news, never the newest.
    public func news(of plan: WatchPlan) -> AsyncStream<WatchNews> {
        read(plan).news
    }

    /// The same with a number by which the reader can ask.
    func read(_ plan: WatchPlan) -> (news: AsyncStream<WatchNews>, reader: Int) {
        let (stream, continuation) = AsyncStream.makeStream(of: WatchNews.self, bufferingPolicy: .bufferingNewest(64))
        return (stream, core.begin(plan, continuation))
    }

    /// The number of the last burst of changes that has begun for a reader: 0 before the first. What was written before
    /// this was asked is in it, told or not.
    func lastBurst(of reader: Int) async -> Int { await core.lastBurst(of: reader) }

    /// The same without waiting; nil if that is not known at once.
    func lastBurstNow(of reader: Int) -> Int? { core.lastBurstNow(of: reader) }

    /// Tells a reader no more of the file at a path, as it was told.
    func drop(_ path: String, of reader: Int) { core.drop(path, of: reader) }

    /// Ends all streams and gives everything back to the system.
    public func close() { core.close() }
}
