import Foundation
import Testing

@testable import LambdaRuntime

@Suite("The kernel's accounting for a container")
struct ControlGroupTests {
    private static let id = String(repeating: "ab", count: 32)

    private func tree(_ files: [String: String]) throws -> FileTree {
        let tree = try FileTree()
        for (name, text) in files { try tree.write(name, text + "\n") }
        return tree
    }

    @Test(
        arguments: ["docker/ID", "system.slice/docker-ID.scope", "libpod_parent/libpod-ID"],
        ["cpuacct", "cpu,cpuacct"])
    func ofTheFirstVersion(name: String, controller: String) throws {
        let name = name.replacing("ID", with: Self.id)
        let tree = try tree([
            "memory/\(name)/memory.max_usage_in_bytes": "41234432", "\(controller)/\(name)/cpuacct.usage": "1500000000",
            "memory/\(name)/memory.usage_in_bytes": "30000000",
            "memory/\(name)/memory.stat": "cache 9\ninactive_file 7\ntotal_inactive_file 10000000",
            "memory/\(name)/cgroup.procs": "4711\n4712",
        ])
        let group = try #require(ControlGroup(container: Self.id, root: tree.path))
        #expect(group.memoryPeak == 41_234_432)
        #expect(group.memoryInUse == 20_000_000)
        #expect(group.processorNanoseconds == 1_500_000_000)
        #expect(group.hasKilledForMemory == nil)
        for (count, isKilled) in [("0", false), ("2", true)] {
            let text = "oom_kill_disable 0\nunder_oom 0\noom_kill \(count)\n"
            try tree.write("memory/\(name)/memory.oom_control", text)
            #expect(group.hasKilledForMemory == isKilled)
        }
        #expect(group.isPopulated)
        try tree.write("memory/\(name)/cgroup.procs", "")
        #expect(!group.isPopulated, "all have ended")
    }

    @Test(arguments: [
        "docker/ID", "system.slice/docker-ID.scope", "machine.slice/libpod-ID.scope",
        "libpod_parent/libpod-ID", "user.slice/user-7.slice/user@7.service/user.slice/docker-ID.scope",
    ])
    func ofTheSecondVersion(name: String) throws {
        let name = name.replacing("ID", with: Self.id)
        let tree = try tree([
            "\(name)/memory.current": "50000000", "\(name)/memory.stat": "anon 1\ninactive_file 20000000\nfile 3",
            "\(name)/cpu.stat": "usage_usec 2500\nuser_usec 1",
            "\(name)/cgroup.events": "populated 1\nfrozen 0",
        ])
        let group = try #require(ControlGroup(container: Self.id, root: tree.path, user: 7))
        #expect(group.memoryPeak == nil)
        #expect(group.memoryInUse == 30_000_000)
        #expect(group.processorNanoseconds == 2_500_000)
        #expect(group.hasKilledForMemory == nil)
        try tree.write("\(name)/memory.events", "low 0\nmax 7\noom 1\noom_kill 1\noom_group_kill 0\n")
        #expect(group.hasKilledForMemory == true)
        #expect(group.isPopulated)
        try tree.write("\(name)/cgroup.events", "populated 0\nfrozen 0\n")
        #expect(!group.isPopulated)
        try tree.write("\(name)/memory.peak", "60000000\n")
        #expect(ControlGroup(container: Self.id, root: tree.path, user: 7)?.memoryPeak == 60_000_000)
    }

    @Test func ofAContainerThatIsElsewhereOrGone() throws {
        let tree = try tree(["docker/\(Self.id)/memory.current": "1", "docker/\(Self.id)/cpu.stat": "usage_usec 1"])
        #expect(ControlGroup(container: "other", root: tree.path) == nil)
        let group = try #require(ControlGroup(container: Self.id, root: tree.path))
        #expect(group.memoryInUse == 1, "without memory.stat")
        try tree.write("docker/\(Self.id)/memory.current", "")
        #expect(group.memoryInUse == nil)
        #expect(!group.isPopulated, "it does not say")
        #expect(ControlGroup(container: Self.id, root: "/nowhere") == nil)
    }

    #if os(Linux)
        @Test func namesItsProcesses() throws {
            let name = "docker/\(Self.id)"
            let tree = try tree([
                "\(name)/memory.current": "1", "\(name)/cpu.stat": "usage_usec 1",
                "\(name)/cgroup.procs": "\(getpid())\n2147483647",
            ])
            let group = try #require(ControlGroup(container: Self.id, root: tree.path))
            let own = try #require(KernelFile.text("/proc/self/comm"))
            #expect(group.processNames == [String(own.dropLast())], "the other one has ended")
            try FileManager.default.removeItem(atPath: tree.path + "/\(name)/cgroup.procs")
            #expect(group.processNames == [])
        }
    #endif

    @Test func aPeakIsMeasuredAgainIfTheKernelAllowsThat() throws {
        let tree = try tree(["peak": "41234432"])
        let path = tree.path + "/peak"
        let peak = MemoryPeak(path, isSecondVersion: false)
        #expect(peak.isExact)
        try tree.write("peak", "5000\n")
        #expect(MemoryPeak(path + "-of-another", isSecondVersion: true).bytes == nil)
        #expect(!MemoryPeak(nil, isSecondVersion: true).isExact)
    }
}
