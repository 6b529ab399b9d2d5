import DockerEngine
import HostLink
import LambdaModel
import Synchronization

/// Reads what containers have written so far, in order of time.
struct ExistingLogs: Sendable {
    /// The longest call on Lambda, in seconds: an entry's call began at most so long before it.
    private static let longestCall = 910.0
    /// The least and the most lines to read from a log's end; beyond that, the whole log is read.
    private static let (leastTail, mostTail) = (200, 20_000)

    let engine: any Engine
    let known: KnownCalls

    /// Delivers the entries that a selection wants. The next ones are not read before `deliver` returns.
    ///
    /// - Returns: the readers of the containers that still exist, for what they write from now on.
    func read(
        _ readers: [ContainerLogReader], _ selection: LogSelection, _ filter: LogFilter,
        _ deliver: ([ProjectLogEntry]) async -> Void
    ) async throws(EngineError) -> [ContainerLogReader] {
        let last = LastEntries(selection.tail)
        let read = try await merge(readers, selection, filter) { entries in
            let wanted = last.add(entries.filter(filter.wants))
            if !wanted.isEmpty { await deliver(wanted) }
        }
        let wanted = last.take()
        if !wanted.isEmpty { await deliver(wanted) }
        return read
    }

    /// One container's log, as far as it was read.
    private struct Source {
        var reader: ContainerLogReader
        var lines: EngineStream<[LogLine]>.Iterator?
        /// Entries that were read and not yet delivered.
        var entries: ArraySlice<ProjectLogEntry> = []
        /// The latest time of the delivered ones: lines of one output can be a moment behind those of the other.
        var time = -Double.infinity
        var isEnded = false
        /// Whether the container was removed in the meantime, so that it has no log any more.
        var isGone = false

        var next: Double? { entries.first.map { max($0.record.time, time) } }
    }

    /// Delivers what all containers have written so far, in order of time, with one batch of each in memory.
    private func merge(
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
        return sources.filter { !$0.isGone }.map(\.reader)
    }

    /// Reads the next batch of a log.
    private func fill(_ source: inout Source) async throws(EngineError) {
        do throws(EngineError) {
            guard let lines = try await source.lines?.next() else {
                source.isEnded = true
                source.entries = await known.summaries(source.reader.catchUp())[...]
                return
            }
            let records = source.reader.log.records(lines)
            source.entries = await known.summaries(source.reader.read(records))[...]
        } catch {
            guard case .notFound = error.kind else { throw error }
            (source.isEnded, source.isGone) = (true, true)
            // Of a container whose lines were not delivered, the ends of its calls are not wanted.
            if source.time > -.infinity { source.entries = await known.summaries(source.reader.end())[...] }
        }
    }

    /// The end of a container's log with so many entries that count; nil if the whole log must be read for them. It
    /// begins with a call that is complete: only such a call shows which lines belong to it.
    private func source(
        _ reader: ContainerLogReader, _ tail: Int, _ filter: LogFilter, _ since: EngineTimestamp?
    ) async throws(EngineError) -> Source? {
        // Only the emulator writes the beginnings of calls into the log.
        guard reader.calls == nil else { return nil }
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
            window.add(reader.catchUp())
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
