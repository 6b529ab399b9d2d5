import Foundation
import GRDB
import HostLink
import LambdaModel
import Testing

@testable import LambdaRuntime

/// A file that cannot be used loses the history, or a part of it, and the user is told.
struct HistoryDamageTests {
    @Test("A file of a newer version is left unchanged, whether it is found at start or changes later")
    func newer() async throws {
        let sample = try HistorySample()
        let running = sample.store()
        running.record(.sample(1))
        await running.flush()
        try await DatabaseQueue(path: running.path).writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA user_version = 7")
            try db.execute(sql: "ALTER TABLE invocation RENAME COLUMN event TO name")
            _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        let before = try Data(contentsOf: URL(fileURLWithPath: running.path))
        let starting = sample.store()
        for store in [running, starting] {
            store.record(.sample(2))
            let (rows, problem) = await store.rows()
            #expect(rows.isEmpty)
            #expect(problem?.contains("newer lamdeck (format 7; this one knows 5)") == true, "\(problem ?? "none")")
            #expect(store.lost == 1)
            let error = await #expect(throws: HistoryError.self) { try await store.entry(1) }
            #expect(error?.description.contains("update lamdeck") == true)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: running.path)) == before)
        #expect(try sample.files().filter { $0.contains("broken") }.isEmpty)
        // Once per store, although four operations failed.
        #expect(sample.problems.count == 2)
    }

    @Test(
        "A file that is not a history is set aside, and a new one is created",
        arguments: ["text", "header", "table", "version", "folder of pages"])
    func noHistory(_ kind: String) async throws {
        let sample = try HistorySample()
        let path = sample.store().path
        try await sample.fill()
        switch kind {
        case "text": try Data(repeating: 0x41, count: 9000).write(to: URL(fileURLWithPath: path))
        case "header": try overwrite(path, at: 0, with: [UInt8](repeating: 0xEE, count: 100))
        case "table":
            try FileManager.default.removeItem(atPath: path)
            try await DatabaseQueue(path: path).write { db in try db.execute(sql: "CREATE TABLE other (id INTEGER)") }
        case "version":
            try FileManager.default.removeItem(atPath: path)
            try await DatabaseQueue(path: path).write { db in
                try db.execute(sql: "CREATE TABLE invocation (id INTEGER); PRAGMA user_version = 1")
            }
        default: try overwrite(path, at: 4096, with: noise(200_000))
        }
        let damaged = try Data(contentsOf: URL(fileURLWithPath: path))

        let store = sample.store()
        store.record(.sample(9))
        let (rows, problem) = await store.rows()
        #expect(rows.map(\.summary.event) == ["cart-9.json"])
        let aside = try #require(try sample.files().first { $0.contains(".broken-") && !$0.hasSuffix("-wal") })
        #expect(
            problem?.contains("was damaged and is now") == true && problem?.contains(aside) == true, "\(problem ?? "")")
        #expect(sample.problems.count == 1)
        #expect(store.lost == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: "\(sample.tree.path)/state/history/\(aside)")) == damaged)
        // The next store finds no problem.
        #expect(await sample.store().rows().problem == nil)
    }

    @Test("If a file is damaged while the deck runs, one store sets it aside, and the other uses the new file")
    func damagedMeanwhile() async throws {
        let sample = try HistorySample()
        let (first, second) = (sample.store(), sample.store())
        for number in 1...50 { first.record(.sample(number, body: noise(3000))) }
        await first.flush()
        #expect(await second.rows().rows.count == 50)
        try await DatabaseQueue(path: first.path).writeWithoutTransaction { db in
            _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        let pages = try #require(try FileManager.default.attributesOfItem(atPath: first.path)[.size] as? Int)
        try overwrite(first.path, at: 4096, with: noise(pages - 4096))
        first.record(.sample(51))
        #expect(await first.rows().rows.map(\.summary.event) == ["cart-51.json"])
        second.record(.sample(52))
        #expect(await second.rows().rows.map(\.summary.event) == ["cart-52.json", "cart-51.json"])
        #expect(first.lost == 0 && second.lost == 0)
        #expect(try sample.files().filter { $0.contains(".broken-") && !$0.hasSuffix("-wal") }.count == 1)
    }

    @Test("A file that is deleted while the deck runs is created again")
    func deleted() async throws {
        let sample = try HistorySample()
        let store = sample.store()
        store.record(.sample(1))
        await store.flush()
        try FileManager.default.removeItem(atPath: sample.tree.path + "/state")
        #expect(await store.rows().rows.isEmpty)
        store.record(.sample(2))
        let (rows, problem) = await store.rows()
        #expect(rows.map(\.summary.event) == ["cart-2.json"])
        #expect(problem == nil)
    }

    @Test("A folder that cannot be created or a file that cannot be opened is reported once, until it is fixed")
    func forbidden() async throws {
        let sample = try HistorySample()
        try sample.tree.write("state", "a file where the folder would be")
        let store = sample.store()
        for number in 1...3 { store.record(.sample(number)) }
        await store.flush()
        #expect(store.lost == 3)
        #expect(store.problem?.contains("3 invocations were not kept") == true)
        #expect(sample.problems.count == 1 && sample.problems[0].contains("XDG_STATE_HOME"), "\(sample.problems)")

        try FileManager.default.removeItem(atPath: sample.tree.path + "/state")
        // Root may open any file, but cannot open a folder as one.
        try FileManager.default.createDirectory(atPath: store.path, withIntermediateDirectories: true)
        let (rows, problem) = await store.rows()
        #expect(rows.isEmpty && problem != nil)

        try FileManager.default.removeItem(atPath: store.path)
        store.record(.sample(4))
        let mended = await store.rows()
        #expect(mended.rows.map(\.summary.event) == ["cart-4.json"])
        #expect(mended.problem == nil)
        #expect(store.lost == 3)
    }

    @Test(
        "A full disk loses only invocations, and recording resumes once there is room",
        .enabled(if: SmallDisk.isAvailable, "only root may mount a small disk, and not everywhere"))
    func full() async throws {
        try await SmallDisk.with(megabytes: 1) { disk in
            let project = HistorySample.project(disk)
            let store = HistoryStore(folder: disk + "/state", project: project)
            for number in 1...30 { store.record(.sample(number, body: noise(100_000))) }
            let (rows, problem) = await store.rows()
            #expect(!rows.isEmpty && rows.count < 12, "\(rows.count)")
            #expect(store.lost == 30 - rows.count)
            #expect(problem?.contains("is full; free some space") == true, "\(problem ?? "none")")
            #expect(problem?.contains("\(store.lost) invocations were not kept") == true)
            for row in rows { #expect(try await store.entry(row.id).result.body.count == 100_000) }
            try SmallDisk.resize(disk, megabytes: 8)
            store.record(.sample(31))
            let after = await store.rows()
            #expect(after.rows.first?.summary.event == "cart-31.json")
            #expect(after.problem == nil)
            #expect(after.rows.count == rows.count + 1)
        }
    }

    private func overwrite(_ path: String, at offset: Int, with bytes: [UInt8]) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: Data(bytes))
        try file.close()
    }

    @Test("Calls of a trace that cannot be read are an error, not an empty list")
    func unreadable() async throws {
        let sample = try HistorySample()
        let store = sample.store()
        store.record(.sample())
        await store.flush()
        try await DatabaseQueue(path: store.path).writeWithoutTransaction { db in
            try db.execute(sql: "DROP INDEX invocationByTrace; ALTER TABLE invocation DROP COLUMN trace")
        }
        await #expect(throws: HistoryError.self) { try await store.rows(trace: "1-2-3") }
        let (rows, problem) = await store.rows(matching: "cart")
        #expect(rows.isEmpty && problem?.contains("trace") == true)
    }
}
