import Foundation

/// The kernel's own counters of what a container uses, if the engine runs on this machine's Linux: they are read in
/// microseconds, while the engine's statistics arrive once a second. The paths are those of Docker and Podman, with
/// either driver, on cgroup v1 and v2 (kernel documentation, `cgroup-v1/memory` and `cgroup-v2`).
struct ControlGroup: Sendable {
    private let peak: String?
    private let statistics: String?
    private let usage: String
    private let processor: String
    private let population: String
    private let processes: String
    private let memoryEvents: String
    private let isSecondVersion: Bool

    /// The group of a container; nil if its engine is on another machine.
    init?(container id: String, root: String = "/sys/fs/cgroup", user: UInt32 = getuid()) {
        let own = "user.slice/user-\(user).slice/user@\(user).service/"
        let names = [
            "docker/\(id)", "system.slice/docker-\(id).scope", "machine.slice/libpod-\(id).scope",
            "libpod_parent/libpod-\(id)",
        ]
        let rootless = [own + "user.slice/docker-\(id).scope", own + "user.slice/libpod-\(id).scope"]
        func exists(_ path: String) -> Bool { access(path, R_OK) == 0 }
        for name in names + rootless {
            let memory = "\(root)/memory/\(name)/memory"
            let processor = ["cpuacct", "cpu,cpuacct"].map { "\(root)/\($0)/\(name)/cpuacct.usage" }.first(
                where: exists)
            if let processor, exists(memory + ".max_usage_in_bytes") {
                (self.processor, isSecondVersion) = (processor, false)
                (peak, statistics) = (memory + ".max_usage_in_bytes", memory + ".stat")
                usage = memory + ".usage_in_bytes"
                population = "\(root)/memory/\(name)/cgroup.procs"
                processes = population
                memoryEvents = memory + ".oom_control"
                return
            }
            let group = "\(root)/\(name)"
            if exists(group + "/cpu.stat"), exists(group + "/memory.current") {
                (self.processor, isSecondVersion) = (group + "/cpu.stat", true)
                // Kernels before 5.19 do not record a peak.
                peak = exists(group + "/memory.peak") ? group + "/memory.peak" : nil
                statistics = group + "/memory.stat"
                usage = group + "/memory.current"
                population = group + "/cgroup.events"
                processes = group + "/cgroup.procs"
                memoryEvents = group + "/memory.events"
                return
            }
        }
        return nil
    }

    /// Whether a process of the container runs. An engine reuses the container's address only after all of them have
    /// ended.
    var isPopulated: Bool {
        guard let text = Self.text(population) else { return false }
        return isSecondVersion ? Self.value("populated", in: text) == 1 : !text.isEmpty
    }

    /// Whether the kernel has killed a process of the container because its memory was full; nil if it does not say.
    var hasKilledForMemory: Bool? {
        Self.text(memoryEvents).flatMap { Self.value("oom_kill", in: $0) }.map { $0 > 0 }
    }

    /// How many processes the container has; nil if it is gone.
    var processCount: Int? { Self.text(processes)?.split(separator: "\n").count }

    /// The names of the container's processes; empty if it is gone.
    var processNames: [String] {
        (Self.text(processes) ?? "").split(separator: "\n").compactMap { Self.text("/proc/\($0)/comm") }
    }

    /// The container's peak memory in bytes since its start; nil if the kernel does not record it or the container is
    /// gone.
    var memoryPeak: Int? { peak.flatMap(Self.text).flatMap(Int.init) }

    /// Starts to measure the peak memory from now on.
    func measurePeak() -> MemoryPeak { MemoryPeak(peak, isSecondVersion: isSecondVersion) }

    /// Bytes in use, without file pages that can be dropped; nil if the container is gone.
    var memoryInUse: Int? {
        guard let used = Self.text(usage).flatMap(Int.init) else { return nil }
        let key = isSecondVersion ? "inactive_file" : "total_inactive_file"
        let inactive = statistics.flatMap(Self.text).flatMap { Self.value(key, in: $0) } ?? 0
        return max(0, used - Int(inactive))
    }

    /// Nanoseconds of processor time since the container's start.
    var processorNanoseconds: UInt64? {
        guard let text = Self.text(processor) else { return nil }
        return isSecondVersion ? Self.value("usage_usec", in: text).map { $0 * 1000 } : UInt64(text)
    }

    private static func text(_ path: String) -> String? {
        guard let text = KernelFile.text(path) else { return nil }
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    private static func value(_ key: String, in text: String) -> UInt64? {
        // Without arrays of lines and words: `lamdeck ps` reads the files of a hundred containers.
        let (bytes, key) = (text.utf8, key.utf8)
        var line = bytes.startIndex
        while line < bytes.endIndex {
            let end = bytes[line...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
            let content = bytes[line..<end]
            if content.starts(with: key) {
                let rest = content.dropFirst(key.count)
                if rest.first == UInt8(ascii: " ") { return UInt64(Substring(rest.dropFirst())) }
            }
            line = end == bytes.endIndex ? end : bytes.index(after: end)
        }
        return nil
    }
}

/// The peak memory of a container since a moment. The kernel records the peak since the container's start, which would
/// count one call's usage for all later ones. A reader that may write can reset it: in cgroup v1 for all readers, in v2
/// (Linux 6.12 and later) only for an open file.
final class MemoryPeak: Sendable {
    private let path: String?
    private let file: Int32
    private let isReset: Bool
    private let before: Int?

    /// Starts the measurement again. Returns false if the kernel does not measure exactly; then this one is of no use.
    func restart() -> Bool { isReset && pwrite(file, "0", 1, 0) == 1 }

    /// - Parameter path: the kernel's file; nil if it does not record a peak.
    init(_ path: String?, isSecondVersion: Bool) {
        self.path = path
        let file = path.map { open($0, O_RDWR | O_CLOEXEC) } ?? -1
        let isReset = file >= 0 && write(file, "0", 1) == 1
        (self.file, self.isReset) = (file, isReset)
        before = isReset ? nil : path.flatMap(KernelFile.text).flatMap(Self.number)
    }

    deinit { if file >= 0 { close(file) } }

    /// Whether the kernel measures exactly; otherwise the caller has to sample, too.
    var isExact: Bool { isReset }

    /// The most bytes since the start of the measurement; nil if unknown, because the container used more before.
    var bytes: Int? {
        if isReset {
            var buffer = [UInt8](repeating: 0, count: 32)
            let count = pread(file, &buffer, buffer.count, 0)
            return count > 0 ? Self.number(String(decoding: buffer[..<count], as: UTF8.self)) : nil
        }
        guard let now = path.flatMap(KernelFile.text).flatMap(Self.number), let before else { return nil }
        return now > before ? now : nil
    }

    private static func number(_ text: String) -> Int? { Int(text.filter(\.isNumber)) }
}
