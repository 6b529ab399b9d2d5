import NIOCore

/// A large body in pieces that are made on demand: the body is never copied as a whole.
public struct BodyPieces: Sequence, Sendable {
    /// Bytes of a piece; a body up to this size is sent at once.
    public static let size = 64 << 10

    private let bytes: [UInt8]

    /// The pieces of a body.
    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// Whether the body is larger than one piece.
    public var areMany: Bool { bytes.count > Self.size }

    /// Cuts off one piece after another.
    public struct Iterator: IteratorProtocol {
        fileprivate var rest: ArraySlice<UInt8>

        /// The next piece, or nil at the end of the body.
        public mutating func next() -> ByteBuffer? {
            guard !rest.isEmpty else { return nil }
            defer { rest = rest.dropFirst(BodyPieces.size) }
            return ByteBuffer(bytes: rest.prefix(BodyPieces.size))
        }
    }

    /// Begins with the first piece.
    public func makeIterator() -> Iterator { Iterator(rest: bytes[...]) }
}

extension [UInt8] {
    /// Adds a received piece of a body. Returns false, and adds nothing, if the body would exceed `limit` bytes.
    public mutating func append(piece: ByteBuffer, limit: Int) -> Bool {
        guard count + piece.readableBytes <= limit else { return false }
        append(contentsOf: piece.readableBytesView)
        return true
    }
}
