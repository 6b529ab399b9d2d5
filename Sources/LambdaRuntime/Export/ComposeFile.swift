import DockerEngine
import LambdaModel
import Support

/// A compose file whose services are the containers that lamdeck runs (the Compose specification, as read by `docker
/// compose` and docker-compose since 1.29).
public struct ComposeFile: Sendable {
    /// The functions; each is a service with its name.
    public var functions: [ExportedFunction]
    /// The folder of the file: paths inside it are written relative to it.
    public var folder: String

    /// A file for a folder.
    public init(_ functions: [ExportedFunction], folder: String) {
        self.functions = functions
        self.folder = folder
    }

    /// The file's text.
    public var text: String {
        var lines = [
            "# Made by `lamdeck export compose`. Relative paths begin at the folder of functions.json.", "services:",
        ]
        for function in functions {
            lines.append("  \(YAMLText.key(function.name)):")
            lines += service(function).map { "    " + $0 }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func service(_ function: ExportedFunction) -> [String] {
        let spec = function.spec
        var lines = ["image: \(Self.value(spec.image))"]
        if let platform = function.platform { lines.append("platform: \(Self.value(platform))") }
        lines += Self.words("entrypoint", spec.entrypoint ?? [])
        lines += Self.words("command", spec.command ?? [])
        lines.append("environment:")
        for variable in function.environment {
            let value = variable.value.map { " " + Self.value($0) } ?? ""
            lines.append("  \(YAMLText.key(variable.name)):\(value)")
        }
        lines.append("volumes:")
        var temporary: [String] = []
        for mount in spec.mounts {
            switch mount {
            case .bind(let source, let target, let isReadOnly):
                lines += [
                    "  - type: bind", "    source: \(Self.value(place(source)))", "    target: \(Self.value(target))",
                    "    read_only: \(isReadOnly)",
                ]
            case .tmpfs(let target, let sizeBytes, let mode, let isExecutable):
                temporary.append(TmpfsText.option(target, sizeBytes, mode, isExecutable))
            }
        }
        lines += Self.list("tmpfs", temporary)
        lines += Self.list("ports", spec.publishedPorts.map { "\($0.hostIP):\($0.hostPort):\($0.containerPort)" })
        lines += Self.list("extra_hosts", spec.extraHosts)
        if let bytes = spec.memoryBytes { lines.append("mem_limit: \(bytes)") }
        if let bytes = spec.memoryAndSwapBytes { lines.append("memswap_limit: \(bytes)") }
        if spec.hasReadOnlyRoot { lines.append("read_only: true") }
        lines += Self.list("cap_drop", spec.droppedCapabilities)
        lines += Self.list("security_opt", spec.securityOptions)
        if let driver = spec.logDriver {
            lines += ["logging:", "  driver: \(Self.value(driver.name))", "  options:"]
            for (name, value) in driver.options.sorted(by: { $0.key < $1.key }) {
                lines.append("    \(YAMLText.key(name)): \(Self.value(value))")
            }
        }
        return lines
    }

    /// A path in the file: relative if it is inside the folder, so that the file can be moved with it.
    private func place(_ path: String) -> String {
        if path == folder { return "." }
        let prefix = folder == "/" ? "/" : folder + "/"
        return path.hasPrefix(prefix) ? "./" + path.dropFirst(prefix.count) : path
    }

    private static func words(_ key: String, _ words: [String]) -> [String] {
        words.isEmpty ? [] : ["\(key): [\(words.map(value).joined(separator: ", "))]"]
    }

    private static func list(_ key: String, _ values: [String]) -> [String] {
        values.isEmpty ? [] : ["\(key):"] + values.map { "  - \(value($0))" }
    }

    /// A value for a compose file, in which a single `$` would begin a variable.
    private static func value(_ text: String) -> String { YAMLText.quoted(text.replacing("$", with: "$$")) }
}

/// Text for both YAML 1.1 and 1.2.
enum YAMLText {
    /// A string in double quotes, which no reader takes for a number, a boolean or null.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if isPrintable(scalar) { result.unicodeScalars.append(scalar) } else { result += escape(scalar) }
            }
        }
        return result + "\""
    }

    /// A key: without quotes if every reader takes it for that text.
    static func key(_ text: String) -> String {
        let isPlain = text.wholeMatch(of: /[A-Za-z][A-Za-z0-9_-]*/) != nil && !words.contains(text.lowercased())
        return isPlain ? text : quoted(text)
    }

    /// The words for booleans and null in YAML 1.1.
    private static let words: Set = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]

    /// Characters that YAML allows in double quotes (YAML 1.2.2, 5.1), except for the line breaks of YAML 1.1.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String { "\\u" + Hex.text(scalar.value, digits: 4) }
}
