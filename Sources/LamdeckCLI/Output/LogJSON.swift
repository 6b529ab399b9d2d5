import HostLink
import JSONText
import LambdaModel
import LambdaRuntime
import Support

/// An entry of a log as a machine reads it: the contract of `logs --json`.
enum LogJSON {
    /// One object on one line.
    static func text(_ entry: ProjectLogEntry) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("time", ISO8601.text(entry.record.time, hasMilliseconds: true))
            writer.member("function", entry.function)
            if let id = entry.record.invocation { writer.member("requestId", id) }
            guard let summary = entry.ended else {
                writer.member("source", source(entry.record))
                writer.member("text", entry.record.text)
                return
            }
            writer.member("source", "invocation")
            summary.http?.write(to: &writer)
            if let verdict = summary.verdict { writer.member("verdict", verdict.rawValue) }
            if let status = summary.functionStatus { writer.member("functionStatus", status.code) }
            writer.member("cold", summary.isCold)
            if let time = summary.initMilliseconds { writer.member("initMs", Decimals.rounded(time)) }
            if let time = summary.milliseconds, !summary.isWholeCall {
                writer.member("handlerMs", Decimals.rounded(time))
            }
        }
        return writer.text
    }

    private static func source(_ record: LogRecord) -> String {
        switch record.source {
        case .output: "stdout"
        case .errorOutput: "stderr"
        case .marker, .emulator: "emulator"
        case .lamdeck: "lamdeck"
        case .build: "build"
        }
    }
}
