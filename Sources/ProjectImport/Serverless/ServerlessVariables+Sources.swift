import JSONText
import LambdaModel

/// Values from outside the file.
extension ServerlessVariables {
    private static let account = "123456789012"

    mutating func option(_ name: String, line: Int) throws(Unresolved) -> SourceNode? {
        if let value = options[name] { return SourceNode(text: value, line: line) }
        return nil
    }

    mutating func stage(_ line: Int) throws(Unresolved) -> SourceNode {
        try setting("stage", fallback: "dev", line: line)
    }

    mutating func region(_ line: Int) throws(Unresolved) -> SourceNode {
        try setting("region", fallback: "us-east-1", line: line)
    }

    /// The option, otherwise the provider's setting, otherwise Serverless' default, which is noted as an assumption.
    mutating func setting(_ name: String, fallback: String, line: Int) throws(Unresolved) -> SourceNode {
        if let value = options[name] { return SourceNode(text: value, line: line) }
        if let node = root["provider"]?[name] { return SourceNode(text: try text(node), line: line) }
        if assumed[name] == nil { assumed[name] = (fallback, line) }
        return SourceNode(text: fallback, line: line)
    }

    mutating func parameter(_ name: String, line: Int) throws(Unresolved) -> SourceNode? {
        if let value = options[name] { return SourceNode(text: value, line: line) }
        let stage = try text(try stage(line))
        for section in [stage, "default"] {
            for params in [root["params"]?[section], root["stages"]?[section]?["params"]] {
                if let node = params?[name] { return try resolve(node) }
            }
        }
        return nil
    }

    mutating func account(_ line: Int) -> SourceNode {
        if let value = options["AWS::AccountId"] { return SourceNode(text: value, line: line) }
        if assumed["AWS::AccountId"] == nil { assumed["AWS::AccountId"] = (Self.account, line) }
        return SourceNode(text: Self.account, line: line)
    }

    /// `strToBool(true)`.
    mutating func bool(_ text: String, line: Int) throws(Unresolved) -> SourceNode {
        let word = text.dropFirst("strToBool(".count).dropLast().lowercased()
        switch word {
        case "true", "1": return SourceNode(.scalar("true", isPlain: true), line: line)
        case "false", "0": return SourceNode(.scalar("false", isPlain: true), line: line)
        default: throw Unresolved(why: "\"\(word.prefix(60))\" is neither true nor false")
        }
    }

    // MARK: Files

    /// `file(./other.yml)` or `file(./other.yml):key.inner`; nil if the file or key does not exist.
    mutating func file(_ text: String, line: Int) throws(Unresolved) -> SourceNode? {
        guard let end = text.firstIndex(of: ")") else {
            throw Unresolved(why: "\"\(text.prefix(60))\" is not closed")
        }
        let path = String(text[text.index(text.startIndex, offsetBy: "file(".count)..<end]).trimmed
        let rest = text[text.index(after: end)...]
        guard rest.isEmpty || rest.hasPrefix(":") else {
            throw Unresolved(why: "\"\(text.prefix(60))\" is not read: a key follows a colon")
        }
        guard let content = try content(path) else { return nil }
        return try member(String(rest.dropFirst()), of: content).map { $0.relined(to: line) }
    }

    /// A file as a value; nil if it does not exist.
    private mutating func content(_ path: String) throws(Unresolved) -> SourceNode? {
        if let known = files[path] { return known }
        let shown = path.prefix(100)
        guard let source else {
            throw Unresolved(why: "the file \(shown) is known only at deployment")
        }
        if path.hasPrefix("/") || path.hasPrefix("~") {
            throw Unresolved(why: "the file \(shown) is not read: its path does not begin in the project")
        }
        let ending = path.split(separator: ".").last?.lowercased() ?? ""
        if ["js", "cjs", "mjs", "ts"].contains(ending) {
            throw Unresolved(why: "the file \(shown) is a program, which Serverless runs")
        }
        guard files.count < 200 else { throw Unresolved(why: "more than 200 files are not read") }
        if source.isOutside(path) {
            throw Unresolved(
                why: "the file \(shown) is not read: it is outside the project, which is this folder, or the "
                    + "repository that it is in")
        }
        guard let bytes = source.read(path) else {
            files[path] = .some(nil)
            return nil
        }
        let node: SourceNode
        if ["yml", "yaml", "json", "tfstate"].contains(ending) {
            do throws(ImportError) {
                node = try SourceReader.read(bytes)
            } catch {
                throw Unresolved(why: "the file \(error.description(file: String(shown)))")
            }
        } else {
            guard bytes.count <= Self.longestText, let text = String(validating: bytes, as: UTF8.self) else {
                throw Unresolved(why: "the file \(shown) is longer than Lambda allows, or is not text")
            }
            node = SourceNode(text: text.trimmed, line: 1)
        }
        files[path] = node
        return node
    }

    // MARK: The shell's variables

    /// A variable from `.env` or `.env.STAGE`, which Serverless loads since version 4, or if `useDotenv` is set.
    mutating func environmentValue(_ name: String, line: Int) -> String? {
        let version = root["frameworkVersion"]?.text ?? "4"
        let isOld = ["1", "2", "3"].contains { version.trimmed.drop { "^~>=v ".contains($0) }.hasPrefix($0) }
        guard let source, root["useDotenv"]?.bool ?? !isOld else { return nil }
        if environment == nil {
            var values: [String: String] = [:]
            // First the stage's own file, whose values have precedence.
            let stage = options["stage"] ?? root["provider"]?["stage"]?.text ?? "dev"
            let names = stage.contains("$") || stage.contains("/") ? [".env"] : [".env.\(stage)", ".env"]
            for name in names where source.isOutside(name) { outsideFiles[name] = line }
            for bytes in names.compactMap({ source.read($0) }) {
                values.merge(EnvironmentFile.values(bytes)) { first, _ in first }
            }
            environment = values
        }
        guard let value = environment?[name] else { return nil }
        fromEnvironmentFile[name] = fromEnvironmentFile[name] ?? line
        return value
    }
}
