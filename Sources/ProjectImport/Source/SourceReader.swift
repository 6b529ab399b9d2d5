import JSONText
import Yams

/// Reads YAML or JSON into a tree of limited size, whatever aliases the text has.
enum SourceReader {
    /// The largest file, in bytes. CloudFormation's limit is 1 MB.
    static let maximumBytes = 8 << 20
    /// The most values of a file, counting repetitions by aliases.
    static let maximumValues = 400_000
    static let maximumDepth = 100

    static func read(_ bytes: [UInt8]) throws(ImportError) -> SourceNode {
        guard bytes.count <= maximumBytes else {
            throw ImportError(
                line: nil, message: "the file has \(bytes.count) bytes; the limit is \(maximumBytes)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ImportError(line: nil, message: "the file is not UTF-8 text")
        }
        var counter = Counter()
        // JSON indented with tabs is not valid YAML.
        if looksLikeJSON(bytes), let document = try? JSONDocument(bytes, maximumDepth: maximumDepth) {
            return try counter.node(document.root, depth: 0)
        }
        return try counter.node(try yaml(text), depth: 0)
    }

    private static func looksLikeJSON(_ bytes: [UInt8]) -> Bool {
        let first = bytes.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || bytes.starts(with: [0xEF, 0xBB, 0xBF])
    }

    private static func yaml(_ text: String) throws(ImportError) -> Node {
        if let line = AliasKeys.line(in: text) {
            throw ImportError(line: line, message: "a key that is an alias or a collection is not read; write it out")
        }
        do {
            // The code that reads a value decides the meaning of a plain word; the parser would try a dozen patterns on
            // each key.
            guard let root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot() else {
                throw ImportError(line: nil, message: "the file is empty")
            }
            return root
        } catch let error as ImportError {
            throw error
        } catch {
            throw ImportError(error)
        }
    }
}

extension ImportError {
    /// The YAML parser's message, without its picture of the line.
    fileprivate init(_ error: any Error) {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(line: mark.line, message: "not YAML: \(problem) (column \(mark.column))")
        case .duplicatedKeysInMapping(let keys, let context):
            self.init(line: context.mark.line, message: "duplicate key \"\(keys.first ?? "")\"")
        case .reader(let problem, _, _, _):
            self.init(line: nil, message: "not YAML: \(problem)")
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded, nil:
            self.init(line: nil, message: "not YAML")
        }
    }
}

/// Converts trees and counts the values.
private struct Counter {
    private var values = 0

    private mutating func enter(depth: Int, line: Int) throws(ImportError) {
        values += 1
        if values > SourceReader.maximumValues {
            let most = SourceReader.maximumValues
            throw ImportError(line: line, message: "more than \(most) values, counting what aliases repeat")
        }
        if depth > SourceReader.maximumDepth {
            throw ImportError(line: line, message: "nested more than \(SourceReader.maximumDepth) levels deep")
        }
    }

    mutating func node(_ node: Node, depth: Int) throws(ImportError) -> SourceNode {
        let line = node.mark?.line ?? 1
        try enter(depth: depth, line: line)
        switch node {
        case .scalar(let scalar):
            return SourceNode(
                .scalar(scalar.string, isPlain: scalar.style == .plain), tag: Self.tag(scalar.tag), line: line)
        case .sequence(let sequence):
            var elements: [SourceNode] = []
            for element in sequence { elements.append(try self.node(element, depth: depth + 1)) }
            return SourceNode(.list(elements), tag: Self.tag(sequence.tag), line: line)
        case .mapping(let mapping):
            return SourceNode(.map(try members(mapping, depth: depth)), tag: Self.tag(mapping.tag), line: line)
        case .alias:
            throw ImportError(line: line, message: "an alias without an anchor")
        }
    }

    /// The members, followed by those of `<<` that are not overridden.
    private mutating func members(_ mapping: Node.Mapping, depth: Int) throws(ImportError) -> [SourceMember] {
        var members: [SourceMember] = []
        var merged: [SourceMember] = []
        var keys: Set<String> = []
        for (key, value) in mapping {
            let line = key.mark?.line ?? 1
            guard let name = key.scalar?.string else {
                throw ImportError(line: line, message: "a key that is not text")
            }
            let value = try node(value, depth: depth + 1)
            if name == "<<", value.isMap || value.isList {
                for part in value.isMap ? [value] : value.elements { merged += part.members }
            } else {
                guard keys.insert(name).inserted else {
                    throw ImportError(line: line, message: "duplicate key \"\(name)\"")
                }
                members.append(SourceMember(key: name, line: line, value: value))
            }
        }
        for member in merged where keys.insert(member.key).inserted { members.append(member) }
        return members
    }

    private static func tag(_ tag: Tag) -> String? {
        let name = tag.rawValue
        return name.hasPrefix("!") && name.utf8.count > 1 ? name : nil
    }

    mutating func node(_ node: JSONNode, depth: Int) throws(ImportError) -> SourceNode {
        let line = node.position.line
        try enter(depth: depth, line: line)
        switch node.kind {
        case .string: return SourceNode(text: node.string ?? "", line: line)
        case .number, .bool, .null: return SourceNode(.scalar(node.text, isPlain: true), line: line)
        case .array:
            var elements: [SourceNode] = []
            for element in node.elements { elements.append(try self.node(element, depth: depth + 1)) }
            return SourceNode(.list(elements), line: line)
        case .object:
            var members: [SourceMember] = []
            var keys: Set<String> = []
            for member in node.members {
                let line = member.keyPosition.line
                guard keys.insert(member.key).inserted else {
                    throw ImportError(line: line, message: "duplicate key \"\(member.key)\"")
                }
                let value = try self.node(member.value, depth: depth + 1)
                members.append(SourceMember(key: member.key, line: line, value: value))
            }
            return SourceNode(.map(members), line: line)
        }
    }
}
