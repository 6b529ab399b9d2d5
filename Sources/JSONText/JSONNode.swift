/// A cursor to one value of a document. Two are equal when they point to the same value of the same document;
/// to compare values, see ``JSONDocument/valuesEqual(_:_:)``.
public struct JSONNode: Sendable, Hashable {
    /// JSON's six kinds of value.
    public enum Kind: Sendable {
        case object
        case array
        case string
        case number
        case bool
        case null

        /// The kind in words, with an article: `an object`.
        public var noun: String {
            switch self {
            case .object: "an object"
            case .array: "an array"
            case .string: "a string"
            case .number: "a number"
            case .bool: "a boolean"
            case .null: "null"
            }
        }
    }

    let storage: JSONStorage
    /// The position in the document's tape. It identifies the node as long as the document exists.
    public let index: Int

    init(storage: JSONStorage, index: Int) {
        self.storage = storage
        self.index = index
    }

    var entry: TapeEntry { storage.tape[index] }

    /// What the value is.
    public var kind: Kind { entry.kind }

    /// The value's bytes in the source, including quotes and brackets.
    public var byteRange: Range<Int> { storage.byteRange(index) }

    /// Where the value starts.
    public var position: JSONPosition { storage.position(of: byteRange.lowerBound) }

    /// The value exactly as in the source.
    public var text: String { String(decoding: storage.source(index), as: UTF8.self) }

    /// The decoded text of a string, nil for other kinds. A lone surrogate becomes U+FFFD.
    public var string: String? { kind == .string ? String(decoding: storage.decodedString(index), as: UTF8.self) : nil }

    /// A number as in the source, nil for other kinds.
    public var numberText: String? { kind == .number ? text : nil }

    /// A number that is whole and fits, including `1e2` and `1.0`; nil for anything else. Never rounded.
    public var int: Int? { kind == .number ? DecimalText(storage.source(index)).int : nil }

    /// The double nearest to a number; nil for other kinds and for values beyond the range of doubles.
    public var double: Double? { numberText.flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil } }

    /// `true` or `false`, nil for other kinds.
    public var bool: Bool? { kind == .bool ? storage.bytes[byteRange.lowerBound] == UInt8(ascii: "t") : nil }

    /// Whether the value is `null`.
    public var isNull: Bool { kind == .null }

    /// Members of an object (duplicates counted), elements of an array, 0 for other kinds.
    public var count: Int { Int(entry.count) }

    /// Members of an object in the order of the source, duplicates kept; empty for other kinds.
    public var members: JSONMembers { JSONMembers(object: self) }

    /// Elements of an array; empty for other kinds.
    public var elements: JSONElements { JSONElements(array: self) }

    /// The value of `key` in an object, found by searching the members. Of duplicates the last one counts, as in
    /// JavaScript and Python. Keys are compared by Unicode scalars, without normalization.
    public subscript(key: String) -> JSONNode? {
        var found: JSONNode?
        for member in members where storage.decodedString(member.keyNode.index).elementsEqual(key.utf8) {
            found = member.value
        }
        return found
    }

    /// The element at a 0-based position of an array; nil outside of it. Goes through the elements before it.
    public subscript(position: Int) -> JSONNode? {
        guard position >= 0, position < count else { return nil }
        return elements.dropFirst(position).first { _ in true }
    }

    /// Whether both point to the same value of the same document.
    public static func == (left: JSONNode, right: JSONNode) -> Bool {
        left.storage === right.storage && left.index == right.index
    }

    /// Hashes the identity, not the value.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(storage))
        hasher.combine(index)
    }
}

/// One member of an object.
public struct JSONMember: Sendable, Hashable {
    let keyNode: JSONNode
    /// The member's value.
    public let value: JSONNode

    /// The decoded key.
    public var key: String { String(decoding: keyNode.storage.decodedString(keyNode.index), as: UTF8.self) }

    /// The key exactly as in the source, with its quotes.
    public var keyText: String { keyNode.text }

    /// Where the key starts.
    public var keyPosition: JSONPosition { keyNode.position }
}

/// The members of an object, read from the tape on demand.
public struct JSONMembers: Sequence, Sendable {
    let object: JSONNode

    /// Starts at the first member.
    public func makeIterator() -> Iterator {
        let isObject = object.kind == .object
        return Iterator(storage: object.storage, cursor: object.index + 1, end: isObject ? Int(object.entry.next) : 0)
    }

    /// Goes from member to member.
    public struct Iterator: IteratorProtocol {
        let storage: JSONStorage
        var cursor: Int
        let end: Int

        /// The next member, nil at the end.
        public mutating func next() -> JSONMember? {
            guard cursor < end else { return nil }
            let key = JSONNode(storage: storage, index: cursor)
            let value = JSONNode(storage: storage, index: cursor + 1)
            cursor = Int(value.entry.next)
            return JSONMember(keyNode: key, value: value)
        }
    }
}

/// The elements of an array, read from the tape on demand.
public struct JSONElements: Sequence, Sendable {
    let array: JSONNode

    /// Starts at the first element.
    public func makeIterator() -> Iterator {
        let isArray = array.kind == .array
        return Iterator(storage: array.storage, cursor: array.index + 1, end: isArray ? Int(array.entry.next) : 0)
    }

    /// Goes from element to element.
    public struct Iterator: IteratorProtocol {
        let storage: JSONStorage
        var cursor: Int
        let end: Int

        /// The next element, nil at the end.
        public mutating func next() -> JSONNode? {
            guard cursor < end else { return nil }
            let element = JSONNode(storage: storage, index: cursor)
            cursor = Int(element.entry.next)
            return element
        }
    }
}
