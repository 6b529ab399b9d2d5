import DockerEngine
import HostLink
import LambdaModel

/// Checks the loopback ports of the functions and of the endpoint.
struct PortCheck: Sendable {
    let manifest: Manifest
    let engine: any Engine
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
                findings.append(Finding(.port, .ok, "\(port): \(settings.name) answers there"))
            case .taken:
                let message = await PortOwner.refusal(of: settings, engine).summary
                findings.append(Self.taken(message))
            case .forbidden: findings.append(Self.forbidden(port, settings.name))
            }
        }
        let shared =
            (manifest.endpoint.map { [($0, "the endpoint")] } ?? [])
            + manifest.apis.map { api in
                (api.resolvedPort, api.name == APISettings.usualName ? "the API" : "the API \(api.name)")
            }
        for (port, name) in shared {
            switch PortState(of: port) {
            case .free: free.append(port)
            case .taken:
                let owner = PortOwner.program(port: port).map { " by \($0)" } ?? ""
                // Another lamdeck of this project probably has it.
                findings.append(Finding(.port, .note, "\(port) (\(name)) is in use\(owner)"))
            case .forbidden: findings.append(Self.forbidden(port, name))
            }
        }
        if !free.isEmpty {
            let list = free.sorted().map(String.init).joined(separator: ", ")
            findings.append(Finding(.port, .ok, "\(list) \(free.count == 1 ? "is" : "are") free"))
        }
        return findings
    }

    /// The functions of this project that serve on their port.
    private func runningFunctions() async -> Set<String> {
        do throws(FailureReason) {
            let containers = try ProjectContainers(manifest: manifest.path, engine: choice)
            let listed = try? await containers.listing(of: manifest)
            await containers.close()
            return Set((listed ?? []).filter { $0.container?.state == "running" }.map(\.name))
        } catch {
            return []
        }
    }

    private static func taken(_ message: String) -> Finding {
        let parts = message.split(separator: "; ", maxSplits: 1)
        return Finding(.port, .fix, String(parts[0]), fix: parts.count > 1 ? String(parts[1]) : nil)
    }

    private static func forbidden(_ port: Int, _ owner: String) -> Finding {
        Finding(
            .port, .fix, "this user may not listen on port \(port)",
            fix: "give \(owner) a port of 1024 or higher")
    }
}
