import DockerEngine
import LambdaModel

/// Why a container ended, in words that help.
enum ContainerDeath {
    /// The reason that an exit code and the last lines give.
    static func reason(exitCode: Int, wasOutOfMemory: Bool, memorySize: Int, lastLines: [String]) -> FailureReason {
        let text = lastLines.joined(separator: "\n")
        var summary = "the container exited with code \(exitCode)"
        if wasOutOfMemory {
            summary += ": out of memory (memorySize \(memorySize) MB)"
        } else if text.contains("exec format error") {
            summary += ": the image is for another processor and this engine cannot emulate it"
        } else if exitCode == 142 {
            summary += ": the image's entry point wants a handler"
        } else if let last = lastLines.last {
            summary += ": \(last)"
        }
        return FailureReason(.container, summary, lastLines: lastLines, didRun: true)
    }
}

/// Reads the end of a container's log.
enum ContainerLog {
    /// The last lines. Of the emulator's own, only complaints are a reason, and only if there is nothing else.
    static func lastLines(of id: String, _ engine: EngineClient, count: Int = 20) async -> [String] {
        var records: [LogRecord] = []
        let masking = (try? await engine.inspectContainer(id)).flatMap(Masking.init(credentialsOf:))
        do throws(EngineError) {
            for try await lines in engine.logs(id, follow: false, tail: count) {
                for line in lines {
                    records += LogRecord.records(
                        line: masking?.masked(line.bytes).bytes ?? line.bytes,
                        isStandardError: line.output == .stderr, time: 0, dropped: line.droppedBytes)
                }
            }
        } catch {
            return []
        }
        let own = records.filter { ![.emulator, .marker].contains($0.source) && !$0.text.isEmpty }
        let complaints = records.filter { !$0.text.isEmpty && !$0.text.contains("[INFO] (rapid)") }
        return (own.isEmpty ? complaints : own).suffix(count).map(\.text)
    }
}

/// Removes containers.
enum ContainerRemoval {
    /// Stops and removes a container; one that is already gone, or on its way, is as good as removed.
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
