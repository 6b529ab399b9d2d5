/// A value that a host and its clients send to each other.
///
/// `Codable` would do the same, but each of its types costs a search for conformances at run time: together several
/// milliseconds in a program that runs for ten.
public protocol WireCodable {
    /// The value as it is sent.
    var wire: WireValue { get }

    /// Reads a value.
    init(wire: WireValue) throws(WireError)
}

/// Why bytes are not the expected value.
public struct WireError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One line for the user.
    public let description: String

    /// A reason.
    public init(_ description: String) { self.description = description }

    /// A value of another kind.
    public static func expected(_ kind: String) -> WireError { WireError("a message with a value that is no \(kind)") }
}

/// The members of a value, by name. Unknown ones are ignored, so that a later version can add some.
public struct WireMembers {
    private let members: [String: WireValue]

    /// The members of a value.
    public init(_ value: WireValue) throws(WireError) {
        guard case .map(let members) = value else { throw .expected("object") }
        self.members = members
    }

    /// A member. One that is missing is read as nothing, which only an optional can be.
    public subscript<Value: WireCodable>(name: String) -> Value {
        get throws(WireError) { try Value(wire: members[name] ?? .null) }
    }
}

/// One case of an enumeration: its name, and its values in order.
public struct WireCase {
    /// The case's name.
    public let name: String
    private let values: [WireValue]
    private var place = 0

    /// The case in a value.
    public init(_ value: WireValue) throws(WireError) {
        guard case .array(let all) = value, case .text(let name)? = all.first else { throw .expected("case") }
        self.name = name
        values = Array(all.dropFirst())
    }

    /// A case as it is sent.
    public static func wire(_ name: String, _ values: WireValue...) -> WireValue { .array([.text(name)] + values) }

    /// The next value.
    public mutating func next<Value: WireCodable>() throws(WireError) -> Value {
        defer { place += 1 }
        return try Value(wire: place < values.count ? values[place] : .null)
    }

    /// A case that this version does not know.
    public var unknown: WireError { WireError("a message of an unknown kind, \(name)") }
}

// MARK: Values of the standard library

extension WireCodable where Self: FixedWidthInteger {
    /// The number.
    public var wire: WireValue { .int(Int64(clamping: self)) }

    /// Reads a number.
    public init(wire: WireValue) throws(WireError) {
        guard case .int(let number) = wire, let exact = Self(exactly: number) else { throw .expected("whole number") }
        self = exact
    }
}

extension Int: WireCodable {}
extension Int32: WireCodable {}
extension Int64: WireCodable {}
extension UInt8: WireCodable {}

extension Bool: WireCodable {
    /// The truth value.
    public var wire: WireValue { .bool(self) }

    /// Reads a truth value; nothing is false.
    public init(wire: WireValue) throws(WireError) {
        switch wire {
        case .bool(let value): self = value
        case .null: self = false
        default: throw .expected("truth value")
        }
    }
}

extension Double: WireCodable {
    /// The number.
    public var wire: WireValue { .double(self) }

    /// Reads a number.
    public init(wire: WireValue) throws(WireError) {
        switch wire {
        case .double(let value): self = value
        case .int(let value): self = Double(value)
        default: throw .expected("number")
        }
    }
}

extension String: WireCodable {
    /// The text.
    public var wire: WireValue { .text(self) }

    /// Reads text.
    public init(wire: WireValue) throws(WireError) {
        guard case .text(let text) = wire else { throw .expected("text") }
        self = text
    }
}

extension WireCodable where Self: RawRepresentable, RawValue: WireCodable {
    /// The raw value.
    public var wire: WireValue { rawValue.wire }

    /// Reads a raw value.
    public init(wire: WireValue) throws(WireError) {
        guard let value = Self(rawValue: try RawValue(wire: wire)) else { throw .expected("known value") }
        self = value
    }
}

extension Optional: WireCodable where Wrapped: WireCodable {
    /// The value, or nothing.
    public var wire: WireValue { self?.wire ?? .null }

    /// Reads a value, or nothing.
    public init(wire: WireValue) throws(WireError) { self = wire == .null ? nil : try Wrapped(wire: wire) }
}

extension Array: WireCodable where Element: WireCodable {
    /// The list.
    public var wire: WireValue { .array(map(\.wire)) }

    /// Reads a list; nothing is an empty one.
    public init(wire: WireValue) throws(WireError) {
        self = []
        switch wire {
        case .null: break
        case .array(let values):
            reserveCapacity(values.count)
            for value in values { append(try Element(wire: value)) }
        default: throw .expected("list")
        }
    }
}

extension Set: WireCodable where Element == String {
    /// The elements, sorted.
    public var wire: WireValue { sorted().wire }

    /// Reads elements.
    public init(wire: WireValue) throws(WireError) { self = Set(try [String](wire: wire)) }
}

extension Dictionary: WireCodable where Key == String, Value: WireCodable {
    /// The values by their names.
    public var wire: WireValue { .map(mapValues(\.wire)) }

    /// Reads values by their names; nothing is none.
    public init(wire: WireValue) throws(WireError) {
        self = [:]
        switch wire {
        case .null: break
        case .map(let members): for (name, value) in members { self[name] = try Value(wire: value) }
        default: throw .expected("object")
        }
    }
}

/// Bytes, which are sent as they are.
public struct WireBytes: Hashable, Sendable, WireCodable {
    /// The bytes.
    public var bytes: [UInt8]

    /// Bytes.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The bytes as they are sent.
    public var wire: WireValue { .bytes(bytes) }

    /// Reads bytes.
    public init(wire: WireValue) throws(WireError) {
        guard case .bytes(let bytes) = wire else { throw .expected("sequence of bytes") }
        self.bytes = bytes
    }
}
