/// A value of a message between a host and its clients: a subset of CBOR (RFC 8949) with definite lengths, text keys, and numbers
/// of 64 bits.
public enum WireValue: Hashable, Sendable {
    /// Nothing.
    case null
    /// A truth value.
    case bool(Bool)
    /// A whole number.
    case int(Int64)
    /// A number.
    case double(Double)
    /// Text.
    case text(String)
    /// Bytes.
    case bytes([UInt8])
    /// A list.
    case array([WireValue])
    /// Values by name.
    case map([String: WireValue])

    /// How deep values may be nested.
    static let maximumDepth = 64

    // MARK: Writing

    /// Appends the value's bytes.
    public func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(0xF6)
        case .bool(let value): bytes.append(value ? 0xF5 : 0xF4)
        case .int(let value):
            if value >= 0 {
                Self.writeHead(0, UInt64(value), to: &bytes)
            } else {
                Self.writeHead(1, UInt64(bitPattern: ~value), to: &bytes)
            }
        case .double(let value):
            bytes.append(0xFB)
            withUnsafeBytes(of: value.bitPattern.bigEndian) { bytes.append(contentsOf: $0) }
        case .text(let text): Self.write(text, to: &bytes)
        case .bytes(let content):
            Self.writeHead(2, UInt64(content.count), to: &bytes)
            bytes.append(contentsOf: content)
        case .array(let values):
            Self.writeHead(4, UInt64(values.count), to: &bytes)
            for value in values { value.write(to: &bytes) }
        case .map(let members):
            Self.writeHead(5, UInt64(members.count), to: &bytes)
            for (key, value) in members {
                Self.write(key, to: &bytes)
                value.write(to: &bytes)
            }
        }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        writeHead(3, UInt64(text.utf8.count), to: &bytes)
        bytes.append(contentsOf: text.utf8)
    }

    private static func writeHead(_ type: UInt8, _ number: UInt64, to bytes: inout [UInt8]) {
        let type = type << 5
        switch number {
        case 0..<24: bytes.append(type | UInt8(number))
        case 24...0xFF: bytes += [type | 24, UInt8(number)]
        case 0x100...0xFFFF:
            bytes.append(type | 25)
            withUnsafeBytes(of: UInt16(number).bigEndian) { bytes.append(contentsOf: $0) }
        case 0x1_0000...0xFFFF_FFFF:
            bytes.append(type | 26)
            withUnsafeBytes(of: UInt32(number).bigEndian) { bytes.append(contentsOf: $0) }
        default:
            bytes.append(type | 27)
            withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
        }
    }

    // MARK: Reading

    /// Reads one value, which must be all of the bytes.
    public init(_ bytes: [UInt8]) throws(WireError) {
        var reader = Reader(bytes: bytes)
        self = try reader.value(depth: 0)
        guard reader.place == bytes.count else { throw Reader.malformed }
    }

    private struct Reader {
        let bytes: [UInt8]
        var place = 0

        static let malformed = WireError("a message that is not well formed")

        mutating func value(depth: Int) throws(WireError) -> WireValue {
            guard depth < WireValue.maximumDepth else { throw Self.malformed }
            let head = try byte()
            let (type, detail) = (head >> 5, head & 0x1F)
            if type == 7 { return try simple(detail) }
            let number = try number(detail)
            switch type {
            case 0, 1:
                guard let value = Int64(exactly: number) else { throw Self.malformed }
                return .int(type == 0 ? value : ~value)
            case 2: return .bytes(Array(try slice(number)))
            case 3: return .text(try text(number))
            case 4:
                var values: [WireValue] = []
                values.reserveCapacity(min(Int(clamping: number), bytes.count - place))
                for _ in 0..<(try count(number)) { values.append(try value(depth: depth + 1)) }
                return .array(values)
            case 5:
                var members: [String: WireValue] = [:]
                for _ in 0..<(try count(number)) {
                    let head = try byte()
                    guard head >> 5 == 3 else { throw Self.malformed }
                    let key = try text(try self.number(head & 0x1F))
                    members[key] = try value(depth: depth + 1)
                }
                return .map(members)
            default: throw Self.malformed
            }
        }

        private mutating func simple(_ detail: UInt8) throws(WireError) -> WireValue {
            switch detail {
            case 20: return .bool(false)
            case 21: return .bool(true)
            case 22: return .null
            case 27: return .double(Double(bitPattern: try number(27)))
            default: throw Self.malformed
            }
        }

        private mutating func number(_ detail: UInt8) throws(WireError) -> UInt64 {
            guard detail >= 24 else { return UInt64(detail) }
            guard detail <= 27 else { throw Self.malformed }
            return try slice(UInt64(1) << UInt64(detail - 24)).reduce(0) { $0 << 8 | UInt64($1) }
        }

        /// A number of elements, of which each takes a byte at least.
        private func count(_ number: UInt64) throws(WireError) -> Int {
            guard number <= UInt64(bytes.count - place) else { throw Self.malformed }
            return Int(number)
        }

        private mutating func byte() throws(WireError) -> UInt8 {
            guard place < bytes.count else { throw Self.malformed }
            defer { place += 1 }
            return bytes[place]
        }

        private mutating func slice(_ count: UInt64) throws(WireError) -> ArraySlice<UInt8> {
            guard count <= UInt64(bytes.count - place) else { throw Self.malformed }
            defer { place += Int(count) }
            return bytes[place..<(place + Int(count))]
        }

        private mutating func text(_ count: UInt64) throws(WireError) -> String {
            String(decoding: try slice(count), as: UTF8.self)
        }
    }
}
