/// A mount of a service, in the short form (`./code:/var/task:ro`) or the long one.
struct ComposeVolume {
    /// Nil if the engine creates the volume.
    var source: String?
    var target: String
    var isReadOnly: Bool

    init?(_ node: SourceNode) {
        if node.isMap {
            guard let target = node["target"]?.text else { return nil }
            source = node["type"]?.text == "bind" ? node["source"]?.text : nil
            self.target = Self.clean(target)
            isReadOnly = node["read_only"]?.bool ?? false
            return
        }
        guard let text = node.text else { return nil }
        let parts = Self.parts(text)
        if parts.count < 2 {
            source = nil
            target = Self.clean(text)
            isReadOnly = false
        } else {
            source = parts[0]
            target = Self.clean(parts[1])
            isReadOnly = parts.dropFirst(2).joined(separator: ",").split(separator: ",").contains("ro")
        }
    }

    /// Splits at colons, except for those in `${NAME:-default}`.
    private static func parts(_ text: String) -> [String] {
        var parts = [""]
        var open = 0
        for character in text {
            if character == "{" { open += 1 }
            if character == "}" { open -= 1 }
            if character == ":", open <= 0 {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts
    }

    private static func clean(_ target: String) -> String { RelativePath.clean(target) }
}

/// A port of a service.
struct ComposePort {
    var address: String?
    var published: Int?
    var target: Int

    /// The long form.
    init?(_ node: SourceNode) {
        guard let target = node["target"]?.int else { return nil }
        self.target = target
        published = node["published"]?.int
        address = node["host_ip"]?.text
    }

    /// `8080`, `9000:8080`, `127.0.0.1:9000:8080`, each with or without `/tcp` at the end; nil for ranges.
    init?(_ text: String) {
        let protocolParts = text.split(separator: "/", maxSplits: 1)
        guard let front = protocolParts.first, protocolParts.count == 1 || protocolParts[1] == "tcp" else { return nil }
        var parts = front.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard let target = parts.popLast().flatMap({ Int($0) }) else { return nil }
        self.target = target
        if let last = parts.popLast(), !last.isEmpty {
            guard let port = Int(last) else { return nil }
            published = port
        }
        if !parts.isEmpty { address = parts.joined(separator: ":") }
    }
}

/// Sizes in compose's notation.
enum ComposeSize {
    /// `256m`, `1gb`, `268435456` in MB, rounded down; nil if it is not a size.
    static func megabytes(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), number < 1 << 40 else { return nil }
        switch text.dropFirst(digits.count).lowercased() {
        case "", "b": return number >> 20
        case "k", "kb": return number >> 10
        case "m", "mb": return number
        case "g", "gb": return number << 10
        default: return nil
        }
    }
}
