import GRDB
import HostLink
import LambdaModel

/// A query of the history.
struct HistoryQuery: Sendable {
    /// The function, or nil for all.
    var function: String?
    /// Words to search, without regard to case. Each must occur somewhere: in the name of the function or the event, the
    /// caller's data, the verdict, the error's type, the HTTP status, the request id, the trace id, the event, the
    /// response or the log (``HistoryWord``).
    var matching = ""
    /// The most rows.
    var limit: Int

    /// The newest rows, without regard to the words: ``HistorySearch`` finds them.
    func rows(_ db: Database) throws -> [HistoryRow] {
        let filter: SQL = function.map { "function = \($0)" } ?? "1"
        let request: SQLRequest<ListedInvocation> = """
            \(Self.list) WHERE \(filter) ORDER BY id DESC LIMIT \(max(0, limit))
            """
        return try request.fetchAll(db).map(\.row)
    }

    /// The rows with these numbers, the newest first.
    static func rows(_ ids: [Int64], _ db: Database) throws -> [HistoryRow] {
        guard !ids.isEmpty else { return [] }
        let request: SQLRequest<ListedInvocation> = "\(list) WHERE id IN \(ids) ORDER BY id DESC"
        return try request.fetchAll(db).map(\.row)
    }

    /// The list, with the durations of init and of the wait in the queue from the details.
    private static var list: SQL {
        """
        SELECT *, (SELECT initMilliseconds FROM \(StoredDetail.self) AS detail WHERE detail.id = invocation.id)
        AS initMilliseconds,
        (SELECT queuedSeconds FROM \(StoredDetail.self) AS detail WHERE detail.id = invocation.id)
        AS queuedSeconds FROM \(StoredInvocation.self) AS invocation
        """
    }

    /// The newest invocation of each request id.
    static func requests(_ ids: [String], _ db: Database) throws -> [String: HistoryRow] {
        let request: SQLRequest<ListedInvocation> = "\(list) WHERE requestID IN \(ids) ORDER BY id"
        return try request.fetchAll(db).reduce(into: [:]) { rows, found in
            found.stored.requestID.map { rows[$0] = found.row }
        }
    }

    /// The invocations of one trace, the oldest first.
    static func trace(_ root: String, limit: Int, _ db: Database) throws -> [HistoryRow] {
        let request: SQLRequest<ListedInvocation> = """
            \(list) WHERE trace = \(root) ORDER BY id LIMIT \(max(0, limit))
            """
        return try request.fetchAll(db).map(\.row)
    }

    /// One invocation in full.
    static func entry(_ id: Int64, _ db: Database) throws -> HistoryEntry? {
        let row: SQLRequest<StoredInvocation> = "SELECT * FROM \(StoredInvocation.self) WHERE id = \(id)"
        let detail: SQLRequest<StoredDetail> = "SELECT * FROM \(StoredDetail.self) WHERE id = \(id)"
        guard let stored = try row.fetchOne(db), let rest = try detail.fetchOne(db) else { return nil }
        return try HistoryEntry(stored, rest)
    }
}

/// A row of the list, with the durations of its init and of its wait in the queue.
private struct ListedInvocation: FetchableRecord {
    let stored: StoredInvocation
    let initMilliseconds: Double?
    let queuedSeconds: Double?

    init(row: Row) throws {
        stored = try StoredInvocation(row: row)
        initMilliseconds = row["initMilliseconds"]
        queuedSeconds = row["queuedSeconds"]
    }

    var row: HistoryRow {
        var row = stored.row
        row.summary.initMilliseconds = initMilliseconds
        row.summary.queuedMilliseconds = queuedSeconds.map { $0 * 1000 }
        return row
    }
}
