/// Fills in `serverless.yml`'s `${…}`: `self:`, `opt:`, `param:`, `sls:stage`, `file(…)`, `.env` files for `env:`, and
/// defaults after a comma.
///
/// Values of the shell and of AWS are not known during an import.
struct ServerlessVariables {
    static let longestText = 32 << 10
    static let mostSteps = 200_000
    /// The most values created by filling in variables.
    static let mostValues = 1_000_000

    var root: SourceNode
    let options: [String: String]
    /// The assumed values of `stage` and `region`, with the line of the first use.
    var assumed: [String: (value: String, line: Int)] = [:]
    /// Defaults that were used for values that are unknown here: expression, reason, value and line.
    private(set) var defaulted: [(expression: String, why: String, value: String, line: Int)] = []
    /// Variables from a `.env` file.
    var fromEnvironmentFile: [String: Int] = [:]
    /// `.env` files that are not read because they are outside the project, with the line that needs them.
    var outsideFiles: [String: Int] = [:]
    let source: ImportSource?
    var files: [String: SourceNode?] = [:]
    /// The variables of `.env` files; nil until they are needed.
    var environment: [String: String]?
    private var pending: [String] = []
    private var steps = 0
    private var filledValues = 0

    init(_ root: SourceNode, options: [String: String], source: ImportSource? = nil) {
        self.root = root
        self.options = options
        self.source = source
    }

    /// A value with all its variables filled in; a variable without a value becomes unknown, with the reason.
    mutating func deeplyFilled(_ node: SourceNode, depth: Int = 0) -> SourceNode {
        filledValues += 1
        var result = node
        do throws(Unresolved) {
            guard depth < 100, filledValues < Self.mostValues else {
                throw Unresolved(why: "variables refer to each other in a circle")
            }
            switch node.content {
            case .unknown: break
            case .scalar(let text, _):
                guard text.contains("${") else { break }
                let value = try resolve(node)
                result = value == node ? node : deeplyFilled(value, depth: depth + 1)
                result.tag = result.tag ?? node.tag
            case .list(let elements):
                result.content = .list(elements.map { deeplyFilled($0, depth: depth + 1) })
            case .map(let members):
                result.content = .map(
                    members.map {
                        SourceMember(key: $0.key, line: $0.line, value: deeplyFilled($0.value, depth: depth + 1))
                    })
            }
        } catch {
            result.content = .unknown(why: error.why)
        }
        return result
    }

    /// Fills in a value that is a single variable; variables inside the result stay.
    mutating func resolve(_ node: SourceNode) throws(Unresolved) -> SourceNode {
        guard let text = node.text, text.contains("${") else { return node }
        if let expression = Self.whole(text) {
            return Self.isVariable(expression) ? try lookUp(expression, line: node.line) : node
        }
        return SourceNode(text: try filled(text, line: node.line), line: node.line)
    }

    /// The expression in braces if the text is a single variable and nothing else.
    private static func whole(_ text: String) -> String? {
        guard text.hasPrefix("${"), text[...].closingBrace == text.index(before: text.endIndex) else { return nil }
        return String(text.dropFirst(2).dropLast())
    }

    /// Whether it is a variable of Serverless: `source:address` or `source(…)`. `${Name}` and `${AWS::Region}` belong
    /// to CloudFormation.
    private static func isVariable(_ expression: String) -> Bool {
        if expression.hasPrefix("${") { return true }
        if expression.trimmed.hasPrefix("AWS::") { return false }
        let rest = expression.trimmed.drop { $0.isLetter || $0.isNumber || "-_".contains($0) }
        return rest.first == ":" || rest.first == "("
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
            guard let end = tail.closingBrace else { throw Unresolved(why: "\"${\" is not closed") }
            let expression = String(tail[start.upperBound..<end])
            rest = rest[rest.index(after: end)...]
            guard Self.isVariable(expression) else {
                result += tail[...end]
                continue
            }
            let value = try lookUp(expression, line: line)
            guard let part = value.text ?? (value.isNull ? "" : nil) else {
                throw Unresolved(why: "it is \(value.kindWord), not a text")
            }
            result += part
            if result.utf8.count > Self.longestText { throw Unresolved(why: "it is longer than Lambda allows") }
        }
        return result + rest
    }

    /// The value of an expression: a list of addresses, of which the first one with a value counts.
    private mutating func lookUp(_ expression: String, line: Int) throws(Unresolved) -> SourceNode {
        steps += 1
        guard steps < Self.mostSteps, pending.count < 60, !pending.contains(expression) else {
            throw Unresolved(why: "\"${\(expression.prefix(60))}\" depends on itself")
        }
        pending.append(expression)
        defer { pending.removeLast() }
        var failure: (part: String, error: Unresolved)?
        for part in Self.alternatives(expression) {
            do throws(Unresolved) {
                guard let value = try address(part, line: line), !value.isNull else { continue }
                // Variables of the shell are known to be missing; a default for anything else is a guess that must be
                // noted.
                if let failure, !failure.part.hasPrefix("env:") {
                    noteDefault(failure.part, failure.error.why, value, line)
                }
                return value
            } catch {
                failure = failure ?? (part, error)
            }
        }
        let reason = expression.contains("file(") ? ": the file is not there, or has no such key" : ""
        throw failure?.error ?? Unresolved(why: "\"${\(expression.prefix(60))}\" has no value\(reason)")
    }

    private mutating func noteDefault(_ expression: String, _ why: String, _ value: SourceNode, _ line: Int) {
        guard !defaulted.contains(where: { $0.expression == expression && $0.line == line }), defaulted.count < 1000
        else { return }
        defaulted.append((expression, why, value.kindWord, line))
    }

    /// Splits at commas outside of quotes and braces.
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
        // The content of a variable is a value, not an address, even if it contains a colon.
        if let inner = Self.whole(written), Self.isVariable(inner) { return try lookUp(inner, line: line) }
        let text = written.contains("${") ? try filled(written, line: line) : written
        if let quote = text.first, quote == "'" || quote == "\"", text.count >= 2, text.last == quote {
            return SourceNode(text: String(text.dropFirst().dropLast()), line: line)
        }
        if text.hasPrefix("file(") { return try file(text, line: line) }
        if text.hasPrefix("strToBool("), text.hasSuffix(")") { return try bool(text, line: line) }
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
        case "aws" where key == "accountId": return account(line)
        case "env":
            if let value = environmentValue(key, line: line) { return SourceNode(text: value, line: line) }
            throw Unresolved(why: "the variable \(key.prefix(60)) is set in the shell, and has no default here")
        default: throw Unresolved(why: "\"${\(text.prefix(60))}\" is looked up at deployment")
        }
    }

    private mutating func own(_ path: String, line: Int) throws(Unresolved) -> SourceNode? {
        if path == "provider.stage", root["provider"]?["stage"] == nil { return try stage(line) }
        if path == "provider.region", root["provider"]?["region"] == nil { return try region(line) }
        return try member(path, of: root)
    }

    /// The value at `a.b.0`, with variables on the way filled in.
    mutating func member(_ path: String, of root: SourceNode) throws(Unresolved) -> SourceNode? {
        var node = root
        for part in path.split(separator: ".") {
            node = try resolve(node)
            let next = Int(part).flatMap { node.elements.indices.contains($0) ? node.elements[$0] : nil }
            guard let found = next ?? node[String(part)] else { return nil }
            node = found
        }
        return try resolve(node)
    }
}
