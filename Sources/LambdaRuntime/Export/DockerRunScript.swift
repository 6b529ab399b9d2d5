import DockerEngine
import LambdaModel
import Support

/// The `docker run` and `curl` commands that replace lamdeck for one function and one event: a script for a POSIX
/// shell.
public struct DockerRunScript: Sendable {
    /// The function.
    public var function: ExportedFunction
    /// The event.
    public var event: Event

    /// What the function is invoked with.
    public enum Event: Hashable, Sendable {
        /// The content of a file, by its absolute path.
        case file(String)
        /// These bytes.
        case bytes([UInt8])
    }

    /// A script. Without an event, it sends `{}`.
    public init(_ function: ExportedFunction, event: Event? = nil) {
        self.function = function
        self.event = event ?? .bytes(Array("{}".utf8))
    }

    /// The script. It can also be pasted into a shell: a failure ends the script, not the shell.
    public var text: String {
        let start =
            ([["docker", "run"]] + options + [
                [function.spec.image] + (function.spec.entrypoint ?? []).dropFirst() + (function.spec.command ?? [])
            ])
            .map { $0.map(ShellText.quoted).joined(separator: " ") }
            .joined(separator: " \\\n    ")
        let base = LoopbackURL.origin(port: function.port)
        let payload = payload
        return """
            # Starts the function \(function.name) in its base image, waits until its emulator listens, and invokes it.
            # Two calls at once would crash its emulator. `docker stop \(container)` ends it.
            \(start) &&
            curl --silent --output /dev/null --retry 20 --retry-delay 1 --retry-all-errors \(base)/ &&
            \(payload.input)curl --silent --show-error --data-binary \(payload.argument) \\
                \(base)/2015-03-31/functions/function/invocations

            """
    }

    /// The container's name.
    private var container: String { "\(function.name)-exported" }

    /// The program that writes the event, if it is piped into curl, and the argument of curl.
    private var payload: (input: String, argument: String) {
        switch event {
        case .file(let path): return ("", ShellText.quoted("@" + path))
        // curl reads a file for a text that begins with @, which JSON never does.
        case .bytes(let bytes):
            let body = CurlBody(bytes)
            return (body.input, body.argument)
        }
    }

    /// The options, one per line of the script.
    private var options: [[String]] {
        let spec = function.spec
        var lines = [["--detach", "--rm"], ["--name", container]]
        if let platform = function.platform { lines.append(["--platform", platform]) }
        for port in spec.publishedPorts {
            lines.append(["--publish", "\(port.hostIP):\(port.hostPort):\(port.containerPort)"])
        }
        for host in spec.extraHosts { lines.append(["--add-host", host]) }
        for mount in spec.mounts { lines.append(option(mount)) }
        for variable in function.environment {
            lines.append(["--env", variable.value.map { "\(variable.name)=\($0)" } ?? variable.name])
        }
        if let bytes = spec.memoryBytes { lines.append(["--memory", "\(bytes)b"]) }
        if let bytes = spec.memoryAndSwapBytes { lines.append(["--memory-swap", "\(bytes)b"]) }
        if spec.hasReadOnlyRoot { lines.append(["--read-only"]) }
        for capability in spec.droppedCapabilities { lines.append(["--cap-drop", capability]) }
        for setting in spec.securityOptions { lines.append(["--security-opt", setting]) }
        if let driver = spec.logDriver {
            lines.append(["--log-driver", driver.name])
            for (name, value) in driver.options.sorted(by: { $0.key < $1.key }) {
                lines.append(["--log-opt", "\(name)=\(value)"])
            }
        }
        // `docker run` takes only one word; the following ones would belong to the command.
        if let entrypoint = spec.entrypoint?.first { lines.append(["--entrypoint", entrypoint]) }
        return lines
    }

    private func option(_ mount: ContainerSpec.Mount) -> [String] {
        switch mount {
        case .bind(let source, let target, let isReadOnly):
            let fields = ["type=bind", "source=\(source)", "target=\(target)"] + (isReadOnly ? ["readonly"] : [])
            return ["--mount", fields.map(Self.field).joined(separator: ",")]
        case .tmpfs(let target, let sizeBytes, let mode, let isExecutable):
            return ["--tmpfs", TmpfsText.option(target, sizeBytes, mode, isExecutable)]
        }
    }

    /// A field of `--mount`, whose value is a record of comma-separated values (RFC 4180).
    private static func field(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}

/// A tmpfs in the notation of `docker run --tmpfs` and compose files.
enum TmpfsText {
    static func option(_ target: String, _ sizeBytes: Int64, _ mode: UInt16, _ isExecutable: Bool) -> String {
        "\(target):rw,\(isExecutable ? "exec" : "noexec"),nosuid,nodev,size=\(sizeBytes),mode=\(String(mode, radix: 8))"
    }
}
