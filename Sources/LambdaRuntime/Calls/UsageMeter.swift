import DockerEngine
import LambdaModel

/// Measures what a container uses while a call runs.
struct UsageMeter: Sendable {
    /// What was measured.
    struct Usage: Sendable, Hashable {
        /// Bytes at most; nil where nobody says.
        var peakMemory: Int?
        /// Seconds of processor time since the call before; nil where it is not known.
        var cpuSeconds: Double?
    }

    let engine: EngineClient
    let container: ServingContainer

    private var group: ControlGroup? { container.group }

    /// The first look at a container that was found running: what it used before is not the call's. Where only the engine
    /// can say that, nobody waits for it.
    func begin() {
        guard container.lacksCPU, let used = group?.processorNanoseconds else { return }
        _ = container.takeCPU(used)
    }

    /// Looks now and then until it is cancelled; answers the most bytes that were seen. Nil where the kernel keeps that.
    func watch() -> Task<Int?, Never>? {
        guard !(group?.keepsPeak ?? false) else { return nil }
        return Task { await look() }
    }

    private func look() async -> Int? {
        var most: Int?
        while (try? await Task.sleep(for: group == nil ? .milliseconds(250) : .milliseconds(20))) != nil {
            if let group {
                if let bytes = group.workingSet { most = max(most ?? 0, bytes) }
            } else if let stats = try? await engine.stats(container.id), stats.memoryUsage > 0 {
                // The engine keeps the peak itself: it is asked once, at the end.
                if stats.memoryPeak != nil { return nil }
                most = max(most ?? 0, Int(stats.workingSet))
            }
        }
        return most
    }

    /// The last look, after the call. The engine alone takes up to a second for it.
    func finish(seen: Int?) async -> Usage {
        if let group {
            let peak = group.memoryPeak ?? group.workingSet.map { max(seen ?? 0, $0) } ?? seen
            return Usage(peakMemory: peak, cpuSeconds: group.processorNanoseconds.flatMap(processorSeconds))
        }
        guard let stats = try? await engine.stats(container.id), stats.memoryUsage > 0 else {
            return Usage(peakMemory: seen)
        }
        let peak = stats.memoryPeak.map(Int.init) ?? max(seen ?? 0, Int(stats.workingSet))
        return Usage(peakMemory: peak, cpuSeconds: processorSeconds(stats.cpuTotalNanoseconds))
    }

    private func processorSeconds(_ now: UInt64) -> Double? {
        container.takeCPU(now).map { now >= $0 ? Double(now - $0) * 1e-9 : 0 }
    }
}
