/// What a container uses (`GET /containers/{id}/stats`). All zero while it does not run.
public struct ContainerStats: Sendable, Hashable {
    /// Bytes, including the page cache.
    public var memoryUsage: Int64
    /// The highest usage since the container started, in bytes; only cgroup v1 records it.
    public var memoryPeak: Int64?
    /// Bytes; the machine's memory if no limit is set.
    public var memoryLimit: Int64
    /// The part of the usage that is file pages which can be dropped, in bytes.
    public var inactiveFile: Int64
    /// Processor time since the container started, in nanoseconds over all processors.
    public var cpuTotalNanoseconds: UInt64
    /// The machine's processor time, in nanoseconds over all processors; 0 if the engine does not report it.
    public var systemCPUNanoseconds: UInt64
    /// Processors that the container can use.
    public var onlineCPUs: Int
    /// Processes and threads.
    public var pids: Int64

    /// Usage minus what can be dropped, in bytes: the value that the `docker` command shows as a container's memory.
    public var workingSet: Int64 { max(0, memoryUsage - inactiveFile) }
}
