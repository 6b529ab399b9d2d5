import JSONText
import Testing

@testable import LambdaModel

/// Batches of records. The clock is the tests' own.
@Suite("Batches of records")
struct TelemetryBufferTests {
    private static let begin = ContinuousClock.now

    private static func at(_ milliseconds: Int) -> TelemetryBuffer.Instant {
        begin.advanced(by: .milliseconds(milliseconds))
    }

    private static func buffer(
        items: Int = 10_000, bytes: Int = 262_144, milliseconds: Int = 1_000,
        streams: [TelemetryStream] = [.function]
    ) -> TelemetryBuffer {
        TelemetryBuffer(
            TelemetrySubscription(
                schema: .telemetry2025, streams: streams,
                buffering: TelemetryBuffering(items: items, bytes: bytes, milliseconds: milliseconds),
                destination: .tcp(port: 1)))
    }

    private static func line(_ text: String) -> TelemetryRecord {
        TelemetryRecord(time: 0, .function(text, isJSON: false))
    }

    /// The `record` of each record of a batch: lines, or the number of records that were dropped.
    private static func texts(_ batch: TelemetryBuffer.Batch?) throws -> [String]? {
        try batch?.map { bytes in
            let record = try JSONDocument(bytes).root["record"]
            return record?.string ?? "dropped \(record?["droppedRecords"]?.int ?? 0)"
        }
    }

    /// Takes a batch that must be due.
    @discardableResult
    private static func take(
        _ buffer: inout TelemetryBuffer, at now: TelemetryBuffer.Instant
    ) throws -> TelemetryBuffer.Batch {
        let batch = buffer.take(at: now, time: 0)
        return try #require(batch)
    }

    @Test func `a batch goes when its oldest record has waited`() throws {
        var buffer = Self.buffer(milliseconds: 100)
        #expect(buffer.due == nil)
        #expect(buffer.isEmpty)
        buffer.add(Self.line("a"), at: Self.at(0))
        buffer.add(Self.line("b"), at: Self.at(60))
        #expect(buffer.due == Self.at(100))
        #expect(buffer.take(at: Self.at(99), time: 0) == nil)
        #expect(try Self.texts(buffer.take(at: Self.at(100), time: 0)) == ["a", "b"])
        #expect(buffer.due == nil, "it is under way")
        #expect(!buffer.isEmpty)
        buffer.sent(true, at: Self.at(110))
        #expect(buffer.isEmpty)
        #expect(buffer.due == nil)
    }

    @Test func `a full batch goes at once`() throws {
        var byItems = Self.buffer(items: 3)
        for text in ["a", "b"] { byItems.add(Self.line(text), at: Self.at(0)) }
        #expect(byItems.take(at: Self.at(0), time: 0) == nil)
        byItems.add(Self.line("c"), at: Self.at(0))
        #expect(try Self.texts(byItems.take(at: Self.at(0), time: 0)) == ["a", "b", "c"])

        var byBytes = Self.buffer(bytes: 1_000)
        byBytes.add(Self.line("short"), at: Self.at(0))
        #expect(byBytes.take(at: Self.at(0), time: 0) == nil)
        byBytes.add(Self.line(String(repeating: "x", count: 5_000)), at: Self.at(0))
        #expect(byBytes.take(at: Self.at(0), time: 0)?.count == 2, "a line may be larger than the buffer")
    }

    @Test func `records of other streams and versions take no room`() {
        var buffer = Self.buffer()
        buffer.add(TelemetryRecord(time: 0, .extension("", isJSON: false)), at: Self.at(0))
        #expect(buffer.isEmpty)
        var platform = Self.buffer(streams: [.platform])
        platform.add(TelemetryRecord(time: 0, .fault("only the Logs API has it")), at: Self.at(0))
        #expect(platform.isEmpty)
    }

    @Test func `a slow subscriber loses records and learns how many`() throws {
        var buffer = Self.buffer(items: 2, milliseconds: 100)
        buffer.add(Self.line("a"), at: Self.at(0))
        #expect(try Self.texts(buffer.take(at: Self.at(100), time: 0)) == ["a"])
        for text in ["b", "c", "d", "e"] { buffer.add(Self.line(text), at: Self.at(110)) }
        #expect(buffer.take(at: Self.at(5_000), time: 0) == nil, "the first batch is under way")
        buffer.sent(true, at: Self.at(5_000))
        #expect(try Self.texts(buffer.take(at: Self.at(5_000), time: 0)) == ["b", "c", "dropped 2"])
        buffer.sent(true, at: Self.at(5_001))
        buffer.add(Self.line("f"), at: Self.at(5_002))
        #expect(try Self.texts(buffer.take(at: Self.at(5_102), time: 0)) == ["f"], "it was told once")
    }

    @Test func `what was dropped is counted in bytes`() throws {
        var buffer = Self.buffer(items: 1)
        buffer.add(Self.line("a"), at: Self.at(0))
        try Self.take(&buffer, at: Self.at(0))
        for text in ["b", "c", "dd"] { buffer.add(Self.line(text), at: Self.at(1)) }
        buffer.sent(true, at: Self.at(2))
        let batch = try Self.take(&buffer, at: Self.at(2))
        let bytes = try ["c", "dd"].reduce(0) { $0 + (try #require(Self.line($1).json(.telemetry2025)).count) }
        #expect(try JSONDocument(#require(batch.last)).root["record"]?["droppedBytes"]?.int == bytes)
    }

    @Test func `a batch that fails is sent again with growing pauses`() throws {
        var buffer = Self.buffer(milliseconds: 100)
        buffer.add(Self.line("a"), at: Self.at(0))
        try Self.take(&buffer, at: Self.at(100))
        #expect(!buffer.isFailing)
        var now = Self.at(200)
        for pause in TelemetryBuffer.pauses {
            buffer.sent(false, at: now)
            #expect(buffer.isFailing)
            #expect(!buffer.isEmpty)
            buffer.add(Self.line("later"), at: now)
            #expect(buffer.due == now.advanced(by: pause))
            #expect(buffer.take(at: now, time: 0) == nil)
            now = now.advanced(by: pause)
            #expect(try Self.texts(buffer.take(at: now, time: 0)) == ["a"])
        }
        buffer.sent(true, at: now)
        #expect(!buffer.isFailing)
        #expect(try Self.texts(buffer.take(at: now, time: 0))?.count == TelemetryBuffer.pauses.count)
    }

    @Test func `a batch that always fails is dropped, and the next one tells that`() throws {
        var buffer = Self.buffer(items: 2, milliseconds: 100)
        func giveUp() throws {
            for pause in TelemetryBuffer.pauses {
                buffer.sent(false, at: Self.at(0))
                try Self.take(&buffer, at: Self.at(0).advanced(by: pause))
            }
            buffer.sent(false, at: Self.at(0))
        }
        for text in ["a", "b"] { buffer.add(Self.line(text), at: Self.at(0)) }
        try Self.take(&buffer, at: Self.at(0))
        try giveUp()
        #expect(buffer.isEmpty)
        #expect(buffer.due == nil, "nothing happens without new records")
        buffer.add(Self.line("c"), at: Self.at(0))
        #expect(try Self.texts(buffer.take(at: Self.at(0), time: 0)) == ["c", "dropped 2"])
        try giveUp()
        buffer.add(Self.line("d"), at: Self.at(0))
        #expect(try Self.texts(buffer.take(at: Self.at(0), time: 0)) == ["d", "dropped 3"], "nothing is counted twice")
    }

    @Test func `at the end, records wait for no others`() throws {
        var buffer = Self.buffer(milliseconds: 30_000)
        buffer.add(Self.line("a"), at: Self.at(0))
        buffer.hurry()
        #expect(try Self.texts(buffer.take(at: Self.at(1), time: 0)) == ["a"])
        buffer.sent(true, at: Self.at(2))
        buffer.add(Self.line("b"), at: Self.at(3))
        #expect(try Self.texts(buffer.take(at: Self.at(3), time: 0)) == ["b"])
    }
}
