import DockerEngine
import Foundation
import HostLink
import LambdaModel
import Synchronization

/// Reads the logs of a project's containers.
struct ProjectLogs: Sendable {
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

    /// Reads and delivers the entries that a selection wants. The next ones are not read before `deliver` returns.
    func read(
        _ selection: LogSelection, _ deliver: @escaping @Sendable (LogNews) async -> Void
    ) async throws(FailureReason) {
        do {
            let filter = try LogFilter(selection)
            let begin = EngineTimestamp(nanosecondsSince1970: Int64(Date().timeIntervalSince1970 * 1e9))
            let readers = try await readers(selection)
            let last = LastEntries(selection.tail)
            let read = try await readOld(readers, selection, filter) { entries in
                let wanted = last.add(entries.filter(filter.wants))
                if !wanted.isEmpty { await deliver(.old(wanted)) }
            }
            let wanted = last.take()
            if !wanted.isEmpty { await deliver(.old(wanted)) }
            await deliver(.caughtUp)
            guard selection.follows else { return }
            try await follow(read, selection, since: begin) { entries in
                let wanted = entries.filter(filter.wants)
                if !wanted.isEmpty { await deliver(.new(wanted)) }
            }
        } catch {
            if Task.isCancelled { return }
            throw FailureReason(.engine, "\(error)")
        }
    }

    private func readers(_ selection: LogSelection) async throws(EngineError) -> [ContainerLogReader] {
        var readers: [ContainerLogReader] = []
        for container in try await engine.listContainers(all: true, labels: [project.filter]) {
            guard container.state != "created" else { continue }
            if let reader = await reader(container.id, container.labels, selection) { readers.append(reader) }
        }
        return readers
    }

    /// A reader for a container; nil if it is not selected, or gone.
    private func reader(
        _ id: String, _ labels: [String: String], _ selection: LogSelection
    ) async -> ContainerLogReader? {
        guard let function = Labels.function(labels), selection.functions?.contains(function) ?? true,
            let details = try? await engine.inspectContainer(id)
        else { return nil }
        let family = labels[Labels.runtime].flatMap(LambdaRuntimeIdentifier.named)?.family
        let log = ContainerLogFollower(of: id, engine, masking: Masking(credentialsOf: details))
        return ContainerLogReader(function: function, family: family, log: log, calls: known.runtimeLogs?[id])
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
        _ readers: [ContainerLogReader], _ selection: LogSelection, _ filter: LogFilter,
        _ deliver: ([ProjectLogEntry]) async -> Void
    ) async throws(EngineError) -> [ContainerLogReader] {
        // The call that was running at `since` shows which of its lines belong to it.
        let since = selection.since.map { time in
            EngineTimestamp(nanosecondsSince1970: Int64(min(max(0, time - Self.longestCall), 9e9) * 1e9))
        }
        var sources: [Source] = []
        for reader in readers {
            if let tail = selection.tail, let source = try await source(reader, tail, filter, since) {
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
            await deliver(due)
        }
        return sources.map(\.reader)
    }

    private func fill(_ source: inout Source) async throws(EngineError) {
        do throws(EngineError) {
            guard let lines = try await source.lines?.next() else {
                source.isEnded = true
                source.entries = await known.summaries(source.reader.finish())[...]
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
        _ reader: ContainerLogReader, _ tail: Int, _ filter: LogFilter, _ since: EngineTimestamp?
    ) async throws(EngineError) -> Source? {
        var lines = Self.leastTail + 2 * tail
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
            if entries.count(where: filter.wants) >= tail {
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
        _ readers: [ContainerLogReader], _ selection: LogSelection, since begin: EngineTimestamp,
        _ deliver: @escaping @Sendable ([ProjectLogEntry]) async -> Void
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

    private func follow(
        _ reader: ContainerLogReader, _ deliver: @escaping @Sendable ([ProjectLogEntry]) async -> Void
    ) async {
        if let calls = reader.calls { return await follow(reader, calls, deliver) }
        var (reader, log) = (reader, reader.log)
        await log.follow { news in
            var entries =
                switch news {
                case .lines(let records): reader.read(records)
                case .lost(let remark): [reader.addLoss(remark)]
                case .broken(let remark):
                    [ProjectLogEntry(function: reader.function, container: reader.container, record: remark)]
                }
            for index in entries.indices {
                guard let summary = entries[index].ended else { continue }
                entries[index].ended = await known.summary(summary, in: reader.container)
            }
            if !entries.isEmpty { await deliver(entries) }
        }
    }

    /// Follows a container whose Runtime API is served here: its lines, and the ends of its calls.
    private func follow(
        _ reader: ContainerLogReader, _ calls: RuntimeCallLog,
        _ deliver: @escaping @Sendable ([ProjectLogEntry]) async -> Void
    ) async {
        let shared = SharedReader(reader)
        let ends = Task {
            while !Task.isCancelled {
                let version = calls.changes.version
                await shared.use(deliver, known) { $0.finish() }
                await calls.changes.wait(after: version, atMost: .seconds(3_600))
            }
        }
        var log = reader.log
        await log.follow { news in
            await shared.use(deliver, known) { reader in
                switch news {
                case .lines(let records): reader.read(records)
                case .lost(let remark), .broken(let remark):
                    [ProjectLogEntry(function: reader.function, container: reader.container, record: remark)]
                }
            }
        }
        ends.cancel()
    }
}

/// A reader that two tasks use. Their entries are delivered in the order in which they were read.
private actor SharedReader {
    private var reader: ContainerLogReader
    private var last: Task<Void, Never>?

    init(_ reader: ContainerLogReader) { self.reader = reader }

    func use(
        _ deliver: @escaping @Sendable ([ProjectLogEntry]) async -> Void, _ known: KnownCalls,
        _ read: @Sendable (inout ContainerLogReader) -> [ProjectLogEntry]
    ) async {
        let entries = read(&reader)
        guard !entries.isEmpty else { return }
        let (before, container) = (last, reader.container)
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

/// Keeps the last entries of each function until all old ones are read.
private final class LastEntries: Sendable {
    private let tail: Int?
    private let state = Mutex<(last: [String: [(number: Int, entry: ProjectLogEntry)]], count: Int)>(([:], 0))

    /// - Parameter tail: how many of each function; nil for all.
    init(_ tail: Int?) { self.tail = tail }

    /// Adds entries; returns those that can be delivered already.
    func add(_ entries: [ProjectLogEntry]) -> [ProjectLogEntry] {
        guard let tail else { return entries }
        state.withLock { state in
            for entry in entries {
                state.count += 1
                state.last[entry.function, default: []].append((state.count, entry))
                // Entries that will not be delivered are dropped now and then: a long log takes little memory.
                if let many = state.last[entry.function]?.count, many > 2 * tail + 1000 {
                    state.last[entry.function]?.removeFirst(many - tail)
                }
            }
        }
        return []
    }

    /// The last entries, in their order.
    func take() -> [ProjectLogEntry] {
        guard let tail else { return [] }
        return state.withLock { state in
            state.last.values.flatMap { $0.suffix(tail) }.sorted { $0.number < $1.number }.map(\.entry)
        }
    }
}
