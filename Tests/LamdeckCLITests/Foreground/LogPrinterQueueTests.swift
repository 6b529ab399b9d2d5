import LambdaModel
import LambdaRuntime
import Synchronization
import Testing

@testable import LamdeckCLI

struct LogPrinterQueueTests {
    private static func text(_ entry: ProjectLogEntry) -> String { "\(entry.function): \(entry.record.text)" }

    @Test func `lines that are printed at once keep the order of arrival`() async throws {
        let captured = try Captured()
        let log = LogPrinterQueue(captured.output, line: Self.text, now: { 0 })
        await log.print([Sample.line("b", at: 2), Sample.line("a", at: 1)])
        await log.print([])
        #expect(captured.results == "hello: b\nhello: a\n")
    }

    @Test func `lines of several functions wait for each other, and the end prints what waits`() async throws {
        let captured = try Captured()
        let log = LogPrinterQueue(captured.output, line: Self.text, now: { 0 })
        await log.add([Sample.line("2", at: 2), Sample.line("4", at: 4)])
        await log.add([])
        await log.add([Sample.line("1", of: "orders", at: 1), Sample.line("3", of: "orders", at: 3)])
        await log.end()
        #expect(captured.results == "orders: 1\nhello: 2\norders: 3\nhello: 4\n")
    }

    @Test func `a terminal gets the form that is asked for`() async throws {
        let captured = try Captured(isTerminal: true)
        let log = LogPrinterQueue(captured.output, .json, line: { "\"\($0.record.text)\"" })
        await log.print([Sample.line("\u{7}")])
        #expect(captured.results == "\"\\u0007\"\n")
    }

    @Test func `an output that is gone is reported once`() async {
        let output = Output(results: -1, messages: -1, isTerminal: false)
        let closed = Counter()
        let log = LogPrinterQueue(output, line: Self.text, onClosed: { closed.add() })
        await log.print([Sample.line("a")])
        await log.print([Sample.line("b")])
        #expect(closed.count == 1)
    }

    /// Counts calls.
    private final class Counter: Sendable {
        private let number = Mutex(0)
        var count: Int { number.withLock { $0 } }
        func add() { number.withLock { $0 += 1 } }
    }

    // MARK: The last lines of each function

    private static func run(_ filter: LogFilter = LogFilter(), tail: Int?, _ news: [ProjectLogs.News]) async throws
        -> String
    {
        let captured = try Captured()
        let log = LogPrinterQueue(captured.output, line: { "\($0.function)\($0.record.text)" }, now: { 0 })
        let reader = LogsReader(filter, tail: tail, log)
        for one in news { await reader.handle(one) }
        await log.end()
        return captured.results
    }

    private static func entries(_ numbers: ClosedRange<Int>, of function: String = "f") -> [ProjectLogEntry] {
        numbers.map { Sample.line("\($0)", of: function, at: Double($0)) }
    }

    @Test func `without a tail, old lines are printed in order of arrival, and new ones by time`() async throws {
        let printed = try await Self.run(
            tail: nil,
            [
                .old(Self.entries(1...2)), .caughtUp,
                .new(Self.entries(5...5) + Self.entries(4...4, of: "g")), .new(Self.entries(3...3, of: "h")),
            ])
        #expect(printed == "f1\nf2\nh3\ng4\nf5\n")
    }

    @Test func `a tail counts for each function, in order of arrival`() async throws {
        let old: [ProjectLogs.News] = [
            .old(Self.entries(1...3)), .old(Self.entries(1...1, of: "g")), .old(Self.entries(4...4)),
        ]
        #expect(try await Self.run(tail: 2, old + [.caughtUp]) == "f3\ng1\nf4\n")
        #expect(try await Self.run(tail: 0, old + [.caughtUp]) == "")
        #expect(try await Self.run(tail: 2, old) == "")
        #expect(try await Self.run(tail: 9, old + [.caughtUp, .caughtUp]) == "f1\nf2\nf3\ng1\nf4\n")
    }

    @Test func `a long log costs no more than its tail`() async throws {
        #expect(try await Self.run(tail: 3, [.old(Self.entries(1...5000)), .caughtUp]) == "f4998\nf4999\nf5000\n")
    }

    @Test func `lines that the filter drops do not count`() async throws {
        let filter = LogFilter(since: 3)
        #expect(try await Self.run(filter, tail: 9, [.old(Self.entries(1...4)), .caughtUp]) == "f3\nf4\n")
    }
}
