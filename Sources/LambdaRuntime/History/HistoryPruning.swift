import GRDB

/// Keeps a history within its limits, a little at a time: after each write, so that none takes long.
enum HistoryPruning {
    /// The most rows that one step deletes.
    static let maximumRows = 200
    /// Free pages from which on the file is made smaller: below, they will be used again soon.
    private static let freePages = 2048
    /// The most pages that one step gives back to the disk.
    private static let maximumPages = 1024

    /// Gives room back to the disk that the history will not need soon. Outside of a transaction.
    static func giveBack(_ db: Database) throws {
        guard try number(db, "freelist_count") > freePages else { return }
        try db.execute(sql: "PRAGMA incremental_vacuum(\(maximumPages))")
    }

    /// Deletes the oldest invocations that are too many or too much, at most ``maximumRows`` of them. In a transaction.
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
        // The last one alone may be more than there is room for; it stays.
        guard let last else { return }
        try db.execute(literal: "DELETE FROM invocation WHERE id <= \(last)")
    }

    private static func number(_ db: Database, _ pragma: String) throws -> Int {
        try Int.fetchOne(db, sql: "PRAGMA \(pragma)") ?? 0
    }
}
