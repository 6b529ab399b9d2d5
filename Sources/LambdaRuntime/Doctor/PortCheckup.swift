import DockerEngine
import Foundation
import LambdaModel

/// The loopback ports of the functions and of the endpoint.
struct PortCheckup: Sendable {
    let manifest: Manifest
    let engine: EngineClient
    let choice: EngineChoice

    func run() async -> [Finding] {
        let running = await runningFunctions()
        var findings: [Finding] = []
        var free: [Int] = []
        for settings in manifest.functions {
            let port = settings.resolvedPort
            switch PortState(of: port) {
            case .free: free.append(port)
            case .taken where running.contains(settings.name):
                findings.append(Finding(.port, .well, "\(port): \(settings.name) answers there"))
            case .taken:
                let words = await PortOwner.refusal(of: settings, engine).summary
                findings.append(Self.taken(words))
            case .forbidden: findings.append(Self.forbidden(port, settings.name))
            }
        }
        if let port = manifest.endpoint {
            switch PortState(of: port) {
            case .free: free.append(port)
            case .taken:
                let owner = PortOwner.program(port: port).map { " by \($0)" } ?? ""
                // Another lamdeck of this project may well have it.
                findings.append(Finding(.port, .note, "\(port), the endpoint's, is in use\(owner)"))
            case .forbidden: findings.append(Self.forbidden(port, "the endpoint"))
            }
        }
        if !free.isEmpty {
            let list = free.sorted().map(String.init).joined(separator: ", ")
            findings.append(Finding(.port, .well, "\(list) \(free.count == 1 ? "is" : "are") free"))
        }
        return findings
    }

    /// The functions of this project that serve at their port.
    private func runningFunctions() async -> Set<String> {
        do throws(FailureReason) {
            let containers = try ProjectContainers(manifest: manifest.path, engine: choice)
            let listed = try? await containers.list()
            await containers.close()
            let serving = (listed ?? []).filter { $0.isRunning && $0.isServing && ($0.hasOwner || $0.ownPort != nil) }
            return Set(serving.map(\.function))
        } catch {
            return []
        }
    }

    private static func taken(_ words: String) -> Finding {
        let parts = words.split(separator: "; ", maxSplits: 1)
        return Finding(.port, .mend, String(parts[0]), mend: parts.count > 1 ? String(parts[1]) : nil)
    }

    private static func forbidden(_ port: Int, _ owner: String) -> Finding {
        Finding(
            .port, .mend, "this user may not listen at \(port)",
            mend: "give \(owner) a port from 1024 on")
    }
}

/// Whether this process could listen at a loopback port.
enum PortState: Hashable, Sendable {
    case free
    case taken
    case forbidden

    /// Tries it, and lets go again.
    init(of port: Int) {
        #if canImport(Darwin)
            let stream = SOCK_STREAM
        #else
            let stream = Int32(SOCK_STREAM.rawValue)
        #endif
        let descriptor = socket(AF_INET, stream, 0)
        guard descriptor >= 0 else {
            self = .free
            return
        }
        defer { close(descriptor) }
        // As servers do it: connections that are ending do not count.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // Two may be bound to one port as long as none listens.
        if status == 0, listen(descriptor, 1) == 0 {
            self = .free
        } else {
            self = errno == EACCES ? .forbidden : .taken
        }
    }
}
