import GRDB

/// The tables of a history's file. `user_version` is the format's number. A change of the format adds a step here and
/// never changes one.
enum HistorySchema {
    /// The format that this lamdeck writes.
    static var version: Int { steps.count }

    /// The steps from each format to the next.
    private static let steps = [create, addOrigins, addStatus, addStreams, addRequests]

    /// Configures a connection and upgrades the file to this format. A file of a newer format is left as it is.
    static func prepare(_ db: Database) throws {
        if try currentVersion(db) == 0 {
            try checkIsEmpty(db)
            // Takes effect only in a file without tables, and before the journal mode is set, which writes the first
            // page.
            try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
        } else {
            try checkTables(db)
        }
        try db.execute(sql: "PRAGMA journal_mode = WAL")
        // Loses nothing if a process is killed. If the machine crashes, at most the last moments are lost, never the
        // file.
        try db.execute(sql: "PRAGMA synchronous = NORMAL")
        // A log that one large invocation made long is truncated later.
        try db.execute(sql: "PRAGMA journal_size_limit = \(16 << 20)")
        try db.inTransaction(.immediate) {
            // Another process may have upgraded it.
            let found = try currentVersion(db)
            if found < version {
                for step in steps[max(0, found)...] { try step(db) }
                try db.execute(sql: "PRAGMA user_version = \(version)")
            }
            return .commit
        }
        try checkColumns(db)
    }

    /// The format's number, 0 for a new file.
    ///
    /// - Throws: `HistoryFailure.newer`.
    @discardableResult
    static func currentVersion(_ db: Database) throws -> Int {
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard found <= version else { throw HistoryFailure.newer(found) }
        return found
    }

    @Sendable private static func create(_ db: Database) throws {
        try db.create(table: StoredInvocation.databaseTableName) { table in
            // Numbers are never reused, so that each always names the same invocation. They define the order of the
            // list, since clocks can go backwards.
            table.autoIncrementedPrimaryKey("id")
            table.column("function", .text).notNull()
            table.column("event", .text).notNull()
            table.column("requestID", .text)
            table.column("verdict", .text).notNull()
            table.column("errorType", .text)
            table.column("startedAt", .double).notNull()
            table.column("milliseconds", .double)
            table.column("peakMemory", .integer)
            table.column("isCold", .boolean).notNull()
            table.column("spec", .text)
            table.column("codeHash", .text)
            table.column("bytes", .integer).notNull()
        }
        try db.create(index: "invocationByFunction", on: StoredInvocation.databaseTableName, columns: ["function"])
        // A separate table, so that a list does not read the large values.
        try db.create(table: StoredDetail.databaseTableName) { table in
            table.primaryKey("id", .integer)
                .references(StoredInvocation.databaseTableName, onDelete: .cascade)
            table.column("reply", .text).notNull()
            table.column("error", .text)
            table.column("seconds", .double).notNull()
            table.column("queuedSeconds", .double).notNull()
            table.column("initMilliseconds", .double)
            table.column("handlerMilliseconds", .double)
            table.column("memoryLimit", .integer)
            table.column("cpuSeconds", .double)
            table.column("droppedLines", .integer).notNull()
            table.column("missingEventBytes", .integer).notNull()
            table.column("missingResponseBytes", .integer).notNull()
            table.column("maskedEventValues", .integer).notNull()
            table.column("payload", .blob).notNull()
            table.column("response", .blob).notNull()
            table.column("log", .blob).notNull()
        }
    }

    /// Format 2: the origin of a call, and its trace.
    @Sendable private static func addOrigins(_ db: Database) throws {
        try db.alter(table: StoredInvocation.databaseTableName) { table in
            table.add(column: "trace", .text)
            table.add(column: "callerAddress", .text)
            table.add(column: "callerAgent", .text)
            table.add(column: "callerPort", .integer)
            table.add(column: "callerFunction", .text)
        }
        try db.create(index: "invocationByTrace", on: StoredInvocation.databaseTableName, columns: ["trace"])
    }

    /// Format 3: the HTTP status in the function's answer.
    @Sendable private static func addStatus(_ db: Database) throws {
        try db.alter(table: StoredInvocation.databaseTableName) { $0.add(column: "functionStatus", .integer) }
    }

    /// Format 4: streamed responses.
    @Sendable private static func addStreams(_ db: Database) throws {
        try db.alter(table: StoredDetail.databaseTableName) { table in
            table.add(column: "firstByteMilliseconds", .double)
            table.add(column: "partialResponse", .blob)
        }
    }

    /// Format 5: the HTTP request that made a call, and what the call of an authorizer is for.
    @Sendable private static func addRequests(_ db: Database) throws {
        try db.alter(table: StoredInvocation.databaseTableName) { table in
            table.add(column: "httpFormat", .text)
            table.add(column: "httpMethod", .text)
            table.add(column: "httpTarget", .text)
            table.add(column: "httpAPI", .text)
            table.add(column: "httpStream", .boolean)
            table.add(column: "authorizes", .text)
        }
    }

    /// Refuses the file of another program.
    private static func checkIsEmpty(_ db: Database) throws {
        guard try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0 else { throw HistoryFailure.broken }
    }

    /// Checks that the tables are ours, in any format, without reading a row.
    private static func checkTables(_ db: Database) throws {
        try check(db, "SELECT id, bytes FROM \(StoredInvocation.self) LIMIT 0")
        try check(db, "SELECT id, reply, log FROM \(StoredDetail.self) LIMIT 0")
    }

    /// Checks that a file of this format has the columns of the last step.
    private static func checkColumns(_ db: Database) throws {
        try check(
            db,
            "SELECT trace, callerFunction, functionStatus, httpFormat, authorizes FROM \(StoredInvocation.self) LIMIT 0"
        )
        try check(db, "SELECT firstByteMilliseconds, partialResponse FROM \(StoredDetail.self) LIMIT 0")
    }

    private static func check(_ db: Database, _ statement: SQL) throws {
        do {
            _ = try db.makeStatement(literal: statement)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            throw HistoryFailure.broken
        }
    }
}
