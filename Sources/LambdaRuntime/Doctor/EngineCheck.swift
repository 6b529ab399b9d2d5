import DockerEngine
import Foundation
import LambdaModel
import Support

/// Checks the engine.
struct EngineCheck: Sendable {
    let engine: any Engine
    let functions: [FunctionSettings]

    func run() async -> (findings: [Finding], isThere: Bool) {
        let info: EngineInfo
        do throws(EngineError) {
            info = try await engine.connect()
        } catch {
            return ([Self.away("\(error)")], false)
        }
        var findings = [
            Finding(
                .engine, .ok, "\(info.isPodman ? "Podman" : "Docker") \(info.serverVersion) at \(engine.endpoint)"),
            Finding(
                .api, .ok,
                "version \(info.apiVersion); the engine's newest is \(info.newestAPIVersion), lamdeck's "
                    + "\(APIVersion.oldest) to \(APIVersion.newest)"),
        ]
        if info.limitsMemory == false {
            findings.append(
                Finding(
                    .memory, .fix, "the engine cannot limit memory, so memorySize has no effect",
                    fix:
                        "enable the memory cgroup: on Debian, add cgroup_enable=memory to the kernel command line"
                ))
        }
        findings.append(Self.emulation(info, functions, handlers: BinaryHandlers.registered))
        if let disk = Self.disk(info) { findings.append(disk) }
        findings += await ImageCheck(engine: engine, functions: functions, info: info).run()
        return (findings, true)
    }

    static func away(_ message: String) -> Finding {
        // The engine's errors say first what is wrong, then what to do.
        let parts = message.split(separator: ". ", maxSplits: 1)
        return Finding(.engine, .fix, String(parts[0]), fix: parts.count > 1 ? String(parts[1]) : nil)
    }

    // MARK: Emulation

    /// Whether images for another processor would run.
    ///
    /// - Parameter handlers: the names of the kernel's handlers for foreign programs; nil if they are not visible.
    static func emulation(_ info: EngineInfo, _ functions: [FunctionSettings], handlers: Set<String>?) -> Finding {
        let own = info.architecture
        let other = own == "arm64" ? Architecture.x86_64 : .arm64
        let wanting = functions.filter { $0.architecture == other }.map(\.name)
        let wanted = wanting.isEmpty ? "" : ", which \(wanting.joined(separator: ", ")) needs"
        let program = other == .arm64 ? "qemu-aarch64" : "qemu-x86_64"
        let state: Finding.State = wanting.isEmpty ? .ok : .fix
        guard let handlers, info.isOnThisMachine else {
            return Finding(
                .architecture, wanting.isEmpty ? .ok : .note,
                "\(own); whether the engine can emulate \(other.rawValue)\(wanted) cannot be seen from here")
        }
        if handlers.contains(program) || (other == .x86_64 && handlers.contains("rosetta")) {
            return Finding(.architecture, .ok, "\(own), and \(other.rawValue) by emulation")
        }
        return Finding(
            .architecture, state, "\(own); there is no emulation of \(other.rawValue)\(wanted)",
            fix: wanting.isEmpty ? nil : "docker run --privileged --rm tonistiigi/binfmt --install \(other.engineName)"
        )
    }

    // MARK: Disk

    private static func disk(_ info: EngineInfo) -> Finding? {
        guard info.isOnThisMachine, let folder = info.dataFolder, let space = DiskSpace(of: folder) else { return nil }
        return space.finding("the engine's folder \(folder)", fix: "docker system prune removes unused data")
    }
}

/// The kernel's handlers for programs of other processors (kernel documentation, `admin-guide/binfmt-misc`).
enum BinaryHandlers {
    /// Their names; nil if the system has no such list.
    static var registered: Set<String>? {
        let folder = "/proc/sys/fs/binfmt_misc"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder), !names.isEmpty else {
            return nil
        }
        let enabled = names.filter { name in
            (try? String(contentsOfFile: folder + "/" + name, encoding: .utf8))?.hasPrefix("enabled") ?? false
        }
        return Set(enabled)
    }
}

extension EngineInfo {
    /// Whether it runs directly on this system, and not in a virtual machine or on another host: then its folders are
    /// visible.
    var isOnThisMachine: Bool { name == HostName.current }
}
