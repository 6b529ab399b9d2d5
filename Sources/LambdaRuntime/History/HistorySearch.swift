import Foundation
import GRDB
import LambdaModel

/// A search of the history for words, which reads the newest invocations first, and only as many as it needs. The content
/// of an invocation is read only if its row does not have all words.
///
/// Reading all content takes long: the file can have 256 MB. So a search goes on in steps, between which the file is
/// free for others.
struct HistorySearch: Sendable {
    private let query: HistoryQuery
    private let words: [HistoryWord]
    /// The request id that the whole text may be; nil if it is more than one word.
    private let requestID: String?
    /// Invocations with this number or a greater one have been read.
    private var position = Int64.max
    /// The number of the invocation that has the request id.
    private var exact: Int64?
    private var hasBegun = false
    /// The rows that match, the newest first. If the whole text is a request id, the invocation with it is the first.
    private(set) var rows: [HistoryRow] = []
    /// Whether no more rows are wanted, or none is left.
    private(set) var isOver = false

    /// - Returns: nil if the query has no words.
    init?(_ query: HistoryQuery) {
        let words = query.matching.split(whereSeparator: \.isWhitespace).map(String.init)
        guard !words.isEmpty else { return nil }
        self.query = query
        self.words = words.map(HistoryWord.init)
        requestID = words.count == 1 ? words[0] : nil
    }

    /// Searches on until the search is over, or the time.
    mutating func step(_ db: Database, within limit: Duration) throws {
        let end = ContinuousClock.now + limit
        if !hasBegun { try begin(db) }
        let conditions = words.map(\.condition).joined(separator: ", ")
        let request: SQLRequest<Row> = """
            SELECT id, \(conditions) FROM \(StoredInvocation.self) WHERE \(filter) AND id < \(position) ORDER BY id DESC
            """
        let left = max(0, query.limit) - rows.count
        var found: [Int64] = []
        isOver = true
        let cursor = try request.fetchCursor(db)
        while found.count < left, let row = try cursor.next() {
            let id: Int64 = row[0]
            position = id
            let missing = words.indices.filter { row[$0 + 1] as Bool? != true }.map { words[$0] }
            if id != exact, try missing.isEmpty || Self.hasContent(missing, id, db) { found.append(id) }
            guard ContinuousClock.now < end else {
                isOver = false
                break
            }
        }
        rows += try HistoryQuery.rows(found, db)
    }

    /// Which invocations are searched.
    private var filter: SQL { query.function.map { "function = \($0)" } ?? "1" }

    /// Looks for the invocation with the request id, so that it precedes those that mention the id.
    private mutating func begin(_ db: Database) throws {
        hasBegun = true
        guard let requestID, query.limit > 0 else { return }
        let request: SQLRequest<Int64> = """
            SELECT max(id) FROM \(StoredInvocation.self) WHERE \(filter) AND requestID = \(requestID)
            """
        exact = try request.fetchOne(db)
        if let exact { rows = try HistoryQuery.rows([exact], db) }
    }

    /// Whether the content of an invocation has all of these words.
    private static func hasContent(_ words: [HistoryWord], _ id: Int64, _ db: Database) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                SELECT payload, response, partialResponse, log FROM \(StoredDetail.databaseTableName) WHERE id = ?
                """)
        let cursor = try Row.fetchCursor(statement, arguments: [id])
        guard let row = try cursor.next() else { return false }
        var missing = words
        for column in 0..<4 where !missing.isEmpty {
            // It is in SQLite's own memory: a copy of all content would take as long as the search.
            try row.withUnsafeData(atIndex: column) { data in
                data?.withUnsafeBytes { buffer in
                    let bytes = buffer.bindMemory(to: UInt8.self)
                    missing.removeAll { column == 3 ? $0.isIn(log: bytes) : $0.isIn(content: bytes) }
                }
            }
        }
        return missing.isEmpty
    }
}
