import HostLink
import LambdaModel
import Testing

@testable import LamdeckCLI

struct LogSieveTests {
    /// The texts of what is printed; `--` for lines that were left out.
    private static func shown(_ entries: [ProjectLogEntry], _ sieve: LogSieve) -> [String] {
        var sieve = sieve
        return entries.flatMap { sieve.add($0) }.flatMap { choice in
            (choice.followsGap ? ["--"] : []) + [choice.entry.ended == nil ? choice.entry.record.text : "end"]
        }
    }

    private static func shown(_ lines: [String], _ sieve: LogSieve) -> [String] {
        shown(lines.map { Sample.line($0) }, sieve)
    }

    private static let lines = ["1", "2", "x3", "4", "5", "6", "7", "x8", "9", "x10", "11", "12"]
    private static let end = Sample.end(InvocationSummary(function: "hello", startedAt: 0))

    @Test(
        arguments: [
            (0, 0, ["x3", "x8", "x10"]),
            (1, 0, ["2", "x3", "--", "7", "x8", "9", "x10"]),
            (0, 1, ["x3", "4", "--", "x8", "9", "x10", "11"]),
            (1, 1, ["2", "x3", "4", "--", "7", "x8", "9", "x10", "11"]),
            (2, 2, ["1", "2", "x3", "4", "5", "6", "7", "x8", "9", "x10", "11", "12"]),
            (9, 0, ["1", "2", "x3", "4", "5", "6", "7", "x8", "9", "x10"]),
        ])
    func `lines around matches are shown as grep shows them`(before: Int, after: Int, shown: [String]) throws {
        let sieve = try LogSieve(pattern: "x", context: LogSieve.Context(before: before, after: after))
        #expect(Self.shown(Self.lines, sieve) == shown)
    }

    @Test func `each function has its own lines around a match`() throws {
        let sieve = try LogSieve(pattern: "x", context: LogSieve.Context(before: 1, after: 1))
        let entries = [
            Sample.line("a1"), Sample.line("b1", of: "orders"), Sample.line("x2"), Sample.line("b2", of: "orders"),
            Sample.line("a3"), Self.end,
        ]
        #expect(Self.shown(entries, sieve) == ["a1", "x2", "a3"])
    }

    @Test func `the end of a call is shown beside a match, and a remark always`() throws {
        let sieve = try LogSieve(pattern: "x", context: LogSieve.Context(before: 0, after: 1))
        #expect(Self.shown([Sample.line("x"), Self.end, Self.end], sieve) == ["x", "end"])
        let remark = Sample.line("lines are missing", .lamdeck)
        #expect(Self.shown([Sample.line("a"), remark], sieve) == ["lines are missing"])
    }

    @Test(
        arguments: [
            (nil, ["DEBUG d", "plain", "[WARNING] w", #"{"level":"error","msg":"e"}"#, "FATAL f"]),
            (.trace, ["DEBUG d", "plain", "[WARNING] w", #"{"level":"error","msg":"e"}"#, "FATAL f"]),
            (.info, ["plain", "[WARNING] w", #"{"level":"error","msg":"e"}"#, "FATAL f"]),
            (.warning, ["[WARNING] w", #"{"level":"error","msg":"e"}"#, "FATAL f"]),
            (.error, [#"{"level":"error","msg":"e"}"#, "FATAL f"]), (.fatal, ["FATAL f"]),
        ] as [(LogLevel?, [String])])
    func `a line without a level counts as info`(level: LogLevel?, shown: [String]) throws {
        let lines = ["DEBUG d", "plain", "[WARNING] w", #"{"level":"error","msg":"e"}"#, "FATAL f"]
        #expect(Self.shown(lines, try LogSieve(level: level)) == shown)
    }

    @Test func `a stack trace stays whole`() throws {
        let trace = [
            "[ERROR] OutOfStock: X", "Traceback (most recent call last):",
            "  File \"/var/task/app.py\", line 31, in handler",
            "    raise OutOfStock(\"X\")",
        ]
        #expect(Self.shown(["before"] + trace + ["after"], try LogSieve(level: .error)) == trace)
    }

    @Test func `ends of calls, and lines that the function has not written, pass each level`() throws {
        let remark = Sample.line("x", .lamdeck)
        let marker = Sample.line("START RequestId: 1", .marker)
        #expect(Self.shown([remark, marker, Self.end], try LogSieve(level: .fatal)).count == 3)
    }

    @Test func `a level is applied before lines around matches are counted`() throws {
        let sieve = try LogSieve(level: .info, pattern: "x", context: LogSieve.Context(before: 1, after: 0))
        #expect(Self.shown(["a", "DEBUG b", "x"], sieve) == ["a", "x"])
    }

    @Test func `the last choices of each function are kept`() {
        var last = LastChoices(2)
        let entries = ["1", "2", "3"].flatMap { [Sample.line($0), Sample.line($0, of: "orders")] }
        last.add(entries.map { LogSieve.Choice(entry: $0, followsGap: true) })
        let taken = last.taken()
        #expect(
            taken.map { "\($0.entry.function) \($0.entry.record.text)" } == [
                "hello 2", "orders 2", "hello 3", "orders 3",
            ])
        #expect(taken.map(\.followsGap) == [false, false, true, true])
    }
}
