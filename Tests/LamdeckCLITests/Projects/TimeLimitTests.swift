import ArgumentParser
import HostLink
import Testing

@testable import LamdeckCLI

struct TimeLimitTests {
    @Test(
        arguments: [
            ("30", 30, "30 s"), ("30s", 30, "30 s"), ("500ms", 0.5, "500 ms"), ("2m", 120, "2 m"), ("1h", 3600, "1 h"),
            ("1.5h", 5400, "1.5 h"), (".5", 0.5, ".5 s"), ("24h", 86_400, "24 h"), ("0.001ms", 0.000_001, "0.001 ms"),
            ("1h30m", 5400, "1 h 30 m"), ("1d", 86_400, "1 d"),
        ])
    func `a time limit is a number and a unit`(text: String, seconds: Double, description: String) throws {
        let limit = try #require(TimeLimit(argument: text))
        #expect(abs(limit.seconds - seconds) < 1e-12 && limit.description == description)
        #expect(limit.duration == .seconds(limit.seconds))
    }

    @Test(
        arguments: [
            "", "0", "0s", "0.0m", "-1", "+1", "1 s", " 1", "1e3", "ms", "s", "1..2", ".", "1,5", "٣", "inf",
            "nan",
            "0x10", "25h", "86401", "23h61m", "2d", "99999999999999999999999h",
        ])
    func `anything else is refused`(text: String) {
        #expect(TimeLimit(argument: text) == nil)
    }

    // MARK: --since

    @Test(
        arguments: [
            ("90", 910), ("30s", 970), ("10m", 400), ("0.5m", 970), ("1m30s", 910), ("2h", -6200), ("1d", -85_400),
            ("0", 1000), ("1970-01-01T00:10:00Z", 600), ("1970-01-01T00:10:00.250Z", 600.25),
            ("1970-01-01T01:10:00+01:00", 600), ("1500ms", 998.5),
        ])
    func `a moment is so long ago, or a time`(text: String, moment: Double) throws {
        #expect(try LogsCommand.parse(["--since", text]).selection(now: 1000, of: nil).since == moment)
    }

    @Test(arguments: [
        "", "soon", "1x", "m", "1m30", "-5m", "1h 30m", "1970-01-01", "1970-01-01T00:10:00", "1970-01-01T00:10:00Zx",
    ])
    func `anything else is not a time`(text: String) {
        #expect(throws: (any Error).self) { try LogsCommand.parse(["--since", text]) }
    }
}
