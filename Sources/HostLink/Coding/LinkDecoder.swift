import LambdaModel

/// Turns ``LinkValue``s into messages, see ``LinkEncoder``.
enum LinkDecoder {
    /// A message from its bytes.
    static func message<Message: Decodable>(_ type: Message.Type, from bytes: [UInt8]) throws -> Message {
        try decode(type, LinkValue(bytes))
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, _ value: LinkValue) throws -> Value {
        if case .bytes(let bytes) = value, let coded = Base64Coded(wrappedValue: bytes) as? Value { return coded }
        return try Value(from: Coder(value: value))
    }

    private static func mismatch(_ value: LinkValue, _ expected: String) -> LinkFrame.Malformed {
        LinkFrame.Malformed(description: "a message with a value that is no \(expected)")
    }

    private static func integer<Number: FixedWidthInteger>(_ value: LinkValue) throws -> Number {
        guard case .int(let number) = value, let exact = Number(exactly: number) else {
            throw mismatch(value, "integer")
        }
        return exact
    }

    private static func double(_ value: LinkValue) throws -> Double {
        switch value {
        case .double(let number): return number
        case .int(let number): return Double(number)
        default: throw mismatch(value, "number")
        }
    }

    private static func bool(_ value: LinkValue) throws -> Bool {
        guard case .bool(let value) = value else { throw mismatch(value, "truth value") }
        return value
    }

    private static func text(_ value: LinkValue) throws -> String {
        guard case .text(let text) = value else { throw mismatch(value, "text") }
        return text
    }

    private struct Coder: Decoder {
        let value: LinkValue
        var codingPath: [any CodingKey] { [] }
        var userInfo: [CodingUserInfoKey: Any] { [:] }

        func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
            KeyedDecodingContainer(try Keyed<Key>(value))
        }

        func unkeyedContainer() throws -> any UnkeyedDecodingContainer { try Unkeyed(value) }

        func singleValueContainer() -> any SingleValueDecodingContainer { Single(value: value) }
    }

    private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let members: [String: LinkValue]
        var codingPath: [any CodingKey] { [] }
        var allKeys: [Key] { members.keys.compactMap { Key(stringValue: $0) } }

        init(_ value: LinkValue) throws {
            guard case .map(let members) = value else { throw mismatch(value, "object") }
            self.members = members
        }

        private func member(_ key: Key) throws -> LinkValue {
            guard let value = members[key.stringValue] else {
                throw LinkFrame.Malformed(description: "a message without \(key.stringValue)")
            }
            return value
        }

        func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }
        func decodeNil(forKey key: Key) throws -> Bool { try member(key) == .null }
        func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try bool(member(key)) }
        func decode(_ type: String.Type, forKey key: Key) throws -> String { try text(member(key)) }
        func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try double(member(key)) }
        func decode(_ type: Float.Type, forKey key: Key) throws -> Float { Float(try double(member(key))) }
        func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try integer(member(key)) }
        func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try integer(member(key)) }
        func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try integer(member(key)) }
        func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try integer(member(key)) }
        func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try integer(member(key)) }
        func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try integer(member(key)) }
        func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try integer(member(key)) }
        func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try integer(member(key)) }
        func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try integer(member(key)) }
        func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try integer(member(key)) }

        func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
            try LinkDecoder.decode(type, member(key))
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> {
            KeyedDecodingContainer(try LinkDecoder.Keyed<Nested>(member(key)))
        }

        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { try Unkeyed(member(key)) }
        func superDecoder() throws -> any Decoder { Coder(value: members["super"] ?? .null) }
        func superDecoder(forKey key: Key) throws -> any Decoder { Coder(value: try member(key)) }
    }

    private struct Unkeyed: UnkeyedDecodingContainer {
        let values: [LinkValue]
        var currentIndex = 0
        var codingPath: [any CodingKey] { [] }
        var count: Int? { values.count }
        var isAtEnd: Bool { currentIndex >= values.count }

        init(_ value: LinkValue) throws {
            guard case .array(let values) = value else { throw mismatch(value, "list") }
            self.values = values
        }

        private mutating func next() throws -> LinkValue {
            guard !isAtEnd else { throw LinkFrame.Malformed(description: "a message with too short a list") }
            defer { currentIndex += 1 }
            return values[currentIndex]
        }

        mutating func decodeNil() throws -> Bool {
            guard !isAtEnd, values[currentIndex] == .null else { return false }
            currentIndex += 1
            return true
        }

        mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try LinkDecoder.decode(type, next())
        }

        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) throws -> KeyedDecodingContainer<Nested> {
            KeyedDecodingContainer(try Keyed<Nested>(next()))
        }

        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try Unkeyed(next()) }
        mutating func superDecoder() throws -> any Decoder { Coder(value: try next()) }
    }

    private struct Single: SingleValueDecodingContainer {
        let value: LinkValue
        var codingPath: [any CodingKey] { [] }

        func decodeNil() -> Bool { value == .null }
        func decode(_ type: Bool.Type) throws -> Bool { try bool(value) }
        func decode(_ type: String.Type) throws -> String { try text(value) }
        func decode(_ type: Double.Type) throws -> Double { try double(value) }
        func decode(_ type: Float.Type) throws -> Float { Float(try double(value)) }
        func decode(_ type: Int.Type) throws -> Int { try integer(value) }
        func decode(_ type: Int8.Type) throws -> Int8 { try integer(value) }
        func decode(_ type: Int16.Type) throws -> Int16 { try integer(value) }
        func decode(_ type: Int32.Type) throws -> Int32 { try integer(value) }
        func decode(_ type: Int64.Type) throws -> Int64 { try integer(value) }
        func decode(_ type: UInt.Type) throws -> UInt { try integer(value) }
        func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(value) }
        func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(value) }
        func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(value) }
        func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(value) }
        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try LinkDecoder.decode(type, value) }
    }
}
