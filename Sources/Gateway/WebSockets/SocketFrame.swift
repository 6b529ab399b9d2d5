/// A frame of a WebSocket (RFC 6455, section 5.2), without mask.
public struct SocketFrame: Sendable, Hashable {
    /// What it contains.
    public enum Opcode: UInt8, Sendable, Hashable, CaseIterable {
        /// A further part of a message.
        case continuation = 0x0
        /// A message of text in UTF-8, or its first part.
        case text = 0x1
        /// A message of any bytes, or its first part.
        case binary = 0x2
        /// The end of the connection, perhaps with a code and a reason.
        case close = 0x8
        /// A question whether the other side is there.
        case ping = 0x9
        /// The answer to a ping, with the same bytes.
        case pong = 0xA
    }

    /// What it contains.
    public var opcode: Opcode
    /// Whether it is the last frame of its message.
    public var isFinal: Bool
    /// Its bytes.
    public var payload: [UInt8]

    /// A frame.
    public init(_ opcode: Opcode, _ payload: [UInt8], isFinal: Bool = true) {
        self.opcode = opcode
        self.payload = payload
        self.isFinal = isFinal
    }

    /// The frames of a message: text if the bytes are UTF-8.
    ///
    /// - Parameter size: the most bytes of a frame.
    static func message(_ bytes: [UInt8], size: Int) -> [SocketFrame] {
        let opcode: Opcode = String(validating: bytes, as: UTF8.self) == nil ? .binary : .text
        guard bytes.count > size else { return [SocketFrame(opcode, bytes)] }
        return stride(from: 0, to: bytes.count, by: size).map { start in
            let end = min(start + size, bytes.count)
            return SocketFrame(
                start == 0 ? opcode : .continuation, Array(bytes[start..<end]), isFinal: end == bytes.count)
        }
    }
}
