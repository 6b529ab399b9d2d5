import DockerEngine
import LambdaModel

/// Measures what a container uses during a call.
struct UsageMeter: Sendable {
    /// The measurements.
    struct Usage: Sendable, Hashable {
        /// The peak memory in bytes; nil if unknown.
        var peakMemory: Int?
        /// Seconds of processor time since the previous call; nil if unknown.
        var cpuSeconds: Double?
    }

    let engine: any Engine
    let container: FunctionContainer

    private var group: ControlGroup? { container.group }

    /// The first measurement, before a call. The processor time that a found container has already used is not the
    /// call's; if only the engine can report it, the call does not wait for that.
    func begin() -> MemoryPeak? {
        if container.counters.lacksCPU, let used = group?.processorNanoseconds {
            _ = container.counters.updateCPU(used)
        }
        guard let group else { return nil }
        // Calls that overlap would end each other's measurement.
        return container.callLimit == 1 ? container.counters.measurePeak(group) : group.measurePeak()
    }

    /// Measures from time to time until it is cancelled, and returns the most bytes seen. Nil if the kernel measures
    /// exactly.
    func watch(_ peak: MemoryPeak?) -> Task<Int?, Never>? {
        peak?.isExact == true ? nil : Task { await sample() }
    }

    /// The call's peak memory, as far as it is known without the engine. Must be read before the next call begins,
    /// which resets it.
    func most(_ peak: MemoryPeak?, seen: Int?) -> Int? {
        if let peak, peak.isExact { return peak.bytes }
        return [peak?.bytes, seen, group?.memoryInUse].compactMap { $0 }.max()
    }

    private func sample() async -> Int? {
        var most: Int?
        while (try? await container.log.timing.sleep(for: group == nil ? .milliseconds(250) : .milliseconds(20))) != nil
        {
            if let group {
                if let bytes = group.memoryInUse { most = max(most ?? 0, bytes) }
            } else if let stats = try? await engine.stats(container.id), stats.memoryUsage > 0 {
                most = max(most ?? 0, Int(stats.workingSet))
            }
        }
        return most
    }

    /// The last measurement, after the call. Only the engine's takes long, up to a second.
    func finish(seen: Int?) async -> Usage {
        if let group {
            return Usage(peakMemory: seen, cpuSeconds: group.processorNanoseconds.flatMap(processorSeconds))
        }
        guard let stats = try? await engine.stats(container.id), stats.memoryUsage > 0 else {
            return Usage(peakMemory: seen)
        }
        // The engine's peak is since the container's start: it belongs to the call if it rose.
        let risen = stats.memoryPeak.map(Int.init).flatMap { container.counters.risenPeak($0) }
        let peak = [risen, seen, Int(stats.workingSet)].compactMap { $0 }.max()
        return Usage(peakMemory: peak, cpuSeconds: processorSeconds(stats.cpuTotalNanoseconds))
    }

    private func processorSeconds(_ now: UInt64) -> Double? {
        container.counters.updateCPU(now).map { now >= $0 ? Double(now - $0) * 1e-9 : 0 }
    }
}
