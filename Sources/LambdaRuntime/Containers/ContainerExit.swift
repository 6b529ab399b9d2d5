import DockerEngine
import Foundation
import LambdaModel

/// Why a container exited, as a message for the user.
enum ContainerExit {
    /// The reason that an exit code and the end of the log give.
    static func reason(exitCode: Int, wasOutOfMemory: Bool, memorySize: Int, _ last: LastWords) -> FailureReason {
        var summary = "the container exited with code \(exitCode)"
        if wasOutOfMemory {
            summary += ": out of memory (memorySize \(memorySize) MB)"
        } else if last.lines.contains(where: { $0.contains("exec format error") }) {
            summary += ": the image is for another architecture, which this engine cannot emulate"
        } else if exitCode == 142 {
            summary += ": the image's entry point needs a handler"
        } else if exitCode != killed, let reason = last.reason {
            summary += ": \(reason)"
        }
        return FailureReason(.container, summary, lastLines: last.lines, didRun: true)
    }

    /// The text about a runtime that exited while no call ran, with its last words.
    static func betweenCalls(_ reason: FailureReason) -> String {
        let last = reason.lastLines.last { InvocationError(lastLineOfRuntime: $0) != nil } ?? reason.lastLines.last
        let words = last.map { InvocationError(lastLineOfRuntime: $0)?.summary ?? $0 } ?? reason.summary
        return "the runtime process exited between invocations: \(words.prefix(300))"
    }

    /// Whether an exit code says all about an exit. For the codes of other signals, the engine or the log says more: that
    /// the memory was full (`SIGKILL`, and `SIGABRT` of Node.js), or that another process ended the container.
    static func isCertain(_ code: Int) -> Bool {
        code < 128 || [SIGILL, SIGBUS, SIGFPE, SIGSEGV].map { 128 + Int($0) }.contains(code)
    }

    /// The exit code of a process that was killed, which has no time to write why: 128 and the number of the signal.
    private static let killed = 128 + 9
}
