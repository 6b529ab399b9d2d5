import DockerEngine
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

    /// The exit code of a process that was killed, which has no time to write why: 128 and the number of the signal.
    private static let killed = 128 + 9
}
