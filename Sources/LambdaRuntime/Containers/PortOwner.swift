import DockerEngine
import Foundation
import LambdaModel

/// Finds out which program listens on a port of this machine.
enum PortOwner {
    /// Why a function cannot have its port.
    ///
    /// - Parameter identity: what lamdeck's server on that port says about itself, if it is one.
    static func refusal(
        of settings: FunctionSettings, _ engine: any Engine, identity: String? = nil
    ) async -> FailureReason {
        let port = settings.resolvedPort
        let owner = await find(port, engine, identity).map { " by \($0)" } ?? ""
        return FailureReason(
            .container, "port \(port) is in use\(owner); stop that, or give \(settings.name) another \"port\"")
    }

    /// Why a function's debugger cannot have its port.
    static func refusal(debugger port: Int, of function: String, _ engine: any Engine) async -> FailureReason {
        let owner = await find(port, engine, nil).map { " by \($0)" } ?? ""
        return FailureReason(
            .settings,
            "port \(port), for the debugger of \(function), is in use\(owner); stop that, or choose another port "
                + "(\"port\" in \"debug\" of functions.json, or lamdeck debug --port)")
    }

    /// What uses a port: a container, if the engine knows one, otherwise a program of this machine.
    private static func find(_ port: Int, _ engine: any Engine, _ identity: String?) async -> String? {
        let containers = (try? await engine.listContainers(all: false)) ?? []
        let owner = containers.first { container in
            container.ports.contains { $0.hostPort == port }
                || (identity != nil && ServerIdentity.text(container.labels) == identity)
        }
        if let owner {
            if let function = owner.labels[Labels.function], let manifest = owner.labels[Labels.manifest] {
                return "the function \(function) of \(manifest)"
            }
            return "the container \(owner.names.first ?? String(owner.id.prefix(12)))"
        }
        return program(port: port)
    }

    /// The program that listens on a TCP port, such as `python3 (pid 1234)`; nil if this user may not see it, or if the
    /// system has no `/proc`.
    static func program(port: Int) -> String? {
        let sockets = Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap { listening(on: port, table: $0) })
        guard !sockets.isEmpty else { return nil }
        // Foundation gives up on a folder if an entry disappears while it reads, which happens often in `/proc/PID/fd`.
        let holders = FolderListing.entries(of: "/proc").compactMap { Int32($0.name) }.filter { process in
            let folder = "/proc/\(process)/fd"
            return FolderListing.entries(of: folder).contains { name, _ in
                FolderListing.target(of: folder + "/" + name).map(sockets.contains) ?? false
            }
        }
        guard let process = first(of: holders.map { ($0, startTime(of: $0)) }) else { return nil }
        let command = KernelFile.text("/proc/\(process)/comm") ?? "a program"
        return "\(command.trimmingCharacters(in: .whitespacesAndNewlines)) (pid \(process))"
    }

    /// The process that started first. A child shares its parent's sockets until it executes another program, and its
    /// number may be lower, because the system starts again at the lowest free number.
    static func first(of processes: [(process: Int32, start: UInt64?)]) -> Int32? {
        processes.min { ($0.start ?? .max, $0.process) < ($1.start ?? .max, $1.process) }?.process
    }

    private static func startTime(of process: Int32) -> UInt64? {
        KernelFile.text("/proc/\(process)/stat").flatMap(startTime(stat:))
    }

    /// Reads `/proc/PID/stat` (proc(5)): the start time is the twentieth field after the name in parentheses, which may
    /// contain any character.
    static func startTime(stat text: String) -> UInt64? {
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(whereSeparator: \.isWhitespace)
        return fields.count > 19 ? UInt64(fields[19]) : nil
    }

    /// The sockets that listen on a port, as `socket:[inode]`. In the table, the second column is the local address,
    /// the fourth the state (`0A` means listening), the tenth the inode (proc(5)).
    private static func listening(on port: Int, table: String) -> [String] {
        guard let text = KernelFile.text(table) else { return [] }
        return text.split(separator: "\n").dropFirst().compactMap { line in
            let columns = line.split(separator: " ")
            guard columns.count > 9, columns[3] == "0A", let digits = columns[1].split(separator: ":").last,
                Int(digits, radix: 16) == port
            else { return nil }
            return "socket:[\(columns[9])]"
        }
    }
}
