import Support

/// Consecutive bytes of a response that is still arriving.
public struct ResponsePart: Hashable, Sendable {
    /// The bytes.
    public private(set) var bytes: [UInt8]
    /// How many bytes of the response precede them.
    public private(set) var offset: Int
    /// Milliseconds from the delivery of the event to the response's first byte; nil if the function does not stream
    /// its response.
    public let firstByteMilliseconds: Double?

    /// The media type that the runtime gives the response; nil if it gives none.
    public let contentType: String?

    /// Whether the function streams its response.
    public var isStreamed: Bool { firstByteMilliseconds != nil }

    /// The most bytes that ``append(_:)`` keeps: more than a screen shows.
    public static let keptBytes = 16 << 10

    /// A part of a response.
    public init(_ bytes: [UInt8], offset: Int = 0, firstByteMilliseconds: Double? = nil, contentType: String? = nil) {
        (self.bytes, self.offset, self.firstByteMilliseconds) = (bytes, offset, firstByteMilliseconds)
        self.contentType = contentType
    }

    /// How many bytes of the response have arrived up to the end of this part.
    public var end: Int { offset + bytes.count }

    /// Adds a later part, and drops the oldest bytes if there are more than ``keptBytes``. If bytes are missing between
    /// the two, only the later part is kept.
    public mutating func append(_ next: ResponsePart) {
        guard next.end > end else { return }
        if next.offset > end {
            (bytes, offset) = (next.bytes, next.offset)
        } else {
            bytes += next.bytes.suffix(next.end - end)
        }
        let surplus = bytes.count - Self.keptBytes
        guard surplus > 0 else { return }
        bytes.removeFirst(surplus)
        offset += surplus
    }
}

extension ResponsePart: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "bytes": .bytes(bytes), "offset": offset.wire, "firstByteMilliseconds": firstByteMilliseconds.wire,
            "contentType": contentType.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        bytes = try (members["bytes"] as WireBytes).bytes
        offset = try members["offset"]
        firstByteMilliseconds = try members["firstByteMilliseconds"]
        contentType = try members["contentType"]
    }
}
