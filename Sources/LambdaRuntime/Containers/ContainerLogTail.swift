import DockerEngine
import LambdaModel

/// Reads the end of a container's log.
enum ContainerLogTail {
    /// How many lines are asked for: the emulator writes more than a dozen of a call.
    private static let tail = 100

    /// What the log says last.
    static func lastWords(of id: String, _ engine: any Engine) async -> LastWords {
        var records: [LogRecord] = []
        let masking = (try? await engine.inspectContainer(id)).flatMap(Masking.init(credentialsOf:))
        do throws(EngineError) {
            for try await lines in engine.logs(id, follow: false, tail: tail) {
                for line in lines {
                    records += LogRecord.records(
                        line: masking?.masked(line.bytes).bytes ?? line.bytes,
                        isStandardError: line.output == .stderr, time: 0, dropped: line.droppedBytes, end: line.end)
                }
            }
        } catch {
            return LastWords([])
        }
        return LastWords(records)
    }
}
