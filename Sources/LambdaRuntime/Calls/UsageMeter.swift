import DockerEngine
import LambdaModel

/// Measures what a container uses while a call runs.
struct UsageMeter: Sendable {
    /// What was measured.
    struct Usage: Sendable, Hashable {
        /// Bytes at most; nil if nobody says.
        var peakMemory: Int?
        /// Seconds of processor time since the call before; nil if it is not known.
        var cpuSeconds: Double?
    }

    let engine: any Engine
    let container: FunctionContainer

    private var group: ControlGroup? { container.group }

    /// The first look, before a call. What a container that was found running used before is not the call's; where only the
    /// engine can say that, nobody waits for it.
    func begin() -> MemoryPeak? {
        if container.counters.lacksCPU, let used = group?.processorNanoseconds { _ = container.counters.takeCPU(used) }
        return group?.measurePeak()
    }

    /// Looks now and then until it is cancelled; answers the most bytes that were seen. Nil if the kernel does.
    func watch(_ peak: MemoryPeak?) -> Task<Int?, Never>? {
        peak?.isExact == true ? nil : Task { await look() }
    }

    /// The most bytes that the call used, as far as that is known without the engine. To be read before the next call
    /// begins: it measures again.
    func most(_ peak: MemoryPeak?, seen: Int?) -> Int? {
        if let peak, peak.isExact { return peak.bytes }
        return [peak?.bytes, seen, group?.memoryInUse].compactMap { $0 }.max()
    }

    private func look() async -> Int? {
        var most: Int?
        while (try? await container.log.timing.sleep(for: group == nil ? .milliseconds(250) : .milliseconds(20))) != nil {
            if let group {
                if let bytes = group.memoryInUse { most = max(most ?? 0, bytes) }
            } else if let stats = try? await engine.stats(container.id), stats.memoryUsage > 0 {
                most = max(most ?? 0, Int(stats.workingSet))
            }
        }
        return most
    }

    /// The last look, after the call. The engine alone takes up to a second for it.
    func finish(seen: Int?) async -> Usage {
        if let group {
            return Usage(peakMemory: seen, cpuSeconds: group.processorNanoseconds.flatMap(processorSeconds))
        }
        guard let stats = try? await engine.stats(container.id), stats.memoryUsage > 0 else {
            return Usage(peakMemory: seen)
        }
        // The engine's own peak is since the container's start: it is the call's if it rose.
        let risen = stats.memoryPeak.map(Int.init).flatMap { container.counters.risenPeak($0) }
        let peak = [risen, seen, Int(stats.workingSet)].compactMap { $0 }.max()
        return Usage(peakMemory: peak, cpuSeconds: processorSeconds(stats.cpuTotalNanoseconds))
    }

    private func processorSeconds(_ now: UInt64) -> Double? {
        container.counters.takeCPU(now).map { now >= $0 ? Double(now - $0) * 1e-9 : 0 }
    }
}
