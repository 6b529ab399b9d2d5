import DockerEngine
import LambdaModel
import Synchronization

/// Whether the engine's containers reach lamdeck's Runtime API. It is not known until the first container connects, and
/// a container that does not connect within a moment is asked to try (``RuntimeProbe``).
final class RuntimeReach: Sendable {
    /// The state of the search.
    enum State: Hashable, Sendable {
        case unknown
        /// A container has connected.
        case reached
        /// No container can connect; what blocks it, and what to do.
        case blocked(String)
    }

    private let known = Mutex(State.unknown)

    var state: State { known.withLock { $0 } }

    /// A container has connected.
    func reached() { known.withLock { $0 = .reached } }

    /// A container cannot connect. If another one has connected before, that is this container's own fault.
    ///
    /// - Returns: whether containers are blocked now.
    func blocked(_ reason: String) -> Bool {
        known.withLock { state in
            if state == .reached { return false }
            state = .blocked(reason)
            return true
        }
    }
}

/// Lets a container try to connect to an address of this machine.
enum RuntimeProbe {
    /// How long a container that was released may be silent before it is asked to try: a runtime connects only when it
    /// has loaded the code.
    static let patience = Duration.milliseconds(1_500)

    /// A shell command that connects with whatever the image has; its exit code is 0 if that worked, 1 if not, and 3 if
    /// the image has no tool for it.
    static func command(host: String, port: Int) -> [String] {
        let python = "import socket; socket.create_connection((\"\(host)\", \(port)), 2)"
        let node =
            "require(\"net\").connect(\(port), \"\(host)\").on(\"connect\", () => process.exit(0))"
            + ".on(\"error\", () => process.exit(1)).setTimeout(2000, () => process.exit(1))"
        let tries = [
            ("python3", "python3 -c '\(python)'"), ("/var/lang/bin/python3", "/var/lang/bin/python3 -c '\(python)'"),
            ("node", "node -e '\(node)'"), ("/var/lang/bin/node", "/var/lang/bin/node -e '\(node)'"),
            ("curl", "curl -s -m 2 -o /dev/null http://\(host):\(port)/ping"),
            ("bash", "timeout 2 bash -c 'exec 3<>/dev/tcp/\(host)/\(port)'"),
        ]
        let script = tries.map { tool, command in
            "if command -v \(tool) >/dev/null 2>&1; then \(command) >/dev/null 2>&1 && exit 0; exit 1; fi"
        }
        return ["/bin/sh", "-c", (script + ["exit 3"]).joined(separator: "\n")]
    }

    /// Lets a new container of an image try to connect to a listener like that of a function.
    ///
    /// - Returns: the exit code, see ``command(host:port:)``; nil if that cannot be tried.
    static func run(_ image: String, host: String, _ engine: any Engine) async -> Int? {
        let facts = RuntimeAPIServer.Facts(functionName: "probe", handler: "", arn: "", account: "")
        let server = RuntimeAPIServer(facts)
        guard let listener = try? await RuntimeListener.open(host: host, caller: nil, for: server) else { return nil }
        defer { listener.close() }
        var spec = ContainerSpec(image: image)
        let command = command(host: host, port: listener.port)
        (spec.entrypoint, spec.command) = ([command[0]], Array(command.dropFirst()))
        guard let id = try? await engine.createContainer(name: nil, spec, platform: nil).id else { return nil }
        let code = (try? await engine.startContainer(id)) == nil ? nil : try? await engine.waitContainer(id)
        await Task { try? await ContainerRemoval.remove(id, engine) }.value
        return code
    }

    /// What blocks containers, and what opens the way.
    static func obstacle(address: String) -> String {
        "its containers cannot reach lamdeck at \(address): a firewall of this machine may drop their connections "
            + "(with ufw, `ufw allow in on docker0` lets them in)"
    }
}
