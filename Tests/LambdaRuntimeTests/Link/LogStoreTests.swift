import HostLink
import LambdaModel
import TestSupport
import Testing

@Suite("The store of log lines")
struct LogStoreTests {
    /// Lines whose texts are numbers.
    private static func lines(_ numbers: Range<Int>) -> [LogRecord] {
        numbers.map { LogRecord(time: Double($0), source: .output, text: "\($0)") }
    }

    /// The next lines for a reader: their function and texts.
    private static func read(_ store: LogStore, _ cursor: inout LogCursor, lines: Int = 2000) -> String? {
        store.next(&cursor, maximumLines: lines).map { chunk in
            "\(chunk.function): " + chunk.records.map(\.text).joined(separator: " ")
        }
    }

    /// All that a reader has not read yet.
    private static func rest(_ store: LogStore, _ cursor: inout LogCursor) -> [LogChunk] {
        var chunks: [LogChunk] = []
        while let chunk = store.next(&cursor) { chunks.append(chunk) }
        return chunks
    }

    @Test func `each reader gets every line once`() {
        let store = LogStore()
        var (first, second) = (LogCursor(), LogCursor())
        store.append(Self.lines(0..<3), of: "a")
        let start = Self.read(store, &first)
        store.append(Self.lines(3..<5), of: "a")
        let (more, end) = (Self.read(store, &first), Self.read(store, &first))
        #expect([start, more, end] == ["a: 0 1 2", "a: 3 4", nil])
        let (all, none) = (Self.read(store, &second), Self.read(store, &second))
        #expect([all, none] == ["a: 0 1 2 3 4", nil])
    }

    @Test func `a chunk says which position its last line has`() {
        let store = LogStore()
        store.append(Self.lines(0..<5), of: "a")
        var cursor = LogCursor(positions: ["a": 1])
        let chunk = store.next(&cursor, maximumLines: 3)
        #expect(chunk == LogChunk(function: "a", dropped: 0, end: 4, records: Self.lines(1..<4)))
        #expect(cursor.positions == ["a": 4])
    }

    @Test func `functions take turns`() {
        let store = LogStore()
        for function in ["b", "c", "a"] { store.append(Self.lines(0..<3), of: function) }
        var (cursor, turns) = (LogCursor(), [String]())
        for _ in 0..<4 { turns.append(Self.read(store, &cursor, lines: 1) ?? "nothing") }
        // A flood does not keep the others from their turns.
        store.append(Self.lines(3..<3000), of: "a")
        store.append(Self.lines(0..<1), of: "aa")
        while let turn = Self.read(store, &cursor, lines: 1), turns.count < 11 { turns.append(turn) }
        #expect(
            turns == [
                "a: 0", "b: 0", "c: 0", "a: 1", "aa: 0", "b: 1", "c: 1", "a: 2", "b: 2", "c: 2", "a: 3",
            ])
    }

    @Test func `a reader that is behind learns what it lost`() {
        let store = LogStore()
        var (early, late) = (LogCursor(), LogCursor())
        store.append(Self.lines(0..<100), of: "a")
        _ = Self.rest(store, &early)
        let count = LogStore.maximumLines + 150
        for start in stride(from: 100, to: count, by: 500) {
            store.append(Self.lines(start..<min(start + 500, count)), of: "a")
        }
        for (chunks, lost) in [(Self.rest(store, &early), 50), (Self.rest(store, &late), 150)] {
            #expect(chunks.first?.dropped == lost)
            #expect(chunks.dropFirst().allSatisfy { $0.dropped == 0 }, "it is said once")
            #expect(chunks.flatMap(\.records).map(\.text) == (150..<count).map { "\($0)" })
        }
    }

    @Test func `a chunk is bounded in lines and bytes`() {
        let store = LogStore()
        let text = String(repeating: "é", count: 50)
        store.append((0..<8).map { LogRecord(time: Double($0), source: .output, text: text) }, of: "a")
        var (cursor, counts) = (LogCursor(), [Int]())
        for (lines, bytes) in [(2, 1000), (8, 299), (8, 300), (8, 0)] {
            counts.append(store.next(&cursor, maximumLines: lines, maximumBytes: bytes)?.records.count ?? 0)
        }
        #expect(counts == [2, 2, 3, 1], "a line that is too long is a chunk alone")
        #expect(cursor.positions == ["a": 8])
    }

    @Test func `a line that is longer than the store is kept alone`() {
        let store = LogStore()
        store.append(Self.lines(0..<2), of: "a")
        let long = LogRecord(time: 2, source: .output, text: String(repeating: "x", count: LogStore.maximumBytes + 1))
        store.append([long], of: "a")
        var cursor = LogCursor()
        #expect(Self.rest(store, &cursor) == [LogChunk(function: "a", dropped: 2, end: 3, records: [long])])
    }

    @Test func `the end skips what is there`() {
        let store = LogStore()
        store.append(Self.lines(0..<3), of: "a")
        var cursor = store.end
        #expect(cursor.positions == ["a": 3])
        let before = Self.read(store, &cursor)
        store.append(Self.lines(3..<4), of: "a")
        store.append(Self.lines(0..<1), of: "b")
        let after = [Self.read(store, &cursor), Self.read(store, &cursor), Self.read(store, &cursor)]
        #expect(before == nil)
        #expect(after == ["a: 3", "b: 0", nil], "a function that is new is read from its first line")
    }

    /// It has read another store, or one that had more lines.
    @Test func `a position that is not reached yet gets nothing`() {
        let store = LogStore()
        store.append(Self.lines(0..<3), of: "a")
        var cursor = LogCursor(positions: ["a": 100])
        let read = Self.read(store, &cursor)
        #expect(read == nil)
        #expect(cursor.positions == ["a": 100])
    }

    @Test func `a listener is called for each arrival until it is removed`() {
        let (store, kept, removed) = (LogStore(), Counter(), Counter())
        _ = store.addListener { kept.increment() }
        let number = store.addListener { removed.increment() }
        store.append([], of: "a")
        #expect(kept.current == 0, "nothing arrived")
        store.append(Self.lines(0..<2), of: "a")
        store.removeListener(number)
        store.append(Self.lines(2..<3), of: "b")
        #expect(kept.current == 2)
        #expect(removed.current == 1)
    }

    /// What a reader has received: all lines of a function are received or counted, in order.
    private struct Reader {
        var cursor = LogCursor()
        var seen: [String: Int] = [:]
        var (received, dropped) = (0, 0)

        mutating func read(_ store: LogStore, lines: Int, bytes: Int) -> Bool {
            guard let chunk = store.next(&cursor, maximumLines: lines, maximumBytes: bytes) else { return false }
            #expect((1...lines).contains(chunk.records.count))
            let size = chunk.records.reduce(0) { $0 + $1.text.utf8.count }
            #expect(size <= bytes || chunk.records.count == 1)
            let first = seen[chunk.function, default: 0] + chunk.dropped
            #expect(chunk.records.map(\.time) == (first..<(first + chunk.records.count)).map { Double($0) })
            #expect(chunk.end == first + chunk.records.count)
            seen[chunk.function] = chunk.end
            received += chunk.records.count
            dropped += chunk.dropped
            return true
        }
    }

    /// Random arrivals and readings. Lines are long, so that rings drop them. The first reader reads only at the end.
    @Test(arguments: 0..<10) func `no line is lost without being counted`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let (store, long) = (LogStore(), String(repeating: "x", count: 200 << 10))
        var written: [String: Int] = [:]
        var readers = (0..<4).map { _ in Reader() }
        for _ in 0..<400 {
            if Bool.random(using: &random) {
                let function = ["a", "b", "c"].randomElement(using: &random) ?? "a"
                let start = written[function, default: 0]
                let end = start + Int.random(in: 1...12, using: &random)
                let records = (start..<end).map { number in
                    LogRecord(
                        time: Double(number), source: .output, text: Bool.random(using: &random) ? long : "\(number)")
                }
                store.append(records, of: function)
                written[function] = end
            } else {
                let reader = Int.random(in: 1..<readers.count, using: &random)
                _ = readers[reader].read(
                    store, lines: Int.random(in: 1...10, using: &random),
                    bytes: Int.random(in: 0...(1 << 20), using: &random))
            }
        }
        let total = written.values.reduce(0, +)
        for number in readers.indices {
            while readers[number].read(store, lines: 2000, bytes: 128 << 10) {}
            #expect(readers[number].seen == written)
            #expect(readers[number].received + readers[number].dropped == total)
        }
        #expect(readers[0].dropped > 0, "the rings were full")
    }
}

@Suite("Lost lines in the inbox")
struct LostLinesTests {
    private static let line = LogRecord(time: 0, source: .output, text: "x")

    @Test func `lines that were lost before are counted`() {
        let inbox = LogInbox()
        inbox.append([Self.line], of: "a", dropped: 2)
        inbox.append([Self.line], of: "a")
        inbox.append([], of: "a", dropped: 3)
        inbox.append([Self.line], of: "b")
        #expect(
            inbox.take() == [
                "a": LogBatch(records: [Self.line, Self.line], dropped: 5), "b": LogBatch(records: [Self.line]),
            ])
        #expect(inbox.take().isEmpty, "what was taken is not counted again")
    }

    @Test func `lines that the inbox drops are added to them`() {
        let inbox = LogInbox()
        inbox.append(Array(repeating: Self.line, count: LogInbox.maximumLines + 4), of: "a", dropped: 3)
        #expect(inbox.take()["a"]?.dropped == 7)
    }

    @Test func `a loss without a line is an arrival`() {
        let (inbox, arrivals) = (LogInbox(), Counter())
        inbox.onArrival { arrivals.increment() }
        inbox.append([], of: "a", dropped: 0)
        #expect(arrivals.current == 0)
        #expect(inbox.take().isEmpty)
        inbox.append([], of: "a", dropped: 1)
        #expect(arrivals.current == 1)
        #expect(inbox.take() == ["a": LogBatch(dropped: 1)])
    }
}
