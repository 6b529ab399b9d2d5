import HostLink
import LambdaModel
import LambdaRuntime
import Testing

@testable import LamdeckCLI

struct LogFilterTests {
    private static let end = Sample.end(
        InvocationSummary(function: "hello", requestID: "5399074e", startedAt: Sample.time))

    private static func filter(_ change: (inout LogSelection) -> Void = { _ in }) throws -> LogFilter {
        var selection = LogSelection()
        change(&selection)
        return try LogFilter(selection)
    }

    @Test(
        arguments: [
            (.output, true, true), (.errorOutput, true, true), (.lamdeck, true, true), (.marker, false, true),
            (.emulator, false, true),
        ] as [(LogRecord.Source, Bool, Bool)])
    func `the emulator's lines are wanted only on request`(
        source: LogRecord.Source, usually: Bool, withEmulator: Bool
    ) throws {
        #expect(try Self.filter().wants(Sample.line("x", source)) == usually)
        #expect(try Self.filter { $0.showsEmulator = true }.wants(Sample.line("x", source)) == withEmulator)
    }

    @Test func `older lines are left out`() throws {
        let filter = try Self.filter { $0.since = 100 }
        #expect(!filter.wants(Sample.line("x", at: 99.999)) && filter.wants(Sample.line("x", at: 100)))
        #expect(filter.wants(Self.end))
    }

    @Test func `an invocation is chosen by the beginning of its request id`() throws {
        let filter = try Self.filter { $0.invocation = "5399" }
        #expect(filter.wants(Sample.line("x", invocation: "5399074e")) && filter.wants(Self.end))
        #expect(!filter.wants(Sample.line("x", invocation: "6399074e")) && !filter.wants(Sample.line("x")))
    }

    @Test func `an expression chooses lines of functions, and remarks are always wanted`() throws {
        let filter = try Self.filter { $0.pattern = "^e+r$" }
        #expect(filter.wants(Sample.line("eer")) && !filter.wants(Sample.line("err")))
        #expect(filter.wants(Sample.line("lines are missing", .lamdeck)))
        #expect(!filter.wants(Self.end))
        // The range that is searched is counted in UTF-16.
        #expect(try Self.filter { $0.pattern = "x$" }.wants(Sample.line("👍🏽空x")))
    }

    @Test func `a pattern that is no regular expression is refused`() {
        #expect(throws: (any Error).self) { try Self.filter { $0.pattern = "(" } }
    }
}
