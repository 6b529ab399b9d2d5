import DockerEngine
import Foundation
import LambdaModel

/// Reads the logs of a project's containers, whichever process created them.
public struct ProjectLogs: Sendable {
    /// What to read.
    public struct Selection: Sendable {
        /// The functions' names, and their languages if known; all others are left out.
        public var families: [String: LambdaRuntimeIdentifier.Family?]
        /// Entries before this moment may be left out: seconds since 1970.
        public var since: Double?
        /// Whether to continue with new entries until the task is cancelled.
        public var follows: Bool
        /// The last entries of each function in the existing log; others may be included. Nil for all.
        public var tail: Tail?

        /// The last entries of a log.
        public struct Tail: Sendable {
            /// The number of entries.
            public var count: Int
            /// Whether an entry counts.
            public var counts: @Sendable (ProjectLogEntry) -> Bool

            /// The last `count` entries that count.
            public init(count: Int, counts: @escaping @Sendable (ProjectLogEntry) -> Bool) {
                self.count = count
                self.counts = counts
            }
        }

        /// A selection.
        public init(
            families: [String: LambdaRuntimeIdentifier.Family?], since: Double?, follows: Bool, tail: Tail? = nil
        ) {
            self.families = families
            self.since = since
            self.follows = follows
            self.tail = tail
        }
    }

    /// What a reader receives, in this order.
    public enum News: Sendable {
        /// Existing entries, in the order of their times.
        case old([ProjectLogEntry])
        /// All existing entries have been delivered.
        case caughtUp
        /// New entries of one container, as written.
        case new([ProjectLogEntry])
    }

    /// The longest call on Lambda, in seconds: an entry's call began at most so long before it.
    private static let longestCall = 910.0

    private let project: ProjectIdentity
    private let engine: any Engine
    private let known: KnownCalls

    init(project: ProjectIdentity, engine: any Engine, known: KnownCalls) {
        self.project = project
        self.engine = engine
        self.known = known
    }

    /// Reads and delivers entries. The next ones are not read before `deliver` returns.
    public func read(
        _ selection: Selection, _ deliver: @escaping @Sendable (News) async -> Void
    ) async throws(FailureReason) {
        do {
            let begin = EngineTimestamp(nanosecondsSince1970: Int64(Date().timeIntervalSince1970 * 1e9))
            let readers = try await readers(selection)
            let read = try await readOld(readers, selection, deliver)
            await deliver(.caughtUp)
            if selection.follows { try await follow(read, selection, since: begin, deliver) }
        } catch {
            if Task.isCancelled { return }
            throw FailureReason(.engine, "\(error)")
        }
    }

    private func readers(_ selection: Selection) async throws(EngineError) -> [ContainerLogReader] {
        var readers: [ContainerLogReader] = []
        for container in try await engine.listContainers(all: true, labels: [project.filter]) {
            guard container.state != "created" else { continue }
            if let reader = await reader(container.id, container.labels, selection) { readers.append(reader) }
        }
        return readers
    }

    /// A reader for a container; nil if it is not selected, or gone.
    private func reader(
        _ id: String, _ labels: [String: String], _ selection: Selection
    ) async -> ContainerLogReader? {
        guard let function = Labels.function(labels), let family = selection.families[function],
            let details = try? await engine.inspectContainer(id)
        else { return nil }
        let log = ContainerLogFollower(of: id, engine, masking: Masking(credentialsOf: details))
        return ContainerLogReader(function: function, family: family, log: log)
    }

    // MARK: Existing entries

    private struct Source {
        var reader: ContainerLogReader
        var lines: EngineStream<[LogLine]>.Iterator?
        /// Entries that were read and not yet delivered.
        var entries: ArraySlice<ProjectLogEntry> = []
        /// The latest time of the delivered ones: lines of one output can be a moment behind those of the other.
        var time = -Double.infinity
        var isEnded = false

        var next: Double? { entries.first.map { max($0.record.time, time) } }
    }

    /// Delivers what all containers have written so far, in order of time, with one batch of each in memory.
    private func readOld(
        _ readers: [ContainerLogReader], _ selection: Selection, _ deliver: @Sendable (News) async -> Void
    ) async throws(EngineError) -> [ContainerLogReader] {
        // The call that was running at `since` shows which of its lines belong to it.
        let since = selection.since.map { time in
            EngineTimestamp(nanosecondsSince1970: Int64(min(max(0, time - Self.longestCall), 9e9) * 1e9))
        }
        var sources: [Source] = []
        for reader in readers {
            if let tail = selection.tail, let source = try await source(reader, tail, since) {
                sources.append(source)
                continue
            }
            let log = engine.logs(reader.container, follow: false, since: since, timestamps: true)
            sources.append(Source(reader: reader, lines: log.makeAsyncIterator()))
        }
        while true {
            for index in sources.indices {
                while sources[index].entries.isEmpty, !sources[index].isEnded { try await fill(&sources[index]) }
            }
            let times = sources.indices.compactMap { index in sources[index].next.map { (index: index, time: $0) } }
            guard let first = times.min(by: { $0.time < $1.time }) else { break }
            let others = times.filter { $0.index != first.index }.map(\.time).min() ?? .infinity
            var due: [ProjectLogEntry] = []
            while let time = sources[first.index].next, time <= others {
                sources[first.index].time = time
                if let entry = sources[first.index].entries.popFirst() { due.append(entry) }
            }
            await deliver(.old(due))
        }
        return sources.map(\.reader)
    }

    private func fill(_ source: inout Source) async throws(EngineError) {
        do throws(EngineError) {
            guard let lines = try await source.lines?.next() else {
                source.isEnded = true
                return
            }
            let records = source.reader.log.records(lines)
            source.entries = await known.summaries(source.reader.read(records))[...]
        } catch {
            // A container that was removed in the meantime no longer has a log.
            guard case .notFound = error.kind else { throw error }
            source.isEnded = true
        }
    }

    /// The end of a container's log with so many entries that count; nil if the whole log must be read for them. It
    /// begins with a call that is complete: only such a call shows which lines belong to it.
    private func source(
        _ reader: ContainerLogReader, _ tail: Selection.Tail, _ since: EngineTimestamp?
    ) async throws(EngineError) -> Source? {
        var lines = Self.leastTail + 2 * tail.count
        var linesBefore = 0
        while lines <= Self.mostTail {
            var (reader, window, count) = (reader, LogWindow(), 0)
            do throws(EngineError) {
                let log = engine.logs(
                    reader.container, follow: false, since: since, tail: lines, timestamps: true)
                for try await batch in log {
                    count += batch.count
                    window.add(reader.read(reader.log.records(batch)))
                }
            } catch {
                guard case .notFound = error.kind else { throw error }
                return nil
            }
            let entries = window.known
            if entries.count(where: tail.counts) >= tail.count {
                return Source(reader: reader, lines: nil, entries: await known.summaries(entries)[...])
            }
            // A longer part of the log did not contain more lines: this is all of it.
            guard count > linesBefore else { return nil }
            linesBefore = count
            lines *= 8
        }
        return nil
    }

    /// The least and the most lines to read from a log's end; beyond that, the whole log is read.
    private static let (leastTail, mostTail) = (200, 20_000)

    // MARK: New entries

    private func follow(
        _ readers: [ContainerLogReader], _ selection: Selection, since begin: EngineTimestamp,
        _ deliver: @escaping @Sendable (News) async -> Void
    ) async throws {
        try await withThrowingTaskGroup { group in
            var known = Set(readers.map(\.container))
            for reader in readers { group.addTask { await follow(reader, deliver) } }
            let filters = ["type": ["container"], "event": ["start"], "label": [project.filter]]
            for try await event in engine.events(filters: filters, since: begin) {
                guard known.insert(event.actorID).inserted,
                    let reader = await reader(event.actorID, event.attributes, selection)
                else { continue }
                group.addTask { await follow(reader, deliver) }
            }
        }
    }

    private func follow(_ reader: ContainerLogReader, _ deliver: @Sendable (News) async -> Void) async {
        var (reader, log) = (reader, reader.log)
        await log.follow { news in
            var entries =
                switch news {
                case .lines(let records): reader.read(records)
                case .lost(let remark): [reader.addLoss(remark)]
                case .broken(let remark):
                    [ProjectLogEntry(function: reader.function, container: reader.container, record: remark)]
                case .caughtUp: [ProjectLogEntry]()
                }
            for index in entries.indices {
                guard let summary = entries[index].ended else { continue }
                entries[index].ended = await known.summary(summary, in: reader.container)
            }
            if !entries.isEmpty { await deliver(.new(entries)) }
        }
    }
}
