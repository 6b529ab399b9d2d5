/// Why a connection ended: `disconnectStatusCode` and `disconnectReason` of its `$disconnect` event.
///
/// Recorded events show the texts of 1000 and 1005; AWS documents that binary messages end with 1003, and too large ones
/// with 1009 (API Gateway developer guide, "Binary media types for WebSocket APIs" and the quotas of WebSocket APIs).
public struct WebSocketClosing: Sendable, Hashable {
    /// The status (RFC 6455, section 7.4.1). 1005 and 1006 are never sent.
    public let code: Int
    /// The reason, at most 123 bytes; that of the client if it has closed the connection.
    public let reason: String

    /// A closing.
    public init(_ code: Int, _ reason: String) { (self.code, self.reason) = (code, reason) }

    /// `DELETE @connections`.
    public static let deleted = WebSocketClosing(1000, "Connection Closed Normally")
    /// The connection was idle or open for too long, or the API ends.
    public static let goingAway = WebSocketClosing(1001, "Going away")
    /// The client breaks the protocol.
    public static let protocolError = WebSocketClosing(1002, "Protocol error")
    /// The client has sent a binary message.
    public static let binary = WebSocketClosing(1003, "Binary messages are not supported")
    /// The client has closed the connection without a status.
    public static let noStatus = WebSocketClosing(1005, "Client-side close frame status not set")
    /// The connection broke.
    public static let broken = WebSocketClosing(1006, "Connection Closed Abnormally")
    /// The text of a message, or of the reason of a closing, is not UTF-8.
    public static let notText = WebSocketClosing(1007, "Text is not UTF-8")
    /// A message or a frame is too large.
    public static let tooLarge = WebSocketClosing(1009, "Message too big")

    /// What a client's close frame says.
    ///
    /// - Returns: nil if the frame breaks the protocol.
    init?(payload: [UInt8]) {
        guard !payload.isEmpty else {
            self = .noStatus
            return
        }
        guard payload.count >= 2 else { return nil }
        let code = Int(payload[0]) << 8 | Int(payload[1])
        guard Self.mayBeSent(code) else { return nil }
        guard let reason = String(validating: payload[2...], as: UTF8.self) else { return nil }
        self.init(code, reason)
    }

    /// The codes that a close frame may have: those of RFC 6455 and of the registry (1012 to 1014), and those of libraries
    /// and applications.
    private static func mayBeSent(_ code: Int) -> Bool {
        1000...1003 ~= code || 1007...1014 ~= code || 3000...4999 ~= code
    }

    /// The payload of a close frame.
    var payload: [UInt8] { [UInt8(code >> 8), UInt8(code & 0xFF)] + Array(reason.utf8.prefix(123)) }
}
