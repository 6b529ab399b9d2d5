import Foundation
import JSONText
import LambdaModel
import Synchronization
import Testing

@testable import LamdeckCLI

struct TestOutputTests {
    private static func test(_ event: String) -> EventTest {
        EventTest(
            function: "hello", event: SavedEvent(name: event, path: "/p/e/\(event)"),
            expectation: "/p/e/\(event.dropLast(5)).expected.json")
    }

    private static let good = EventTestResult(test("a.json"), .passed, invocation: Sample.result())
    private static let bad = EventTestResult(
        test("b.json"),
        .failed([
            Mismatch(
                path: "n", expected: "1", came: "\"\u{1B}[2J\"",
                position: JSONPosition(offset: 0, line: 3, column: 5))
        ]), invocation: Sample.result(log: [LogRecord(time: 0, source: .output, text: "::error::x")]))
    private static let broken = EventTestResult(test("c.json"), .broken("no start"))

    /// What is printed of three tests by a run that takes 1.25 seconds.
    private static func printed(
        _ form: TestOutput.Form, _ environment: [String: String] = [:], isTerminal: Bool = false
    ) async throws -> (printed: Captured, summary: EventTestSummary) {
        let captured = try Captured(isTerminal: isTerminal)
        let clock = Mutex(1_700_000_000.0)
        var context = CommandContext.test(captured, environment: environment)
        context.now = {
            clock.withLock { time in
                defer { time += 1.25 }
                return time
            }
        }
        let output = TestOutput(form, in: context, place: { String($0.dropFirst(3)) }, token: "t0k3n")
        output.begin(3)
        for result in [good, bad, broken] { output.add(result) }
        let summary = output.end()
        await output.settle()
        #expect(output.results == [good, bad, broken])
        return (captured, summary)
    }

    private static let failure = """
        FAILED   hello/b.json  12.5 ms
            n
                expected  1
                got       "\u{FFFD}[2J"
                e/b.expected.json:3:5
            log
            | ::error::x
        """

    @Test func `text has a test a line, failures in full, and the count`() async throws {
        let (captured, summary) = try await Self.printed(.text)
        #expect(
            captured.results == "ok       hello/a.json  12.5 ms\n\(Self.failure)\nBROKEN   hello/c.json\n    no start\n"
                + "\n1 passed, 1 failed, 1 could not be run in 1.3 s\n")
        #expect(captured.messages.isEmpty)
        #expect(summary.passed == 1 && summary.failed == 1 && summary.broken == 1 && summary.total == 3)
    }

    @Test func `a terminal gets colours if it has any`() async throws {
        let coloured = try await Self.printed(.text, ["TERM": "xterm"], isTerminal: true).printed.results
        #expect(coloured.hasPrefix("\u{1B}[32mok\u{1B}[0m       hello/a.json\u{1B}[2m  12.5 ms\u{1B}[0m\n"))
        for environment in [["TERM": "xterm", "NO_COLOR": "1"], ["TERM": "dumb"], [:]] {
            #expect(try await !Self.printed(.text, environment, isTerminal: true).printed.results.contains("\u{1B}"))
        }
        #expect(try await !Self.printed(.text, ["TERM": "xterm"]).printed.results.contains("\u{1B}"))
    }

    @Test func `TAP has its head, one test point for each test, and nothing else`() async throws {
        let lines = try await Self.printed(.tap).printed.results.split(separator: "\n").map(String.init)
        #expect(lines[0] == "TAP version 13" && lines[1] == "1..3" && lines[2] == "ok 1 - hello/a.json")
        #expect(lines.filter { !$0.hasPrefix(" ") }.count == 5)
        #expect(lines.contains("not ok 2 - hello/b.json") && lines.contains("not ok 3 - hello/c.json"))
        #expect(lines.contains(#"      came: "\"\u001b[2J\"""#))
    }

    @Test func `JSON has an object a test, and the summary`() async throws {
        let lines = try await Self.printed(.json).printed.results.split(separator: "\n").map(String.init)
        let results = [Self.good, Self.bad, Self.broken]
        #expect(lines.prefix(3) == results.map { EventTestJSON.text($0) }[...])
        #expect(
            lines.last == #"{"tests":3,"passed":1,"failed":1,"broken":1,"written":0,"seconds":1.25}"#
                && lines.count == 4)
    }

    @Test func `on GitHub, failures are annotated, and what functions wrote is not obeyed`() async throws {
        let environment = ["GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": "/p"]
        let (captured, _) = try await Self.printed(.text, environment)
        #expect(
            captured.results == """
                ok       hello/a.json  12.5 ms
                ::stop-commands::t0k3n
                \(Self.failure)
                ::t0k3n::
                ::error file=e/b.expected.json,line=3,col=5,title=hello/b.json::n%0Aexpected  1%0Agot       "\u{1B}[2J"
                ::stop-commands::t0k3n
                BROKEN   hello/c.json
                    no start
                ::t0k3n::
                ::error file=e/c.json,title=hello/c.json::no start

                1 passed, 1 failed, 1 could not be run in 1.3 s

                """)
    }

    @Test(arguments: [TestOutput.Form.tap, .json])
    func `output for machines has no annotations`(form: TestOutput.Form) async throws {
        let environment = ["GITHUB_ACTIONS": "true"]
        let (captured, _) = try await Self.printed(form, environment)
        #expect(try await captured.results == Self.printed(form).printed.results)
        let messages = captured.messages.split(separator: "\n")
        #expect(
            messages.count == 2
                && messages.allSatisfy { $0.hasPrefix("::error file=/p/e/") || $0.hasPrefix("::error file=e/") })
    }

    @Test func `a reader that is gone stops the output, not the tests`() async {
        let output = Output(results: -1, messages: -1, isTerminal: false)
        var context = CommandContext.test(try! Captured())
        context.output = output
        let tests = TestOutput(.text, in: context, place: { $0 })
        for result in [Self.good, Self.broken] { tests.add(result) }
        #expect(tests.end().total == 2)
        await tests.settle()
        #expect(tests.results.count == 2)
    }

    @Test func `JUnit is a file, and one that cannot be written is wrong usage`() async throws {
        let folder = try TestFolder(["sub/x": ""])
        let tests = TestOutput(.text, in: .test(try Captured(), folder: folder.path), place: { $0 })
        tests.add(Self.good)
        try tests.writeJUnit(to: "out.xml")
        let text = try folder.text("out.xml")
        #expect(text.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"))
        #expect(text.contains("<testcase name=\"a.json\" classname=\"hello\" time=\"0.013\"/>"))
        #expect(text.contains("timestamp=\"2023-11-14T22:13:20\""))
        let failure = #expect(throws: CommandFailure.self) { try tests.writeJUnit(to: "none/out.xml") }
        #expect(failure?.status == .usage)
        #expect(failure?.message == "none/out.xml could not be written: No such file or directory")
    }

    // MARK: Order

    @Test func `results are printed in the plan's order, each when all before it are known`() {
        let told = Told()
        let order = ResultOrder(told.add)
        order.add(2, Self.broken)
        order.add(1, Self.bad)
        #expect(told.results.isEmpty)
        order.add(0, Self.good)
        #expect(told.results == [Self.good, Self.bad, Self.broken])
        order.add(3, Self.good)
        #expect(told.results.count == 4)
    }

    @Test func `results of many tasks keep their order`() async {
        let told = Told()
        let order = ResultOrder(told.add)
        await withTaskGroup(of: Void.self) { group in
            for number in (0..<200).reversed() {
                group.addTask { order.add(number, EventTestResult(Self.test("\(number).json"), .passed)) }
            }
        }
        #expect(told.results.map(\.test.event.name) == (0..<200).map { "\($0).json" })
    }

    private final class Told: Sendable {
        private let state = Mutex([EventTestResult]())
        var results: [EventTestResult] { state.withLock { $0 } }
        @Sendable func add(_ result: EventTestResult) { state.withLock { $0.append(result) } }
    }
}
