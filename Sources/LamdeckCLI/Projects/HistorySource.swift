import HostLink
import LambdaModel
import LambdaRuntime

/// Reads past invocations: from the project's host if one runs, otherwise from the file.
struct HistorySource: Sendable {
    private let client: (any HostConnection)?
    private let store: HistoryStore?

    /// The history of a host.
    init(_ client: any HostConnection) { (self.client, store) = (client, nil) }

    /// The history in a file.
    init(_ store: HistoryStore) { (client, self.store) = (nil, store) }

    /// The newest rows that match a text, see ``HistoryStore/rows(function:matching:limit:)``.
    func rows(
        function: String?, matching text: String = "", limit: Int = 200
    ) async -> (rows: [HistoryRow], problem: String?) {
        guard let client else {
            return await store?.rows(function: function, matching: text, limit: limit) ?? ([], nil)
        }
        switch await client.ask(.history(function: function, matching: text, limit: limit)) {
        case .rows(let rows, let problem): return (rows, problem)
        case .lost(let reason): return ([], reason)
        default: return ([], nil)
        }
    }

    /// One invocation in full.
    func entry(_ id: Int64) async throws(HistoryError) -> HistoryEntry {
        guard let client else {
            guard let store else { throw .noSuchInvocation(id) }
            return try await store.entry(id)
        }
        switch await client.ask(.entry(id)) {
        case .entry(let entry): return entry
        case .noEntry(let error): throw error
        case .lost(let reason): throw .unavailable(reason)
        default: throw .noSuchInvocation(id)
        }
    }

    /// The invocations of one trace, the oldest first.
    func rows(trace root: String) async throws(HistoryError) -> [HistoryRow] {
        guard let client else { return try await store?.rows(trace: root) ?? [] }
        switch await client.ask(.trace(root)) {
        case .rows(let rows, nil): return rows
        case .rows(_, let problem?): throw .unavailable(problem)
        case .lost(let reason): throw .unavailable(reason)
        default: return []
        }
    }
}
