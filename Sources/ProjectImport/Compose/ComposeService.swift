import LambdaModel
import OrderedCollections

/// One service of a compose file.
struct ComposeService {
    let key: String
    let line: Int
    let node: SourceNode
    let image: String?
    let baseImage: BaseImage?
    /// `environment` as written; a missing value means the shell's.
    let variables: [String: (line: Int, value: SourceNode?)]
    let order: [String]
    var function = DraftFunction(name: "")
    var lines: [String: Int] = [:]
    private(set) var notes: [ImportNote] = []
    let interpolation: Interpolation
    /// Names from `.env` whose values the function uses.
    var fromEnvironmentFile: Set<String> = []
    /// The names of all services, which other containers use as host names.
    let services: Set<String>

    init(_ member: SourceMember, interpolation: Interpolation = Interpolation(), services: Set<String> = []) {
        (self.interpolation, self.services) = (interpolation, services)
        key = member.key
        line = member.line
        node = member.value
        image = node["image"]?.text.flatMap { try? interpolation.filled($0) }
        baseImage = image.flatMap { BaseImage($0) }
        var variables: [String: (line: Int, value: SourceNode?)] = [:]
        var order: [String] = []
        for (name, entry) in Self.pairs(node["environment"]) {
            if variables[name] == nil { order.append(name) }
            variables[name] = entry
        }
        (self.variables, self.order) = (variables, order)
    }

    /// `environment` is an object, or a list of `NAME=value`.
    private static func pairs(_ node: SourceNode?) -> [(String, (line: Int, value: SourceNode?))] {
        guard let node else { return [] }
        if node.isMap {
            return node.members.map { ($0.key, ($0.line, $0.value.isNull ? nil : $0.value)) }
        }
        return node.elements.compactMap { element in
            guard let text = element.text else { return nil }
            guard let sign = text.firstIndex(of: "=") else { return (text, (element.line, nil)) }
            let value = SourceNode(text: String(text[text.index(after: sign)...]), line: element.line)
            return (String(text[..<sign]), (element.line, value))
        }
    }

    /// Whether the service is a function: it uses one of AWS's base images, or mounts code at their path for it.
    var isFunction: Bool { baseImage != nil || image != nil && node["volumes"].map(mountsCode) ?? false }

    private func mountsCode(_ volumes: SourceNode) -> Bool {
        volumes.elements.contains { ComposeVolume($0)?.target == "/var/task" }
    }

    /// Why the service is not a function.
    var reason: String {
        if node["build"] != nil { return "it builds its own image" }
        guard let image = node["image"] else {
            guard let extended = node["extends"] else { return "it has no image" }
            return "it has no image of its own, and \(extendsReason(extended))"
        }
        return "\(image.kindWord) is not a Lambda base image, and nothing is mounted at /var/task"
    }

    mutating func note(_ line: Int?, _ subject: String, _ message: String) {
        notes.append(ImportNote(line: line, subject: "\(function.name): \(subject)", message: message))
    }

    /// A value with its variables filled in; nil if one has no default.
    func text(_ node: SourceNode?) -> String? { node?.text.flatMap { try? interpolation.filled($0) } }

    mutating func text(_ subject: String, _ node: SourceNode) -> String? {
        guard let text = node.text else {
            note(node.line, subject, "left out: it is \(node.kindWord), not a text")
            return nil
        }
        do throws(Interpolation.Missing) {
            return try interpolation.filled(text)
        } catch {
            note(node.line, subject, "left out: the variable \(error.name) has no default in the file")
            return nil
        }
    }

    /// Reads the service as the function with that name.
    mutating func read(as name: String, takesRegistry: (String) -> Bool) {
        function.name = name
        if let baseImage, takesRegistry(baseImage.registry) {
            function.runtime = baseImage.runtime.identifier
        } else {
            function.image = image
        }
        for member in node.members where !member.value.isNull { read(member.key, member.value, at: member.line) }
        readEnvironment()
    }

    private mutating func read(_ key: String, _ value: SourceNode, at line: Int) {
        switch key {
        case "image": lines["image"] = line
        case "environment", "container_name", "labels": break
        case "command": readCommand(value)
        case "entrypoint": readEntryPoint(value, at: line)
        case "ports": readPorts(value)
        case "volumes": for volume in value.elements { readVolume(volume) }
        case "env_file": readEnvironmentFiles(value)
        case "mem_limit": readMemory(value, at: line)
        case "deploy": if let memory = value["resources"]?["limits"]?["memory"] { readMemory(memory, at: memory.line) }
        case "platform":
            lines["architecture"] = line
            function.architecture = text(key, value)?.replacing("linux/", with: "")
        case "tmpfs": for mount in value.isList ? value.elements : [value] { readTemporary(mount) }
        case "extends": note(line, key, extendsReason(value))
        case "extra_hosts":
            let hosts = value.isList ? value.elements.compactMap(\.text) : value.members.map(\.key)
            for host in hosts where !host.hasPrefix("host.docker.internal") {
                note(
                    line, key,
                    "\"\(host.prefix(80))\" is left out: functions cannot have extra hosts; write the address in "
                        + "\"environment\"")
            }
        case "read_only", "cap_drop", "security_opt", "memswap_limit", "init", "logging", "restart":
            // lamdeck does the same for each container, or it concerns only the container.
            break
        default: note(line, key, "left out: functions.json has no such setting")
        }
    }

    /// Notes the file whose service this one extends; it is not read.
    private func extendsReason(_ node: SourceNode) -> String {
        let service = node["service"]?.text ?? node.text ?? "another service"
        guard let file = node["file"]?.text else {
            return "the settings from \"\(service.prefix(80))\" are left out; write them into this service"
        }
        return
            "\"\(file.prefix(200))\" is not read; write the settings of its service \"\(service.prefix(80))\" into this "
            + "service"
    }

    private func words(_ node: SourceNode) -> [SourceNode] {
        if node.isList { return node.elements }
        let parts = (node.text ?? "").split { $0 == " " }
        return parts.map {
            SourceNode(text: $0.trimmingPrefix { "\"'".contains($0) }.description.unquoted, line: node.line)
        }
    }

    private mutating func readCommand(_ node: SourceNode) {
        lines["handler"] = node.line
        let words = words(node)
        guard let first = words.first else { return }
        function.handler = text("command", first)
        if words.count > 1 { note(node.line, "command", "only its first word, the handler, is carried over") }
    }

    private mutating func readEntryPoint(_ node: SourceNode, at line: Int) {
        let isEmulator = words(node).map(\.text) == ["/usr/local/bin/aws-lambda-rie"]
        if isEmulator, baseImage?.runtime.family == .provided { return }
        note(line, "entrypoint", "left out: lamdeck uses the image's own")
    }

    private mutating func readPorts(_ node: SourceNode) {
        for port in node.elements {
            let spec = port.isMap ? ComposePort(port) : text("ports", port).flatMap { ComposePort($0) }
            guard let spec, spec.target == 8080 else {
                note(port.line, "ports", "\(port.kindWord) is left out: Lambda's emulator listens on 8080 only")
                continue
            }
            guard let published = spec.published else { continue }
            if let first = function.port {
                note(port.line, "ports", "\(published) is left out: a function has one port, here \(first)")
            } else {
                (function.port, lines["port"]) = (published, port.line)
                if let address = spec.address, address != "127.0.0.1" {
                    note(port.line, "ports", "\(address) is left out: lamdeck listens on 127.0.0.1")
                }
            }
        }
    }

    private mutating func readVolume(_ node: SourceNode) {
        guard let volume = ComposeVolume(node), let written = volume.source,
            let source = text("volumes", SourceNode(text: written, line: node.line))
        else {
            if ComposeVolume(node)?.target != "/tmp" {
                note(node.line, "volumes", "\(node.kindWord) is left out: it is not a folder")
            }
            return
        }
        guard source.hasPrefix(".") || source.hasPrefix("/") || source.hasPrefix("~") || node.isMap else {
            return note(node.line, "volumes", "\"\(source)\" is left out: it is a volume, not a folder")
        }
        switch volume.target {
        case "/var/task":
            (function.code, lines["code"]) = (RelativePath.clean(source), node.line)
        case "/opt":
            function.layers.append(RelativePath.clean(source))
            lines["layers"] = node.line
        default:
            return note(node.line, "volumes", "\"\(volume.target)\" is left out: only /var/task and /opt are mounted")
        }
        if !volume.isReadOnly {
            note(node.line, "volumes", "\(volume.target) is read-only here, as on Lambda; it was writable")
        }
    }

    /// `/tmp:size=1g,mode=1777`: Lambda's only writable folder.
    private mutating func readTemporary(_ node: SourceNode) {
        guard let text = text("tmpfs", node) else { return }
        let parts = text.split(separator: ":", maxSplits: 1)
        guard let folder = parts.first, RelativePath.clean(String(folder)) == "/tmp" else {
            return note(node.line, "tmpfs", "\"\(text.prefix(60))\" is left out: only /tmp is writable")
        }
        for option in parts.dropFirst().joined().split(separator: ",") where option.hasPrefix("size=") {
            lines["ephemeralStorage"] = node.line
            let size = ComposeSize.megabytes(String(option.dropFirst("size=".count)))
            function.ephemeralStorage = size == 512 ? nil : size
        }
    }

    private mutating func readEnvironmentFiles(_ node: SourceNode) {
        let files = node.isList ? node.elements : [node]
        for (index, file) in files.enumerated() {
            let path = text("env_file", file["path"] ?? file)
            if index == 0 {
                function.environmentFile = path.map(RelativePath.clean)
            } else {
                note(file.line, "env_file", "\"\(path ?? "")\" is left out: a function can have one file only")
            }
        }
    }

    private mutating func readMemory(_ node: SourceNode, at line: Int) {
        guard variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == nil, let text = text("mem_limit", node) else { return }
        lines["memorySize"] = line
        function.memorySize = ComposeSize.megabytes(text)
        if function.memorySize == nil {
            note(line, "mem_limit", "\"\(text.prefix(40))\" is left out: it is not a size")
        }
    }
}

extension String {
    /// The text without a quote at its end.
    fileprivate var unquoted: String { last.map { "\"'".contains($0) } == true ? String(dropLast()) : self }
}
