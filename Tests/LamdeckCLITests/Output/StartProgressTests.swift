import HostLink
import LambdaModel
import LambdaRuntime
import Testing

@testable import LamdeckCLI

struct StartProgressTests {
    private static let updates: [HostUpdate] = [
        .state(function: "hello", .pulling(PullState()), isStale: false, note: nil),
        .state(function: "hello", .pulling(PullState(bytes: 1, totalBytes: 2)), isStale: false, note: nil),
        .state(function: "orders", .pulling(PullState()), isStale: false, note: nil),
        .state(function: "hello", .ready, isStale: false, note: "x"),
        .notice("all\u{1B}[2J\nof it"), .notice("of hello", of: "hello"), .notice("of orders", of: "orders"),
        .engine(.connecting), .memory(["hello": 1]), .saved(function: "hello", "app.js changed"),
        .outside(InvocationSummary(function: "hello", startedAt: 0)),
        .emulator(function: "orders", reason: "LAMDECK_RUNTIME is emulator"),
        .port(function: "orders", problem: "port 9001 is in use"),
    ]

    @Test func `only notices and the begin of a pull are printed`() throws {
        let captured = try Captured()
        for update in Self.updates { StartProgress(captured.output).report(update) }
        #expect(
            captured.messages == """
                hello: pulling its image
                orders: pulling its image
                all\u{FFFD}[2J ⏎ of it
                of hello
                of orders

                """)
        #expect(captured.results.isEmpty)
    }

    @Test func `other functions of the project are left out`() throws {
        let captured = try Captured()
        let progress = StartProgress(captured.output, of: [Sample.settings("hello")])
        for update in Self.updates { progress.report(update) }
        #expect(captured.messages == "hello: pulling its image\nall\u{FFFD}[2J ⏎ of it\nof hello\n")
    }

    @Test func `which news are about which functions`() {
        #expect(Self.updates.map { $0.isNews(of: nil) } == Array(repeating: true, count: Self.updates.count))
        let ofOrders = Self.updates.map { $0.isNews(of: ["orders"]) }
        #expect(ofOrders == [false, false, true, false, true, false, true, true, true, false, false, true, true])
    }

    @Test func `a started function has its address`() {
        let settings = Sample.settings("hello", port: 9001)
        #expect(StartProgress.line(settings, RunStatus(state: .ready)) == "hello  ready  http://127.0.0.1:9001")
        let busy = RunStatus(state: .busy(queued: 2))
        #expect(StartProgress.line(settings, busy) == "hello  busy  http://127.0.0.1:9001")
        let taken = RunStatus(state: .ready, portProblem: "port 9001 is in use by nc (pid 7)\u{1B}")
        #expect(StartProgress.line(settings, taken) == "hello  ready  port 9001 is in use by nc (pid 7)\u{FFFD}")
        let all = [Sample.settings("a-long-name"), settings]
        #expect(
            StartProgress.line(settings, RunStatus(state: .ready), among: all)
                == "hello        ready  http://127.0.0.1:9001")
    }
}
