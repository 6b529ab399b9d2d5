/// Fills in `serverless.yml`'s `${…}`: `self:`, `opt:`, `param:`, `sls:stage` and defaults behind a comma.
///
/// Values of the shell, of files and of AWS are not there when a file is imported.
struct ServerlessVariables {
    static let longestText = 32 << 10
    static let mostSteps = 200_000

    let root: SourceNode
    let options: [String: String]
    /// What was taken for `stage` and `region` because nobody said it, with the first line.
    private(set) var assumed: [String: (value: String, line: Int)] = [:]
    private var pending: [String] = []
    private var steps = 0

    init(_ root: SourceNode, options: [String: String]) {
        self.root = root
        self.options = options
    }

    /// A value, itself filled in where it is one variable alone; what is in it is not.
    mutating func resolve(_ node: SourceNode) throws(Unresolved) -> SourceNode {
        guard let text = node.text, text.contains("${") else { return node }
        if text.hasPrefix("${"), text[...].closingBrace == text.index(before: text.endIndex) {
            return try lookUp(String(text.dropFirst(2).dropLast()), line: node.line)
        }
        return SourceNode(text: try filled(text, line: node.line), line: node.line)
    }

    mutating func text(_ node: SourceNode) throws(Unresolved) -> String {
        let value = try resolve(node)
        guard let text = value.text ?? (value.isNull ? "" : nil) else {
            throw Unresolved(why: "it is \(value.kindWord), not a text")
        }
        return text
    }

    private mutating func filled(_ text: String, line: Int) throws(Unresolved) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            result += rest[..<start.lowerBound]
            let tail = rest[start.lowerBound...]
            guard let end = tail.closingBrace else { throw Unresolved(why: "\"${\" is never closed") }
            let value = try lookUp(String(tail[start.upperBound..<end]), line: line)
            guard let part = value.text ?? (value.isNull ? "" : nil) else {
                throw Unresolved(why: "it is \(value.kindWord), not a text")
            }
            result += part
            if result.utf8.count > Self.longestText { throw Unresolved(why: "it is longer than Lambda takes") }
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// The value of what stands between the braces: addresses behind each other, the first that has one counts.
    private mutating func lookUp(_ expression: String, line: Int) throws(Unresolved) -> SourceNode {
        steps += 1
        guard steps < Self.mostSteps, pending.count < 60, !pending.contains(expression) else {
            throw Unresolved(why: "\"${\(expression.prefix(60))}\" depends on itself")
        }
        pending.append(expression)
        defer { pending.removeLast() }
        var failure = Unresolved(why: "\"${\(expression.prefix(60))}\" has no value")
        for part in Self.alternatives(expression) {
            do throws(Unresolved) {
                if let value = try address(part, line: line), !value.isNull { return value }
            } catch {
                failure = error
            }
        }
        throw failure
    }

    /// Split at commas outside of quotes and braces.
    private static func alternatives(_ expression: String) -> [String] {
        var parts = [""]
        var open = 0
        var quote: Character?
        for character in expression {
            if let opened = quote {
                if character == opened { quote = nil }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if "{(".contains(character) {
                open += 1
            } else if "})".contains(character) {
                open -= 1
            }
            if character == ",", open == 0, quote == nil {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts.map(\.trimmed)
    }

    private mutating func address(_ written: String, line: Int) throws(Unresolved) -> SourceNode? {
        let text = written.contains("${") ? try filled(written, line: line) : written
        if let quote = text.first, quote == "'" || quote == "\"", text.count >= 2, text.last == quote {
            return SourceNode(text: String(text.dropFirst().dropLast()), line: line)
        }
        guard let colon = text.firstIndex(of: ":") else {
            // A default without quotes: a number or a boolean.
            let isWord = !text.isEmpty && !text.contains("(")
            guard isWord else { throw Unresolved(why: "\"${\(text.prefix(60))}\" is not known here") }
            return SourceNode(.scalar(text, isPlain: true), line: line)
        }
        let key = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "self": return try own(key, line: line)
        case "opt": return try option(key, line: line)
        case "sls" where key == "stage": return try stage(line)
        case "param": return try parameter(key, line: line)
        case "aws" where key == "region": return try region(line)
        case "env": throw Unresolved(why: "the variable \(key.prefix(60)) is the shell's, and has no default here")
        default: throw Unresolved(why: "\"${\(text.prefix(60))}\" is looked up at deployment")
        }
    }

    private mutating func own(_ path: String, line: Int) throws(Unresolved) -> SourceNode? {
        if path == "provider.stage", root["provider"]?["stage"] == nil { return try stage(line) }
        if path == "provider.region", root["provider"]?["region"] == nil { return try region(line) }
        var node = root
        for part in path.split(separator: ".") {
            node = try resolve(node)
            let next = Int(part).flatMap { node.elements.indices.contains($0) ? node.elements[$0] : nil }
            guard let found = next ?? node[String(part)] else { return nil }
            node = found
        }
        return try resolve(node)
    }

    private mutating func option(_ name: String, line: Int) throws(Unresolved) -> SourceNode? {
        if let value = options[name] { return SourceNode(text: value, line: line) }
        return nil
    }

    private mutating func stage(_ line: Int) throws(Unresolved) -> SourceNode {
        try setting("stage", fallback: "dev", line: line)
    }

    private mutating func region(_ line: Int) throws(Unresolved) -> SourceNode {
        try setting("region", fallback: "us-east-1", line: line)
    }

    /// The option, else the provider's setting, else Serverless' own default, which is an assumption.
    private mutating func setting(_ name: String, fallback: String, line: Int) throws(Unresolved) -> SourceNode {
        if let value = options[name] { return SourceNode(text: value, line: line) }
        if let node = root["provider"]?[name] { return SourceNode(text: try text(node), line: line) }
        if assumed[name] == nil { assumed[name] = (fallback, line) }
        return SourceNode(text: fallback, line: line)
    }

    private mutating func parameter(_ name: String, line: Int) throws(Unresolved) -> SourceNode? {
        if let value = options[name] { return SourceNode(text: value, line: line) }
        let stage = try text(try stage(line))
        for section in [stage, "default"] {
            if let node = root["params"]?[section]?[name] { return try resolve(node) }
        }
        return nil
    }
}
