import Foundation
import GRDB
import HostLink
import LambdaModel
import Testing

@testable import LambdaRuntime

/// A file of an earlier lamdeck is upgraded to the current format without loss.
struct HistoryMigrationTests {
    /// Format 1, exactly as it was written.
    private static let formatOne = """
        CREATE TABLE "invocation" ("id" INTEGER PRIMARY KEY AUTOINCREMENT, "function" TEXT NOT NULL, \
        "event" TEXT NOT NULL, "requestID" TEXT, "verdict" TEXT NOT NULL, "errorType" TEXT, \
        "startedAt" DOUBLE NOT NULL, "milliseconds" DOUBLE, "peakMemory" INTEGER, "isCold" BOOLEAN NOT NULL, \
        "spec" TEXT, "codeHash" TEXT, "bytes" INTEGER NOT NULL);
        CREATE INDEX "invocationByFunction" ON "invocation"("function");
        CREATE TABLE "invocationDetail" ("id" INTEGER PRIMARY KEY REFERENCES "invocation"("id") ON DELETE CASCADE, \
        "reply" TEXT NOT NULL, "error" TEXT, "seconds" DOUBLE NOT NULL, "queuedSeconds" DOUBLE NOT NULL, \
        "initMilliseconds" DOUBLE, "handlerMilliseconds" DOUBLE, "memoryLimit" INTEGER, "cpuSeconds" DOUBLE, \
        "droppedLines" INTEGER NOT NULL, "missingEventBytes" INTEGER NOT NULL, \
        "missingResponseBytes" INTEGER NOT NULL, "maskedEventValues" INTEGER NOT NULL, "payload" BLOB NOT NULL, \
        "response" BLOB NOT NULL, "log" BLOB NOT NULL);
        INSERT INTO "invocation" VALUES (7, 'hello', 'cart.json', 'abc-1', 'ok', NULL, 1763849552.125, 12.5, 40000000, \
        1, '0011', '2233', 117);
        INSERT INTO "invocationDetail" VALUES (7, '{"kind":"answered","status":200}', NULL, 0.0125, 0.0, NULL, NULL, \
        NULL, NULL, 0, 0, 0, 0, CAST('{"a": 1.0}' AS BLOB), CAST('{"x":1}' AS BLOB), \
        CAST('[[1.0,"out","got it"]]' AS BLOB));
        PRAGMA user_version = 1;
        """

    private func oldFile(_ sample: HistorySample) async throws -> HistoryStore {
        let store = sample.store()
        try LamdeckFolders.make((store.path as NSString).deletingLastPathComponent)
        try await DatabaseQueue(path: store.path).writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL")
            try db.execute(sql: Self.formatOne)
        }
        return store
    }

    @Test("Invocations in the old format are read unchanged, without a caller")
    func old() async throws {
        let sample = try HistorySample()
        let store = try await oldFile(sample)
        let row = try #require(await store.rows().rows.first)
        #expect(
            row
                == HistoryRow(
                    id: 7,
                    summary: InvocationSummary(
                        function: "hello", requestID: "abc-1", event: "cart.json", verdict: .ok,
                        startedAt: 1_763_849_552.125, milliseconds: 12.5, queuedMilliseconds: 0,
                        peakMemory: 40_000_000, isCold: true),
                    spec: "0011", codeHash: "2233"))
        let entry = try await store.entry(7)
        #expect(entry.result.request.payload == Array("{\"a\": 1.0}".utf8))
        #expect(entry.result.request.origin == nil && entry.result.request.traceID == nil)
        #expect(entry.result.body == Array("{\"x\":1}".utf8))
        #expect(entry.result.log == [LogRecord(time: 1, source: .output, text: "got it", invocation: "abc-1")])
        #expect(await store.rows().problem == nil && sample.problems.isEmpty)
    }

    @Test("Several processes write to an old file at once, and its format is changed once")
    func writtenOn() async throws {
        let sample = try HistorySample()
        let stores = [try await oldFile(sample), sample.store(), sample.store()]
        for (number, store) in stores.enumerated() {
            var result = InvocationResult.sample(number)
            result.request.origin = CallOrigin(address: "127.0.0.1:1", port: 9001)
            store.record(result)
        }
        for store in stores { await store.flush() }
        for store in stores {
            let (rows, problem) = await store.rows()
            #expect(rows.count == 4 && rows.last?.id == 7 && problem == nil)
            #expect(rows.filter { $0.summary.origin != nil }.count == 3)
            #expect(store.lost == 0)
        }
        let version = try await DatabaseQueue(path: stores[0].path).read { db in
            try Int.fetchOne(db, sql: "PRAGMA user_version")
        }
        #expect(version == 5)
        #expect(try sample.files().filter { $0.contains("broken") }.isEmpty)
    }

    @Test("A file of format 3 gets the columns of streamed responses, and keeps its invocations")
    func formatThree() async throws {
        let sample = try HistorySample()
        let store = try await oldFile(sample)
        try await DatabaseQueue(path: store.path).writeWithoutTransaction { db in
            for column in ["trace TEXT", "callerAddress TEXT", "callerAgent TEXT", "callerPort INTEGER"] {
                try db.execute(sql: "ALTER TABLE invocation ADD COLUMN \(column)")
            }
            try db.execute(
                sql: """
                    ALTER TABLE invocation ADD COLUMN callerFunction TEXT;
                    CREATE INDEX "invocationByTrace" ON "invocation"("trace");
                    ALTER TABLE invocation ADD COLUMN functionStatus INTEGER;
                    PRAGMA user_version = 3
                    """)
        }
        var result = InvocationResult.sample(9)
        (result.firstByteMilliseconds, result.partialResponse) = (34.5, Array("begun".utf8))
        store.record(result)
        await store.flush()
        let (rows, problem) = await store.rows()
        #expect(rows.count == 2 && problem == nil)
        let (new, old) = (try await store.entry(rows[0].id).result, try await store.entry(7).result)
        #expect(new == result)
        #expect(old.firstByteMilliseconds == nil && old.partialResponse.isEmpty)
        #expect(old.body == Array("{\"x\":1}".utf8))
    }

    @Test("A file that only claims to have the current format is set aside")
    func half() async throws {
        let sample = try HistorySample()
        let store = try await oldFile(sample)
        try await DatabaseQueue(path: store.path).writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA user_version = 4")
        }
        store.record(.sample(9))
        let (rows, problem) = await store.rows()
        #expect(rows.map(\.summary.event) == ["cart-9.json"])
        #expect(problem?.contains("was damaged") == true)
    }
}
