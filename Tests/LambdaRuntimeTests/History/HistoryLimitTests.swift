import Foundation
import GRDB
import HostLink
import LambdaModel
import Testing

@testable import LambdaRuntime

/// A history stays within its limits, and callers do not wait for it.
struct HistoryLimitTests {
    @Test("Over the limit of invocations the oldest are deleted; numbers are never reused")
    func count() async throws {
        var limits = HistoryLimits()
        limits.invocations = 5
        let sample = try HistorySample()
        let store = sample.store(limits)
        for number in 1...12 { store.record(.sample(number)) }
        let rows = await store.rows().rows
        #expect(rows.map(\.id) == [12, 11, 10, 9, 8])
        await #expect(throws: HistoryError.noSuchInvocation(7)) { try await store.entry(7) }
        // A larger limit restores nothing, and numbers continue.
        let other = sample.store()
        other.record(.sample(13))
        #expect(await other.rows().rows.map(\.id) == [13, 12, 11, 10, 9, 8])
        #expect(try await Self.read(store, "SELECT count(*) FROM invocationDetail") == 6)
    }

    @Test("Over the limit of bytes the oldest are deleted; the newest stays, however large")
    func bytes() async throws {
        var limits = HistoryLimits()
        limits.bytes = 1 << 20
        let store = try HistorySample().store(limits)
        for number in 1...40 { store.record(.sample(number, body: noise(100_000, seed: UInt64(number)))) }
        let rows = await store.rows().rows
        #expect((8...10).contains(rows.count), "\(rows.count)")
        #expect(rows.first?.id == 40)
        let used = try await Self.read(store, "SELECT sum(length(response)) FROM invocationDetail")
        #expect(used == rows.count * 100_000)
        store.record(.sample(41, body: noise(3 << 20)))
        #expect(await store.rows().rows.map(\.id) == [41])
        store.record(.sample(42))
        #expect(await store.rows().rows.map(\.id) == [42])
    }

    @Test("A lowered limit is reached in steps, and the disk space is released")
    func steps() async throws {
        let sample = try HistorySample()
        var store: HistoryStore? = sample.store()
        for number in 1...700 {
            store?.record(.sample(number, body: noise(30_000, seed: UInt64(number))))
            await store?.flush()
        }
        store = nil
        let path = sample.store().path
        let size = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
        #expect(size > 700 * 30_000)

        var limits = HistoryLimits()
        limits.invocations = 10
        let smaller = sample.store(limits)
        var counts: [Int] = []
        for number in 1...5 {
            smaller.record(.sample(number))
            counts.append(await smaller.rows(limit: 1000).rows.count)
        }
        #expect(counts == [501, 302, 103, 10, 10])
        let (pages, free) = (
            try await Self.read(smaller, "PRAGMA page_count"), try await Self.read(smaller, "PRAGMA freelist_count")
        )
        #expect(pages < 4000 && free <= 2048, "\(pages) pages, \(free) free")
    }

    @Test("Invocations that exceed a full queue are counted but not kept, and do not block the caller")
    func overrun() async throws {
        var limits = HistoryLimits()
        limits.pendingInvocations = 10
        let sample = try HistorySample()
        try await sample.fill(1)
        let store = sample.store(limits)
        // Another process writes, so the queue waits.
        let blocker = try DatabaseQueue(path: store.path)
        try await blocker.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN IMMEDIATE")
            for number in 1...25 { store.record(.sample(number)) }
            try db.execute(sql: "COMMIT")
        }
        let rows = await store.rows().rows
        #expect(rows.count == 11)
        #expect(rows.first?.summary.event == "cart-10.json")
        #expect(store.lost == 15)
        #expect(sample.problems.count == 1 && sample.problems[0].contains("not kept"), "\(sample.problems)")
        #expect(store.problem?.contains("15 invocations") == true)
    }

    @Test("The queue is also bounded in bytes, and always accepts one invocation")
    func overrunBytes() async throws {
        var limits = HistoryLimits()
        limits.pendingBytes = 1000
        let sample = try HistorySample()
        try await sample.fill(1)
        let store = sample.store(limits)
        let blocker = try DatabaseQueue(path: store.path)
        try await blocker.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN IMMEDIATE")
            store.record(.sample(1, body: noise(5000)))
            store.record(.sample(2))
            try db.execute(sql: "COMMIT")
        }
        #expect(await store.rows().rows.count == 2)
        #expect(store.lost == 1)
        store.record(.sample(3))
        #expect(await store.rows().rows.count == 3)
    }

    /// A number that SQLite reads from the file.
    private static func read(_ store: HistoryStore, _ sql: String) async throws -> Int {
        await store.flush()
        return try await DatabaseQueue(path: store.path).read { db in try Int.fetchOne(db, sql: sql) ?? -1 }
    }
}
