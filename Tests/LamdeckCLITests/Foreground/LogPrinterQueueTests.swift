import HostLink
import LambdaModel
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
}
