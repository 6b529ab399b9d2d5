import HostLink
import LambdaModel
import LambdaRuntime
import Testing

@Suite("The inbox of log lines")
struct LogInboxTests {
    private static func record(_ text: String) -> LogRecord { LogRecord(time: 0, source: .output, text: text) }

    @Test func keepsOrderAndFunctionsApart() {
        let inbox = LogInbox()
        inbox.append([Self.record("one"), Self.record("two")], of: "a")
        inbox.append([Self.record("other")], of: "b")
        inbox.append([Self.record("three")], of: "a")
        let batches = inbox.take()
        #expect(batches["a"]?.records.map(\.text) == ["one", "two", "three"])
        #expect(batches["b"]?.records.map(\.text) == ["other"])
        #expect(batches.count == 2)
        #expect(inbox.take().isEmpty, "what was taken is gone")
    }

    @Test func dropsTheOldestLinesAndCountsThem() {
        let inbox = LogInbox()
        let count = LogInbox.maximumLines + 37
        for start in stride(from: 0, to: count, by: 500) {
            inbox.append((start..<min(start + 500, count)).map { Self.record("\($0)") }, of: "a")
        }
        inbox.append([Self.record("kept")], of: "b")
        let batches = inbox.take()
        #expect(batches["a"]?.records.count == LogInbox.maximumLines)
        #expect(batches["a"]?.dropped == 37)
        #expect(batches["a"]?.records.first?.text == "37")
        #expect(batches["a"]?.records.last?.text == "\(count - 1)")
        #expect(batches["b"]?.records.count == 1 && batches["b"]?.dropped == 0)
    }

    @Test func boundsBytesToo() {
        let inbox = LogInbox()
        let long = String(repeating: "é", count: 256 << 10)
        for number in 0..<20 { inbox.append([Self.record("\(number)" + long)], of: "a") }
        let batch = inbox.take()["a"]
        let bytes = batch?.records.reduce(0) { $0 + $1.text.utf8.count } ?? 0
        #expect(bytes <= LogInbox.maximumBytes)
        #expect(bytes > LogInbox.maximumBytes - (513 << 10), "no more than needed goes")
        #expect((batch?.records.count ?? 0) + (batch?.dropped ?? 0) == 20)
        #expect(batch?.records.last?.text.hasPrefix("19") == true)
    }

    @Test func keepsOneLineHoweverLong() {
        let inbox = LogInbox()
        inbox.append([Self.record("short")], of: "a")
        inbox.append([Self.record(String(repeating: "x", count: LogInbox.maximumBytes + 1))], of: "a")
        let batch = inbox.take()["a"]
        #expect(batch?.records.count == 1)
        #expect(batch?.records.first?.text.utf8.count == LogInbox.maximumBytes + 1)
        #expect(batch?.dropped == 1)
    }

    @Test func saysOnceALookThatThereIsSomething() {
        let inbox = LogInbox()
        let arrivals = Counter()
        inbox.onArrival { arrivals.increment() }
        inbox.append([], of: "a")
        #expect(arrivals.current == 0, "nothing came")
        for _ in 0..<100 { inbox.append([Self.record("x")], of: "a") }
        inbox.append([Self.record("x")], of: "b")
        #expect(arrivals.current == 1)
        _ = inbox.take()
        inbox.append([Self.record("x")], of: "b")
        #expect(arrivals.current == 2)
    }

    /// Nothing is lost or counted twice, and each writer's lines stay in order, with a reader that reads whenever it is
    /// notified.
    @Test func holdsWithManyThreads() async {
        let inbox = LogInbox()
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        inbox.onArrival { arrival.yield() }
        let (writers, lines) = (8, 4000)
        let reader = Task {
            var taken: [LogRecord] = []
            var dropped = 0
            for await _ in arrivals {
                guard let batch = inbox.take()["a"] else { continue }
                taken += batch.records
                dropped += batch.dropped
                if taken.count + dropped == writers * lines { break }
            }
            return (taken, dropped)
        }
        await withTaskGroup { group in
            for writer in 0..<writers {
                group.addTask {
                    for line in 0..<lines { inbox.append([Self.record("\(writer) \(line)")], of: "a") }
                }
            }
        }
        let (taken, dropped) = await reader.value
        #expect(taken.count + dropped == writers * lines)
        var last: [Int: Int] = [:]
        for record in taken {
            let numbers = record.text.split(separator: " ").compactMap { Int($0) }
            #expect(numbers[1] > last[numbers[0], default: -1])
            last[numbers[0]] = numbers[1]
        }
    }

    @Test("A reader can take a part; the rest waits, and lines that were lost are counted once")
    func parts() {
        let inbox = LogInbox()
        let lines = (0..<5).map { LogRecord(time: Double($0), source: .output, text: "\($0)") }
        inbox.append(Array(lines[..<3]), of: "a", dropped: 7)
        var (batches, hasMore) = inbox.take(atMost: 2)
        #expect(batches == ["a": LogBatch(records: Array(lines[..<2]), dropped: 7)] && hasMore)
        inbox.append(Array(lines[3...]), of: "a")
        inbox.append([lines[0]], of: "b")
        (batches, hasMore) = inbox.take(atMost: 4)
        #expect(batches.values.reduce(0) { $0 + $1.records.count } == 4 && !hasMore)
        #expect(batches["a"] == LogBatch(records: Array(lines[2...]), dropped: 0))
        #expect(inbox.take().isEmpty)
    }
}
