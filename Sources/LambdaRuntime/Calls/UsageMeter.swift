import DockerEngine
import LambdaModel

/// Measures what a container uses while a call runs.
struct UsageMeter: Sendable {
    /// Pause between two looks at the memory of an engine that keeps no peak (cgroup v2).
    private static let pause = Duration.milliseconds(250)

    /// What was measured.
    struct Usage: Sendable, Hashable {
        /// Bytes at most; nil where the engine did not say.
        var peakMemory: Int?
        /// Seconds of processor time since the call before; nil where it is not known.
        var cpuSeconds: Double?
    }

    let engine: EngineClient
    let container: ServingContainer

    /// Looks now and then until the task is cancelled; answers the most bytes that were seen.
    func watch() async -> Int? {
        var most: Int?
        while (try? await Task.sleep(for: Self.pause)) != nil {
            guard let stats = try? await engine.stats(container.id), stats.memoryUsage > 0 else { continue }
            // The engine keeps the peak itself: it is asked once, at the end.
            if stats.memoryPeak != nil { return nil }
            most = max(most ?? 0, Int(stats.workingSet))
        }
        return most
    }

    /// The last look, after the call.
    func finish(seen: Int?) async -> Usage {
        guard let stats = try? await engine.stats(container.id), stats.memoryUsage > 0 else {
            return Usage(peakMemory: seen)
        }
        let peak = stats.memoryPeak.map(Int.init) ?? max(seen ?? 0, Int(stats.workingSet))
        let before = container.takeCPU(stats.cpuTotalNanoseconds)
        let used = before.map { stats.cpuTotalNanoseconds >= $0 ? stats.cpuTotalNanoseconds - $0 : 0 }
        return Usage(peakMemory: peak, cpuSeconds: used.map { Double($0) * 1e-9 })
    }

    /// The first look at a container that was found running: what it used before is not the call's.
    func begin() async {
        guard container.lacksCPU, let stats = try? await engine.stats(container.id) else { return }
        _ = container.takeCPU(stats.cpuTotalNanoseconds)
    }
}
