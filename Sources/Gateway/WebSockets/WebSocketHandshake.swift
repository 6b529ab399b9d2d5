import LambdaModel
import Support

/// A client's request for a WebSocket (RFC 6455, section 4.2.1).
public struct WebSocketHandshake: Sendable, Hashable {
    /// `Sec-WebSocket-Key`: 16 bytes in base64.
    public let key: String

    /// Whether a request asks for a WebSocket.
    private static func isAsked(by request: WebRequest) -> Bool { request.fields.hasToken("websocket", in: "Upgrade") }

    /// Reads a handshake.
    ///
    /// - Throws: the answer to a request that is not one.
    public init(_ request: WebRequest) throws(HandshakeProblem) {
        guard Self.isAsked(by: request) else { throw .noWebSocket }
        guard request.method == "GET", request.fields.hasToken("upgrade", in: "Connection"),
            !request.fields.contains(where: { Self.bodyFields.contains($0.name.lowercased()) && $0.value != "0" })
        else { throw .malformed("a handshake is a GET without a body, with `Connection: Upgrade`") }
        guard request.fields.values(of: "Sec-WebSocket-Version") == ["13"] else { throw .version }
        let keys = request.fields.values(of: "Sec-WebSocket-Key")
        guard keys.count == 1, Self.isKey(keys[0]) else {
            throw .malformed("`Sec-WebSocket-Key` is not 16 bytes in base64")
        }
        key = keys[0]
    }

    private static let bodyFields: Set<String> = ["content-length", "transfer-encoding"]

    /// 22 letters and two signs of padding.
    private static func isKey(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == 24 && bytes.suffix(2).allSatisfy { $0 == UInt8(ascii: "=") }
            && bytes.prefix(22).allSatisfy {
                $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/")
            }
    }
}

/// Why a request cannot become a WebSocket.
public struct HandshakeProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The answer to the request.
    public let response: WebResponse
    /// One line for the user.
    public let description: String

    /// Any request but a handshake is forbidden at a WebSocket API.
    static let noWebSocket = HandshakeProblem(
        response: .error(403, "Forbidden"), description: "this is a WebSocket API: connect with ws://")

    /// The client has another version of the protocol (RFC 6455, section 4.2.2).
    static let version = HandshakeProblem(
        response: .error(426, "Upgrade Required", [HTTPField("Sec-WebSocket-Version", "13")]),
        description: "`Sec-WebSocket-Version` is not 13")

    static func malformed(_ reason: String) -> HandshakeProblem {
        HandshakeProblem(response: .error(400, "Bad Request"), description: reason)
    }
}

extension [HTTPField] {
    /// Whether a field with a list of words has a word, in capital or small letters.
    fileprivate func hasToken(_ token: String, in name: String) -> Bool {
        values(of: name).contains { value in
            value.split(separator: ",").contains { $0.lowercased().filter { !$0.isWhitespace } == token }
        }
    }
}
