import JSONText
import LambdaModel
import Support
import Testing

@Suite("Test reports")
struct ReportTests {
    private static func test(_ function: String, _ event: String) -> EventTest {
        EventTest(
            function: function, event: SavedEvent(name: event, path: "/p/e/\(event)"),
            expectation: "/p/e/\(event.dropLast(5)).expected.json")
    }

    private static let position = JSONPosition(offset: 9, line: 4, column: 15)
    private static let mismatch = Mismatch(
        path: "body.items[0]", expected: "12.5", came: "\"<a & b>\u{1}\"", position: position)
    private static let good = EventTestResult(
        test("hello", "a.json"), .passed, invocation: ExpectationFixture.result("1", seconds: 0.0123))
    private static let bad = EventTestResult(
        test("orders", "cart #1 100%.json"),
        .failed([mismatch, Mismatch(path: "x", expected: "1", came: "2", position: position)]),
        invocation: ExpectationFixture.result("1", log: ["got ]]> \u{1B}[31mcart", "::error::gotcha"]),
        trace: ["  File \"app.py\", line 4"])
    private static let broken = EventTestResult(test("hello", "b.json"), .broken("no start:\nexit 142"))
    private static let written = EventTestResult(test("hello", "c.json"), .written)
    private static let all = [good, bad, broken, written]

    @Test func summary() {
        let summary = EventTestSummary(Self.all)
        #expect(summary.label == "1 passed, 1 failed, 1 could not be run, 1 written")
        #expect(summary.total == 4)
        #expect(EventTestSummary().label == "no tests")
        #expect(Self.all.map(\.isGood) == [true, false, false, true])
    }

    @Test("The text report shows expected and actual values, their place, and the function's output")
    func text() {
        let report = TextReport(
            hasColours: false, safe: { $0.replacing("\u{1B}", with: "?").replacing("\u{1}", with: "?") },
            place: { String($0.dropFirst(3)) })
        #expect(report.text(Self.good) == "ok       hello/a.json  12.3 ms")
        #expect(report.text(Self.written) == "written  hello/c.json  e/c.expected.json")
        var failing = Self.written
        failing.invocation = ExpectationFixture.result(
            "", .functionError, error: InvocationError(type: "ValueError", message: "no"))
        #expect(report.text(failing).hasSuffix("e/c.expected.json  now expects functionError (ValueError)"))
        #expect(report.text(Self.broken) == "BROKEN   hello/b.json\n    no start:\n    exit 142")
        #expect(
            report.text(Self.bad) == """
                FAILED   orders/cart #1 100%.json  10.0 ms
                    body.items[0]
                        expected  12.5
                        got       "<a & b>?"
                        e/cart #1 100%.expected.json:4:15
                    x
                        expected  1
                        got       2
                        e/cart #1 100%.expected.json:4:15
                    stack trace
                    |   File "app.py", line 4
                    log
                    | got ]]> ?[31mcart
                    | ::error::gotcha
                """)
        #expect(report.text(EventTestSummary(Self.all), seconds: 1.25).hasSuffix(" written in 1.3 s"))
    }

    @Test("Colours only if they are wanted")
    func colours() {
        for hasColours in [true, false] {
            let report = TextReport(hasColours: hasColours, safe: { $0.filter(\.isASCII) }, place: { $0 })
            #expect(report.text(Self.good).contains("\u{1B}[32mok") == hasColours)
        }
    }

    @Test("JUnit: one suite per function, and no character that XML forbids")
    func junit() {
        let text = JUnitReport(hostname: "", startedAt: 1_700_000_000).text(Self.all)
        for part in [
            "<testsuite name=\"hello\" tests=\"3\" failures=\"0\" errors=\"1\" skipped=\"0\" time=\"0.012\""
                + " timestamp=\"2023-11-14T22:13:20\" hostname=\"localhost\" id=\"0\" package=\"lamdeck\">",
            "<testcase name=\"a.json\" classname=\"hello\" time=\"0.012\"/>",
            "<failure message=\"body.items[0]: expected 12.5, got &quot;&lt;a &amp; b&gt;\u{FFFD}&quot; (and 1 more)\"",
            "got ]]&gt; \u{FFFD}[31mcart",
            "<error message=\"no start:&#10;exit 142\" type=\"NotRun\">no start:\nexit 142",
        ] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
        #expect(text.components("<testsuite ") == 2)
        #expect(text.unicodeScalars.allSatisfy { $0.value >= 32 || $0 == "\n" })
        #expect(JUnitReport(hostname: "x", startedAt: 0).text([]).contains("<testsuites>\n</testsuites>"))
    }

    @Test("TAP: the plan, one point per test, and YAML below each failure")
    func tap() {
        var report = TAPReport()
        #expect(report.head(4) == "TAP version 13\n1..4")
        #expect(report.text(Self.good) == "ok 1 - hello/a.json\n  ---\n  duration_ms: 12.30\n  ...")
        let lines = report.text(Self.bad).split(separator: "\n").map(String.init)
        #expect(lines.first == ##"not ok 2 - orders/cart \#1 100%.json"##)
        #expect(lines[1] == "  ---" && lines.last == "  ...")
        #expect(lines.contains(##"      came: "\"<a & b>\u0001\"""##))
        #expect(lines.contains(##"    - "got ]]> \u001b[31mcart""##))
        #expect(report.text(Self.broken).contains(#"message: "no start:\nexit 142""#))
        #expect(report.text(Self.written).hasPrefix("ok 4 - "))
    }

    @Test("TAP: control characters in a file's name are escaped")
    func tapOfHostileNames() {
        var report = TAPReport()
        let name = "a\u{1B}]0;x\u{7}\n\u{9B}2J\u{202E}\u{E0041}.json"
        let text = report.text(EventTestResult(Self.test("orders", name), .written))
        #expect(
            text.unicodeScalars.allSatisfy {
                $0 == "\n" || !$0.isControl && !$0.isInvisible
            }, "\(text.debugDescription)")
        #expect(text.contains(#"\u001b]0;x\u0007\n\u009b2J\u202e\U000e0041"#))
    }

    @Test("GitHub: one escaped command per failure, and commands that a function prints are ignored")
    func github() {
        let report = GitHubReport(token: "t0k3n", place: { String($0.dropFirst(3)) })
        #expect(report.text(Self.good).isEmpty && report.text(Self.written).isEmpty)
        #expect(
            report.text(Self.bad)
                == "::error file=e/cart #1 100%25.expected.json,line=4,col=15,title=orders/cart #1 100%25.json::"
                + "body.items[0]%0Aexpected  12.5%0Agot       \"<a & b>\u{1}\"%0A(and 1 more)")
        #expect(report.text(Self.broken) == "::error file=e/b.json,title=hello/b.json::no start:%0Aexit 142")
        #expect(report.guarded("::error::x") == "::stop-commands::t0k3n\n::error::x\n::t0k3n::")
        #expect(GitHubReport.isWanted(["GITHUB_ACTIONS": "true"]))
        #expect(!GitHubReport.isWanted(["GITHUB_ACTIONS": "false"]) && !GitHubReport.isWanted([:]))
    }

    @Test("JSON: one object per line")
    func json() throws {
        let objects = try Self.all.map { try JSONDocument(EventTestJSON.text($0)).root }
        #expect(objects.map { $0["outcome"]?.string } == ["passed", "failed", "broken", "written"])
        #expect(objects[1]["mismatches"]?[0]?["came"]?.string == Self.mismatch.came)
        #expect(objects[1]["mismatches"]?[1]?["line"]?.int == 4)
        #expect(objects[1]["log"]?.count == 2)
        #expect(objects[0]["log"] == nil)
        #expect(objects[0]["durationMs"]?.double == 12.3)
        #expect(objects[2]["reason"]?.string == "no start:\nexit 142")
        #expect(objects[2]["verdict"] == nil)
        let last = try JSONDocument(EventTestJSON.text(EventTestSummary(Self.all), seconds: 2)).root
        #expect(last["tests"]?.int == 4 && last["written"]?.int == 1)
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(_ part: String) -> Int { ranges(of: part).count }
}
