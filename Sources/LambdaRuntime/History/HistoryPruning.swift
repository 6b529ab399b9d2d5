import GRDB

/// Keeps a history within its limits, in small steps after each write, so that no write takes long.
enum HistoryPruning {
    /// The most rows to delete in one step.
    static let maximumRows = 200
    /// The number of free pages above which the file is made smaller: fewer will soon be used again.
    private static let freePages = 2048
    /// The most pages to release in one step.
    private static let maximumPages = 1024

    /// Releases disk space that the history will not need soon. Call it outside of a transaction.
    static func reclaimPages(_ db: Database) throws {
        guard try number(db, "freelist_count") > freePages else { return }
        try db.execute(sql: "PRAGMA incremental_vacuum(\(maximumPages))")
    }

    /// Deletes the oldest invocations beyond the limits, at most ``maximumRows`` of them. Call it in a transaction.
    static func deleteOldest(_ db: Database, _ limits: HistoryLimits) throws {
        let pages = try number(db, "page_count") - number(db, "freelist_count")
        var excessBytes = try pages * number(db, "page_size") - limits.bytes
        var excessRows = try Int.fetchOne(db, sql: "SELECT count(*) FROM invocation") ?? 0
        excessRows -= limits.invocations
        guard excessBytes > 0 || excessRows > 0 else { return }
        let oldest: SQLRequest<Row> = """
            SELECT id, bytes FROM invocation
            WHERE id < (SELECT max(id) FROM invocation) ORDER BY id LIMIT \(maximumRows)
            """
        var last: Int64?
        for row in try oldest.fetchAll(db) where excessBytes > 0 || excessRows > 0 {
            last = row["id"]
            excessRows -= 1
            excessBytes -= row["bytes"]
        }
        // A single invocation may exceed the limit; the last one stays.
        guard let last else { return }
        try db.execute(literal: "DELETE FROM invocation WHERE id <= \(last)")
    }

    private static func number(_ db: Database, _ pragma: String) throws -> Int {
        try Int.fetchOne(db, sql: "PRAGMA \(pragma)") ?? 0
    }
}
