import JSONText
import Support

extension DeckView {
    /// The version of the text. A later version may mean something else by the same names.
    private static let version = 1

    /// The view as JSON, with the names that a host and its clients use.
    public var json: String {
        var writer = JSONWriter(style: .indented(2))
        writer.object { root in
            root.member("version", Self.version)
            root.key("view")
            root.write(wire)
        }
        return writer.text + "\n"
    }

    /// Reads a view.
    ///
    /// - Throws: why the text is not used: it is damaged, or of a later lamdeck.
    public init(json: [UInt8]) throws(WireError) {
        let root: JSONNode
        do throws(JSONError) {
            root = try JSONDocument(json).root
        } catch {
            throw WireError("it is damaged")
        }
        guard let version = root["version"]?.int, let view = root["view"] else { throw WireError("it is damaged") }
        guard version <= Self.version else { throw WireError("a later version of lamdeck wrote it") }
        do throws(WireError) {
            try self.init(wire: WireValue(view, depth: 0))
        } catch {
            throw WireError("it is damaged")
        }
    }
}

extension JSONWriter {
    /// Writes a value that a host and its clients send. Members are sorted, so that equal values are equal texts.
    fileprivate mutating func write(_ value: WireValue) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .int(let value): int(Int(value))
        case .double(let value): double(value)
        case .text(let text): string(text)
        case .bytes(let bytes): string(String(decoding: bytes, as: UTF8.self))
        case .array(let values): array { list in for value in values { list.write(value) } }
        case .map(let members):
            object { object in
                for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                    object.key(name)
                    object.write(value)
                }
            }
        }
    }
}

extension WireValue {
    /// A value of a document.
    fileprivate init(_ node: JSONNode, depth: Int) throws(WireError) {
        // The values of a view are four levels deep.
        guard depth < 8 else { throw WireError("it is damaged") }
        switch node.kind {
        case .null: self = .null
        case .bool: self = .bool(node.bool ?? false)
        case .string: self = .text(node.string ?? "")
        case .number:
            guard let number = node.int else { throw WireError("it is damaged") }
            self = .int(Int64(number))
        case .array:
            var values: [WireValue] = []
            for element in node.elements { values.append(try WireValue(element, depth: depth + 1)) }
            self = .array(values)
        case .object:
            var members: [String: WireValue] = [:]
            for member in node.members { members[member.key] = try WireValue(member.value, depth: depth + 1) }
            self = .map(members)
        }
    }
}
