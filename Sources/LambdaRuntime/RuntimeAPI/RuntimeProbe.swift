import DockerEngine
import LambdaModel

/// Lets a container try whether it reaches lamdeck.
struct RuntimeProbe: Sendable {
    let engine: any Engine
    /// The labels of a container that was made for this, see ``labels(of:owner:)``.
    let labels: [String: String]

    /// The result.
    enum Outcome: Hashable, Sendable {
        /// The container got an answer.
        case reached
        /// It got none.
        case unreached
        /// It got none: the source address of its connection was not its own.
        case translated(from: String, own: String)
        /// That could not be tried.
        case untried

        /// What an attempt showed.
        ///
        /// - Parameters:
        ///   - exitCode: that of ``RuntimeProbe/command(host:port:)``; nil if it was not run.
        ///   - listener: what the container tried to reach.
        init(exitCode: Int?, at listener: RuntimeListener) {
            switch exitCode {
            case 0: self = .reached
            case 1:
                if let from = listener.refusedAddress, let own = listener.caller {
                    self = .translated(from: from, own: own)
                } else {
                    self = .unreached
                }
            default: self = .untried
            }
        }

        /// What blocks containers, and what opens the way; nil if nothing is known to block them.
        func obstacle(at address: String) -> String? {
            switch self {
            case .reached, .untried: nil
            case .unreached:
                "its containers cannot reach lamdeck at \(address): a firewall of this machine may drop their "
                    + "connections (with ufw, `ufw allow in on docker0` lets them in)"
            case .translated(let from, let own):
                "its containers cannot be served at \(address): a connection of the container \(own) arrives from "
                    + "\(from), so addresses are translated in between, and lamdeck lets in only the container's own"
            }
        }
    }

    /// How long a container that was released may be silent before it is asked to try: a runtime connects only when it
    /// has loaded the code.
    static let patience = Duration.milliseconds(1_500)

    /// The labels of a container that only tries. It is removed like others if lamdeck is killed.
    static func labels(of project: ProjectIdentity, owner: [String: String]) -> [String: String] {
        [
            Labels.project: project.label, Labels.manifest: project.manifest,
            Labels.purpose: ContainerPurpose.probe.rawValue,
        ].merging(owner) { $1 }
    }

    /// The tools of images, each with a command that reads the answer of `GET /ping`. Its exit code is 0 if there is
    /// one. A connection alone shows nothing: the kernel accepts it before lamdeck refuses its address.
    ///
    /// - Parameter seconds: how long they wait for the answer.
    static func tries(host: String, port: Int, seconds: Int = 2) -> [(tool: String, command: String)] {
        let head = "GET /ping HTTP/1.1\\r\\nHost: \(host):\(port)\\r\\nConnection: close\\r\\n\\r\\n"
        let python =
            "import socket; s = socket.create_connection((\"\(host)\", \(port)), \(seconds)); s.sendall(b\"\(head)\"); "
            + "assert s.makefile(\"rb\").read().endswith(b\"pong\")"
        let node =
            "let t = \"\"; require(\"http\").get({host: \"\(host)\", port: \(port), path: \"/ping\", agent: false}, "
            + "r => r.on(\"data\", d => t += d).on(\"end\", () => process.exit(t === \"pong\" ? 0 : 1)))"
            + ".on(\"error\", () => process.exit(1)).setTimeout(\(seconds * 1_000), () => process.exit(1))"
        let bash =
            "exec 3<>/dev/tcp/\(host)/\(port) || exit 1; printf \"\(head)\" >&3; "
            + "IFS= read -r -d \"\" -u 3 t; [[ $t == *pong ]]"
        // The function's proxy is not asked.
        let curl = "[ \"$(curl -s -m \(seconds) --noproxy \"*\" http://\(host):\(port)/ping)\" = pong ]"
        return [
            ("python3", "python3 -c '\(python)'"), ("/var/lang/bin/python3", "/var/lang/bin/python3 -c '\(python)'"),
            ("node", "node -e '\(node)'"), ("/var/lang/bin/node", "/var/lang/bin/node -e '\(node)'"), ("curl", curl),
            ("bash", "timeout \(seconds) bash -c '\(bash)'"),
        ]
    }

    /// A shell command that asks with whatever the image has; its exit code is 0 if there is an answer, 1 if not, and 3
    /// if the image has no tool for it.
    ///
    /// - Parameter seconds: how long it waits for the answer.
    static func command(host: String, port: Int, seconds: Int = 2) -> [String] {
        let script = tries(host: host, port: port, seconds: seconds).map { tool, command in
            "if command -v \(tool) >/dev/null 2>&1; then \(command) >/dev/null 2>&1 && exit 0; exit 1; fi"
        }
        return ["/bin/sh", "-c", (script + ["exit 3"]).joined(separator: "\n")]
    }

    /// Lets a new container of an image try a listener like that of a function.
    ///
    /// - Parameter host: the address of this machine, in numbers.
    func run(_ image: String, host: String) async -> Outcome {
        var spec = ContainerSpec(image: image)
        // It ends by itself if nothing removes it.
        (spec.entrypoint, spec.command) = (["/bin/sh", "-c", "sleep 60"], [])
        spec.labels = labels
        spec.hasReadOnlyRoot = true
        spec.droppedCapabilities = ["ALL"]
        spec.securityOptions = ["no-new-privileges"]
        guard let id = try? await engine.createContainer(name: nil, spec, platform: nil).id else { return .untried }
        let outcome = await attempt(in: id, host)
        try? await ContainerRemoval.remove(id, engine)
        return outcome
    }

    private func attempt(in id: String, _ host: String) async -> Outcome {
        let server = RuntimeAPIServer(
            RuntimeFacts(functionName: "probe", handler: "", arn: "", account: ""))
        guard (try? await engine.startContainer(id)) != nil,
            let address = (try? await engine.inspectContainer(id))?.networkIP,
            let listener = try? await RuntimeListener.open(host: host, caller: address, for: server)
        else { return .untried }
        defer { listener.close() }
        server.set(address: listener.address)
        let code = try? await engine.exec(id, command: Self.command(host: host, port: listener.port))
        return Outcome(exitCode: code, at: listener)
    }
}
