import NIOCore

/// A large body in pieces, each made when it is wanted: its bytes are held once, and never copied as a whole to be sent.
struct BodyPieces: Sequence, AsyncSequence, Sendable {
    /// Bytes of a piece; a body that is no larger is sent at once.
    static let size = 64 << 10

    let bytes: [UInt8]

    /// Whether the body is larger than one piece.
    var areMany: Bool { bytes.count > Self.size }

    struct Iterator: IteratorProtocol, AsyncIteratorProtocol {
        fileprivate var rest: ArraySlice<UInt8>

        mutating func next() -> ByteBuffer? {
            guard !rest.isEmpty else { return nil }
            defer { rest = rest.dropFirst(BodyPieces.size) }
            return ByteBuffer(bytes: rest.prefix(BodyPieces.size))
        }
    }

    func makeIterator() -> Iterator { Iterator(rest: bytes[...]) }
    func makeAsyncIterator() -> Iterator { makeIterator() }
}

extension [UInt8] {
    /// Adds a piece of a body that comes in; false where that would make it larger than `limit`.
    mutating func append(piece: ByteBuffer, limit: Int) -> Bool {
        guard count + piece.readableBytes <= limit else { return false }
        append(contentsOf: piece.readableBytesView)
        return true
    }
}
