/// The reason why a container's process, or the runtime in it, ended, from the end of its log. All such reasons are
/// derived here.
///
/// The emulator's lines about calls do not give a reason: `START`, `END` and `REPORT`, `First fatal error stored in
/// appctx: …`, `Reset initiated: …`. A line of a finished call is not a reason either, with one exception: the line
/// with which Node.js ends itself, since on a busy machine it is logged before the call's end.
public struct LastWords: Hashable, Sendable {
    /// The lines since the last call began or ended, and why the emulator ended.
    public private(set) var lines: [String] = []
    /// The line with the reason; nil if there is none.
    public private(set) var reason: String?
    /// How the runtime's process ended last: `exit status 4`; nil if the log does not say.
    public private(set) var processExit: String?

    /// Reads the end of a log.
    ///
    /// - Parameter count: the most lines to keep.
    public init(_ records: [LogRecord], count: Int = 20) {
        // An emulator keeps standard error to itself, and forwards the function's output to standard output.
        let hasEmulator = records.contains { $0.source == .emulator }
        var failure: String?
        var lastOfRuntime: String?
        for record in records where record.text.contains(where: { !$0.isWhitespace }) {
            switch record.source {
            case .lamdeck, .build: break
            // The exit of the runtime, whose last lines these are.
            case .marker where record.text.utf8.first == LogMarker.shellMark: break
            case .marker:
                lines = []
                if record.text.hasPrefix("START ") { lastOfRuntime = nil }
            case .emulator:
                if case .processExited(let message)? = EmulatorLogLine(record.text) { processExit = message }
                failure = Self.fatal(record.text) ?? failure
            case .errorOutput where hasEmulator:
                failure = failure ?? Self.panic(record.text)
            case .output, .errorOutput:
                // A runtime whose emulator has ended complains about that.
                if record.text.contains(" LAMBDA_RUNTIME Failed to ") { break }
                lines.append(record.text)
                if InvocationError(lastLineOfRuntime: record.text) != nil { lastOfRuntime = record.text }
            }
        }
        lines = Array(lines.suffix(count))
        if lines.isEmpty, processExit != nil, let lastOfRuntime { lines = [lastOfRuntime] }
        if let failure { lines.append(failure) }
        reason = lines.last
    }

    /// The emulator's message when it ends itself: `… [FATAL] (rapid) Failed to start`.
    private static func fatal(_ line: String) -> String? {
        for level in ["[FATAL] (rapid) ", "[PANIC] (rapid) "] {
            if let found = line.firstRange(of: level) { return "the emulator ended: \(line[found.upperBound...])" }
        }
        guard line.hasPrefix("time=\""), line.contains(" level=fatal ") || line.contains(" level=panic "),
            let message = line.firstRange(of: " msg=")
        else { return nil }
        return "the emulator ended: \(line[message.upperBound...])"
    }

    /// The first line of a Go program's panic: the stack of each goroutine follows.
    private static func panic(_ line: String) -> String? {
        line.hasPrefix("panic: ") || line.hasPrefix("fatal error: ") ? "the emulator ended: \(line)" : nil
    }
}
