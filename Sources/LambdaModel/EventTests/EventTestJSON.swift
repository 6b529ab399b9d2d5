import JSONText
import Support

/// Test results as JSON, one object per line: the contract of `test --json`.
public enum EventTestJSON {
    /// A test: `function`, `event`, `expectation` (its path; left out if there is none), `outcome` (`passed`, `failed`,
    /// `broken`, `written`), `notes` (if an expectation was written and there are any), `reason` (if broken), and
    /// `mismatches` (if failed: `path`, `expected`, `came`, `line`, `column`). If a call was made: `verdict`, `error`
    /// (`type`, `message`), `durationMs`, `handlerMs`, `initMs`, `peakMemoryMB`, and, if the test did not pass, `trace`
    /// and `log`.
    public static func text(_ result: EventTestResult) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("function", result.test.function)
            writer.member("event", result.test.event.name)
            if let path = result.test.expectation { writer.member("expectation", path) }
            switch result.outcome {
            case .passed: writer.member("outcome", "passed")
            case .written:
                writer.member("outcome", "written")
                if !result.notes.isEmpty {
                    writer.key("notes")
                    writer.array { writer in for note in result.notes { writer.string(note) } }
                }
            case .broken(let reason):
                writer.member("outcome", "broken")
                writer.member("reason", reason)
            case .failed(let mismatches):
                writer.member("outcome", "failed")
                writer.key("mismatches")
                writer.array { writer in for mismatch in mismatches { write(mismatch, &writer) } }
            }
            if let invocation = result.invocation { write(invocation, &writer) }
            if !result.isGood, let invocation = result.invocation {
                writer.key("trace")
                writer.array { writer in for line in result.trace { writer.string(line) } }
                writer.key("log")
                writer.array { writer in for record in invocation.log { writer.string(record.text) } }
            }
        }
        return writer.text
    }

    /// The last line: `tests`, `passed`, `failed`, `broken`, `written`, `seconds`.
    public static func text(_ summary: EventTestSummary, seconds: Double) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("tests", summary.total)
            writer.member("passed", summary.passed)
            writer.member("failed", summary.failed)
            writer.member("broken", summary.broken)
            writer.member("written", summary.written)
            writer.member("seconds", Decimals.rounded(seconds))
        }
        return writer.text
    }

    private static func write(_ mismatch: Mismatch, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("path", mismatch.path)
            writer.member("expected", mismatch.expected)
            writer.member("came", mismatch.came)
            writer.member("line", mismatch.position.line)
            writer.member("column", mismatch.position.column)
        }
    }

    private static func write(_ invocation: InvocationResult, _ writer: inout JSONWriter) {
        writer.member("verdict", invocation.verdict.rawValue)
        if let error = invocation.error {
            writer.key("error")
            writer.object { writer in
                writer.member("type", error.type)
                writer.member("message", error.message)
            }
        }
        writer.member("durationMs", Decimals.rounded(invocation.seconds * 1000))
        if let time = invocation.handlerMilliseconds { writer.member("handlerMs", Decimals.rounded(time)) }
        if let time = invocation.initMilliseconds { writer.member("initMs", Decimals.rounded(time)) }
        if let bytes = invocation.peakMemory {
            writer.member("peakMemoryMB", Megabytes.decimal(bytes))
        }
    }
}
