import DockerEngine
import HostLink
import LambdaModel

/// Follows one container's log, and delivers its entries. Lines and the ends of calls come from different tasks; their
/// entries are delivered in the order in which they were made.
actor FollowedLog {
    private var reader: ContainerLogReader
    private let known: KnownCalls
    private let timing: Timing
    private let deliver: @Sendable ([ProjectLogEntry]) async -> Void
    /// The last delivery: the next one waits for it.
    private var last: Task<Void, Never>?
    /// Signals when a batch of lines has been read.
    private let batches: ChangeSignal

    /// How long the host may take to judge a call that ran when its container's log ended: it reads the same log, which
    /// can be a flood.
    private static let longestVerdict = Duration.seconds(300)
    /// The emulator's log is complete when it has paused for so long.
    private static let pause = Duration.seconds(InvocationLogParser.trailing)

    init(
        _ reader: ContainerLogReader, _ known: KnownCalls, timing: Timing = .real,
        _ deliver: @escaping @Sendable ([ProjectLogEntry]) async -> Void
    ) {
        (self.reader, self.known, self.deliver, self.timing) = (reader, known, deliver, timing)
        batches = ChangeSignal(timing)
    }

    /// Follows the log until it has ended and the ends of its calls are delivered, or the task is cancelled.
    nonisolated func follow() async {
        let updates = Task { await deliverUpdates() }
        var log = await reader.log
        await log.follow { news in await self.read(news) }
        updates.cancel()
        await deliverLastEnds()
    }

    private func read(_ news: ContainerLogFollower.News) async {
        let entries = reader.read(news)
        batches.signal()
        await send(entries)
    }

    /// Delivers what is due without another line, until the task is cancelled.
    private func deliverUpdates() async {
        while !Task.isCancelled {
            if let calls = reader.calls {
                let version = calls.changes.version
                await send(reader.update())
                await calls.changes.wait(after: version, atMost: .seconds(3_600))
            } else {
                let version = batches.version
                let waits = reader.hasOpenCalls
                await batches.wait(after: version, atMost: waits ? Self.pause : .seconds(3_600))
                if waits, batches.version == version, !Task.isCancelled { await send(reader.update()) }
            }
        }
    }

    /// Delivers the ends of the calls that ran when the log ended.
    private func deliverLastEnds() async {
        let end = timing.now + Self.longestVerdict
        while !Task.isCancelled {
            let version = reader.calls?.changes.version ?? 0
            await send(reader.end())
            guard let calls = reader.calls, reader.hasOpenCalls, timing.now < end else { return }
            await calls.changes.wait(after: version, atMost: end - timing.now)
        }
    }

    /// Delivers entries after those that were made before.
    private func send(_ entries: [ProjectLogEntry]) async {
        guard !entries.isEmpty else { return }
        let (before, known, container, deliver) = (last, known, reader.container, deliver)
        let next = Task {
            await before?.value
            var entries = entries
            for index in entries.indices {
                guard let summary = entries[index].ended else { continue }
                entries[index].ended = await known.summary(summary, in: container)
            }
            await deliver(entries)
        }
        last = next
        await next.value
    }
}
