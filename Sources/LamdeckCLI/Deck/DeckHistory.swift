import Dashboard
import HostLink
import LambdaModel

/// Answers the deck's questions about the history of its project.
struct DeckHistory: Sendable {
    let store: HistorySource

    /// The newest rows.
    func list(_ function: String?, matching text: String) async -> Message {
        let (rows, problem) = await store.rows(function: function, matching: text)
        return .history(rows, function: function, matching: text, problem: problem)
    }

    /// The latest calls of a function, and the last one in full.
    ///
    /// - Parameter isRunning: whether it has a container, whose log the host sends; otherwise the logs of the last calls are
    ///   read, too.
    func recall(_ function: String, isRunning: Bool) async -> Message {
        let (rows, _) = await store.rows(function: function, limit: 500)
        var last: StoredResponse?
        if let row = rows.first { last = try? await stored(row.id) }
        return .recalled(function: function, rows, last: last, log: isRunning ? [] : await logs(of: rows))
    }

    /// The logs of the first of these calls, the oldest line first: about 2,000 lines.
    private func logs(of rows: [HistoryRow]) async -> [LogRecord] {
        var (logs, count) = ([[LogRecord]](), 0)
        for row in rows.prefix(20) where count < 2000 {
            guard let log = try? await store.entry(row.id).result.log else { continue }
            logs.append(log)
            count += log.count
        }
        return logs.reversed().flatMap(\.self)
    }

    /// The latest calls of all functions.
    func recallAll() async -> Message {
        let (rows, _) = await store.rows(function: nil, limit: 500)
        return .recalledAll(Dictionary(grouping: rows, by: \.summary.function))
    }

    /// A call of a function that the user looks at.
    func load(_ function: String, _ key: CallKey) async -> Message {
        .loaded(function: function, key, try? await stored(function, key))
    }

    /// Two calls of a function to compare, the older one first.
    func compare(_ function: String, _ one: CallKey, _ other: CallKey) async -> Message {
        do throws(HistoryError) {
            return .storedPair(try await stored(function, one), try await stored(function, other))
        } catch {
            return Self.problem(error)
        }
    }

    private func stored(_ function: String, _ key: CallKey) async throws(HistoryError) -> StoredResponse {
        switch key {
        case .stored(let id): return try await stored(id)
        case .request(let id):
            // A call is stored a moment after its answer.
            let (rows, problem) = await store.rows(function: function, matching: id, limit: 1)
            guard let row = rows.first else { throw .unavailable(problem ?? "the history does not have this call") }
            return try await stored(row.id)
        }
    }

    /// One invocation, in full.
    func open(_ id: Int64) async -> Message {
        do throws(HistoryError) {
            return .stored(try await stored(id))
        } catch {
            return Self.problem(error)
        }
    }

    /// Two invocations to compare, the older one first.
    func compare(_ one: Int64, _ other: Int64) async -> Message {
        do throws(HistoryError) {
            return .storedPair(try await stored(min(one, other)), try await stored(max(one, other)))
        } catch {
            return Self.problem(error)
        }
    }

    private func stored(_ id: Int64) async throws(HistoryError) -> StoredResponse {
        let entry = try await store.entry(id)
        var stored = StoredResponse(
            row: entry.row, result: entry.result,
            content: ResponseContent(entry.result, isWhole: entry.missingResponseBytes == 0))
        if let root = entry.row.summary.traceRoot { stored.related = try await store.rows(trace: root).map(\.summary) }
        return stored
    }

    private static func problem(_ error: HistoryError) -> Message {
        .notice(Notice(.warning, error.description))
    }
}
