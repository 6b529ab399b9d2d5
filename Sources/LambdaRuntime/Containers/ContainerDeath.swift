import DockerEngine
import LambdaModel

/// Why a container ended, in words for the user.
enum ContainerDeath {
    /// The reason derived from an exit code and the end of the log.
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

    /// The exit code of a killed process, which has no time to log a reason: 128 plus the signal's number.
    private static let killed = 128 + 9
}

/// Reads the end of a container's log.
enum ContainerLog {
    /// How many lines to read: the emulator writes more than a dozen for a call.
    private static let tail = 100

    /// The last lines of the log, read for a reason.
    static func lastWords(of id: String, _ engine: EngineClient) async -> LastWords {
        var records: [LogRecord] = []
        let masking = (try? await engine.inspectContainer(id)).flatMap(Masking.init(credentialsOf:))
        do throws(EngineError) {
            for try await lines in engine.logs(id, follow: false, tail: tail) {
                for line in lines {
                    records += LogRecord.records(
                        line: masking?.masked(line.bytes).bytes ?? line.bytes,
                        isStandardError: line.output == .stderr, time: 0, dropped: line.droppedBytes)
                }
            }
        } catch {
            return LastWords([])
        }
        return LastWords(records)
    }
}

/// Removes containers.
enum ContainerRemoval {
    /// Stops and removes a container; does nothing if it is already removed or being removed.
    static func remove(_ id: String, _ engine: EngineClient) async throws(EngineError) {
        do {
            try await engine.removeContainer(id, force: true)
        } catch {
            switch error.kind {
            case .notFound, .conflict: return
            default: throw error
            }
        }
    }
}
