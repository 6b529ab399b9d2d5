import LambdaModel

/// Turns messages into ``LinkValue``s. Foundation's encoder looks for conformances of each type at run time, which takes
/// several milliseconds in a program that runs for ten.
enum LinkEncoder {
    /// The bytes of a message.
    static func bytes(_ message: some Encodable) throws -> [UInt8] {
        let node = Node()
        try message.encode(to: Coder(node: node))
        var bytes: [UInt8] = []
        node.value.write(to: &bytes)
        return bytes
    }

    /// A value that is being made.
    final class Node {
        private var single = LinkValue.null
        private var elements: [Node]?
        private var members: [String: Node]?

        var value: LinkValue {
            if let members { return .map(members.mapValues(\.value)) }
            if let elements { return .array(elements.map(\.value)) }
            return single
        }

        var count: Int { elements?.count ?? 0 }

        func set(_ value: LinkValue) { single = value }

        func beginMap() { members = members ?? [:] }

        func beginArray() { elements = elements ?? [] }

        func member(_ key: String) -> Node {
            let node = Node()
            members?[key] = node
            return node
        }

        func element() -> Node {
            let node = Node()
            elements?.append(node)
            return node
        }

        func set<Value: Encodable>(_ value: Value) throws {
            if let coded = value as? Base64Coded {
                set(.bytes(coded.wrappedValue))
            } else {
                try value.encode(to: Coder(node: self))
            }
        }

        func setInteger(_ value: some FixedWidthInteger) throws {
            guard let number = Int64(exactly: value) else {
                throw LinkFrame.Malformed(description: "the number \(value) is too large for the link")
            }
            set(.int(number))
        }
    }

    private struct Coder: Encoder {
        let node: Node
        var codingPath: [any CodingKey] { [] }
        var userInfo: [CodingUserInfoKey: Any] { [:] }

        func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
            KeyedEncodingContainer(Keyed(node))
        }

        func unkeyedContainer() -> any UnkeyedEncodingContainer { Unkeyed(node) }

        func singleValueContainer() -> any SingleValueEncodingContainer { Single(node: node) }
    }

    private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let node: Node
        var codingPath: [any CodingKey] { [] }

        init(_ node: Node) {
            self.node = node
            node.beginMap()
        }

        func encodeNil(forKey key: Key) { node.member(key.stringValue).set(.null) }
        func encode(_ value: Bool, forKey key: Key) { node.member(key.stringValue).set(.bool(value)) }
        func encode(_ value: String, forKey key: Key) { node.member(key.stringValue).set(.text(value)) }
        func encode(_ value: Double, forKey key: Key) { node.member(key.stringValue).set(.double(value)) }
        func encode(_ value: Float, forKey key: Key) { node.member(key.stringValue).set(.double(Double(value))) }
        func encode(_ value: Int, forKey key: Key) throws { try node.member(key.stringValue).setInteger(value) }
        func encode(_ value: Int8, forKey key: Key) throws { try node.member(key.stringValue).setInteger(value) }
        func encode(_ value: Int16, forKey key: Key) throws { try node.member(key.stringValue).setInteger(value) }
        func encode(_ value: Int32, forKey key: Key) throws { try node.member(key.stringValue).setInteger(value) }
        func encode(_ value: Int64, forKey key: Key) throws { try node.member(key.stringValue).setInteger(value) }
        func encode(_ value: UInt, forKey key: Key) throws { try node.member(key.stringValue).setInteger(value) }
        func encode(_ value: UInt8, forKey key: Key) throws { try node.member(key.stringValue).setInteger(value) }
        func encode(_ value: UInt16, forKey key: Key) throws { try node.member(key.stringValue).setInteger(value) }
        func encode(_ value: UInt32, forKey key: Key) throws { try node.member(key.stringValue).setInteger(value) }
        func encode(_ value: UInt64, forKey key: Key) throws { try node.member(key.stringValue).setInteger(value) }

        func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
            try node.member(key.stringValue).set(value)
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) -> KeyedEncodingContainer<Nested> {
            KeyedEncodingContainer(LinkEncoder.Keyed<Nested>(node.member(key.stringValue)))
        }

        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
            Unkeyed(node.member(key.stringValue))
        }

        func superEncoder() -> any Encoder { Coder(node: node.member("super")) }
        func superEncoder(forKey key: Key) -> any Encoder { Coder(node: node.member(key.stringValue)) }
    }

    private struct Unkeyed: UnkeyedEncodingContainer {
        let node: Node
        var codingPath: [any CodingKey] { [] }
        var count: Int { node.count }

        init(_ node: Node) {
            self.node = node
            node.beginArray()
        }

        func encodeNil() { node.element().set(.null) }
        func encode<Value: Encodable>(_ value: Value) throws { try node.element().set(value) }

        func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
            KeyedEncodingContainer(Keyed<Nested>(node.element()))
        }

        func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { Unkeyed(node.element()) }
        func superEncoder() -> any Encoder { Coder(node: node.element()) }
    }

    private struct Single: SingleValueEncodingContainer {
        let node: Node
        var codingPath: [any CodingKey] { [] }

        func encodeNil() { node.set(.null) }
        func encode(_ value: Bool) { node.set(.bool(value)) }
        func encode(_ value: String) { node.set(.text(value)) }
        func encode(_ value: Double) { node.set(.double(value)) }
        func encode(_ value: Float) { node.set(.double(Double(value))) }
        func encode(_ value: Int) throws { try node.setInteger(value) }
        func encode(_ value: Int8) throws { try node.setInteger(value) }
        func encode(_ value: Int16) throws { try node.setInteger(value) }
        func encode(_ value: Int32) throws { try node.setInteger(value) }
        func encode(_ value: Int64) throws { try node.setInteger(value) }
        func encode(_ value: UInt) throws { try node.setInteger(value) }
        func encode(_ value: UInt8) throws { try node.setInteger(value) }
        func encode(_ value: UInt16) throws { try node.setInteger(value) }
        func encode(_ value: UInt32) throws { try node.setInteger(value) }
        func encode(_ value: UInt64) throws { try node.setInteger(value) }
        func encode<Value: Encodable>(_ value: Value) throws { try node.set(value) }
    }
}
