import Foundation
import GRDB
import LambdaModel
import Testing

@testable import LambdaRuntime

/// Several processes that use one file, some of which are killed: each runs a part of this test in its own process.
struct HistoryProcessTests {
    @Test("Two processes that create the file and write at once lose nothing")
    func together() async throws {
        let sample = try HistorySample()
        let folder = sample.tree.path
        await withTaskGroup(of: Void.self) { group in
            for name in ["one", "two", "three"] {
                group.addTask {
                    await #expect(processExitsWith: .success) { [folder = folder as String, name = name as String] in
                        let store = Self.store(folder)
                        for number in 1...100 {
                            store.record(.sample(number, function: name, body: noise(20_000)))
                            if number % 10 == 0 { await store.flush() }
                        }
                        await store.flush()
                        exit(store.lost == 0 && store.problem == nil ? 0 : 1)
                    }
                }
            }
        }
        let store = sample.store()
        for name in ["one", "two", "three"] {
            let rows = await store.rows(function: name, limit: 1000).rows
            // All are there, each process's in the order in which it wrote them.
            #expect(rows.reversed().map(\.summary.event) == (1...100).map { "cart-\($0).json" })
        }
        #expect(try await Self.check(store) == "ok")
    }

    @Test("A process killed in the middle of a write leaves only complete writes")
    func killed() async throws {
        let sample = try HistorySample()
        try await sample.fill()
        let folder = sample.tree.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
            let store = Self.store(folder)
            store.record(.sample(4))
            await store.flush()
            try await DatabaseQueue(path: store.path).writeWithoutTransaction { db in
                // The cache is so small that pages are written to the log before the end.
                try db.execute(sql: "PRAGMA cache_size = 10; BEGIN IMMEDIATE")
                let half = UnwrittenInvocation(
                    result: .sample(5, body: noise(5 << 20)), spec: nil, masking: .none, codeHash: { nil })
                try half.insert(db, HistoryLimits(), codeHash: nil)
                kill(getpid(), SIGKILL)
            }
        }
        let path = sample.store().path
        let log = try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
        #expect(try #require(log) > 5 << 20, "the write was not in its middle")
        let store = sample.store()
        let (rows, problem) = await store.rows()
        #expect(rows.map(\.summary.event) == ["cart-4.json", "cart-3.json", "cart-2.json", "cart-1.json"])
        #expect(problem == nil)
        for row in rows { _ = try await store.entry(row.id) }
        store.record(.sample(6))
        #expect(await store.rows().rows.count == 5)
        #expect(try await Self.check(store) == "ok")
    }

    @Test("A process killed at any moment leaves a file that opens and has every confirmed write")
    func killedAnywhere() async throws {
        let sample = try HistorySample()
        try await sample.fill()
        let folder = sample.tree.path
        var (confirmed, kills) = ("", 0)
        for round in 1...8 {
            await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String, round = round as Int] in
                // Pruning and releasing pages happen at the same time.
                var limits = HistoryLimits()
                limits.bytes = 4 << 20
                let store = Self.store(folder, limits)
                let names = folder + "/written"
                Thread.detachNewThread {
                    usleep(UInt32(50_000 + round * 23_000))
                    kill(getpid(), SIGKILL)
                }
                for number in 1...1_000_000 {
                    store.record(.sample(round * 1_000_000 + number, body: noise(number % 7 * 60_000)))
                    await store.flush()
                    // Atomic, so that the kill never leaves it empty.
                    try Data("\(round * 1_000_000 + number)".utf8).write(
                        to: URL(fileURLWithPath: names), options: .atomic)
                }
            }
            let store = sample.store()
            let (rows, problem) = await store.rows()
            #expect(problem == nil)
            #expect(try await Self.check(store) == "ok")
            if let said = try? String(contentsOfFile: folder + "/written", encoding: .utf8), said != confirmed {
                (confirmed, kills) = (said, 0)
            }
            guard !confirmed.isEmpty else { continue }
            // Each killed process may have written one row more than it could confirm.
            kills += 1
            let newest = rows.prefix(1 + kills).map(\.summary.event)
            #expect(newest.contains("cart-\(confirmed).json"), "round \(round): \(confirmed) is not in \(newest)")
        }
        #expect(try sample.files().filter { $0.contains("broken") }.isEmpty)
    }

    @Test("While a process keeps the file locked, invocations are lost, but lamdeck still exits")
    func locked() async throws {
        let sample = try HistorySample()
        try await sample.fill(1)
        let store = sample.store(busyLimit: 0.05)
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let blocker = try DatabaseQueue(path: store.path, configuration: configuration)
        try await blocker.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
        for number in 2...100 { store.record(.sample(number)) }
        await store.flush()
        #expect(store.lost == 99)
        #expect(store.problem?.contains("another process keeps") == true)
        try await blocker.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
        store.record(.sample(101))
        let (rows, problem) = await store.rows()
        #expect(rows.map(\.summary.event) == ["cart-101.json", "cart-1.json"])
        #expect(problem == nil)
    }

    private static func store(_ folder: String, _ limits: HistoryLimits = HistoryLimits()) -> HistoryStore {
        HistoryStore(
            folder: folder + "/state", project: HistorySample.project(folder), limits: limits, busyLimit: 60)
    }

    /// SQLite's check of the whole file.
    private static func check(_ store: HistoryStore) async throws -> String? {
        try await DatabaseQueue(path: store.path).read { db in
            try String.fetchOne(db, sql: "PRAGMA integrity_check")
        }
    }
}
