import Gateway
import LambdaModel
import NIOCore
import NIOPosix
import Synchronization

/// A client that writes the bytes of its handshake and its frames itself.
final class WebSocketTestClient {
    struct Failure: Error {
        let what: String
    }

    /// A response to a request.
    struct Reply: Equatable {
        var status: Int
        /// Names in lower case.
        var headers: [String: String]
        var body: [UInt8]
    }

    private let channel: any Channel
    private var input: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let output: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var unread = ByteBuffer()

    private init(
        _ channel: any Channel, _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        (self.channel, input, output) = (channel, inbound.makeAsyncIterator(), outbound)
    }

    /// Connects to a port while `body` runs.
    static func with<Value: Sendable>(
        port: Int, isolation: isolated (any Actor)? = #isolation,
        _ body: (WebSocketTestClient) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let done = Mutex<Value?>(nil)
        do {
            return try await channel.executeThenClose { inbound, outbound in
                let value = try await body(WebSocketTestClient(channel.channel, inbound, outbound))
                done.withLock { $0 = value }
                return value
            }
        } catch let error as ChannelError {
            // The server may close the connection before the client does.
            guard let value = done.withLock({ $0 }) else { throw error }
            return value
        }
    }

    /// Opens a WebSocket while `body` runs.
    static func open<Value: Sendable>(
        port: Int, isolation: isolated (any Actor)? = #isolation,
        _ body: (WebSocketTestClient) async throws -> Value
    ) async throws -> Value {
        try await with(port: port) { client in
            try await client.send(client.handshake())
            let reply = try await client.reply()
            guard reply.status == 101 else { throw Failure(what: "status \(reply.status)") }
            return try await body(client)
        }
    }

    // MARK: HTTP

    /// The handshake of RFC 6455, section 1.2.
    func handshake(_ fields: String = "", target: String = "/prod?x=1") -> String {
        "GET \(target) HTTP/1.1\r\nHost: localhost:8001\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\(fields)\r\n"
    }

    func send(_ text: String) async throws { try await output.write(ByteBuffer(string: text)) }

    func send(_ bytes: [UInt8]) async throws { try await output.write(ByteBuffer(bytes: bytes)) }

    /// Sends a request of the Management API on another connection.
    static func manage(
        port: Int, _ method: String, _ id: String, body: [UInt8] = []
    ) async throws -> Reply {
        try await with(port: port) { client in
            let path = "/prod/%40connections/\(id.replacing("=", with: "%3D"))"
            let head = "\(method) \(path) HTTP/1.1\r\nHost: localhost:8001\r\nContent-Length: \(body.count)\r\n\r\n"
            try await client.send(Array(head.utf8) + body)
            return try await client.reply()
        }
    }

    /// Reads a response.
    func reply() async throws -> Reply {
        var head = ""
        while !head.hasSuffix("\r\n\r\n") { head += String(decoding: try await bytes(1), as: UTF8.self) }
        var lines = head.split(separator: "\r\n")
        guard let status = lines.removeFirst().split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Failure(what: "no response: \(head)")
        }
        var headers: [String: String] = [:]
        for line in lines {
            let halves = line.split(separator: ":", maxSplits: 1)
            headers[halves[0].lowercased()] = String(halves[1].drop { $0 == " " })
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        return Reply(status: status, headers: headers, body: try await bytes(length))
    }

    // MARK: Frames

    /// The bytes of a frame as a client sends it.
    static func bytes(
        _ opcode: SocketFrame.Opcode, _ payload: [UInt8], isFinal: Bool = true, isMasked: Bool = true,
        firstBits: UInt8 = 0
    ) -> [UInt8] {
        var bytes = [opcode.rawValue | (isFinal ? 0x80 : 0) | firstBits]
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch payload.count {
        case ..<126: bytes.append(mask | UInt8(payload.count))
        case ..<65_536: bytes += [mask | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default:
            bytes.append(mask | 127)
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
        }
        guard isMasked else { return bytes + payload }
        let key: [UInt8] = [0x12, 0x34, 0x56, 0x78]
        return bytes + key + payload.enumerated().map { $1 ^ key[$0 % 4] }
    }

    func text(_ text: String) async throws { try await send(Self.bytes(.text, Array(text.utf8))) }

    func frame(_ opcode: SocketFrame.Opcode, _ payload: [UInt8], isFinal: Bool = true) async throws {
        try await send(Self.bytes(opcode, payload, isFinal: isFinal))
    }

    /// Reads a frame.
    func frame() async throws -> SocketFrame {
        let head = try await bytes(2)
        guard let opcode = SocketFrame.Opcode(rawValue: head[0] & 0x0F), head[0] & 0x70 == 0, head[1] & 0x80 == 0 else {
            throw Failure(what: "no frame: \(head)")
        }
        var count = Int(head[1])
        if count == 126 { count = try await bytes(2).reduce(0) { $0 << 8 | Int($1) } }
        if count == 127 { count = try await bytes(8).reduce(0) { $0 << 8 | Int($1) } }
        return SocketFrame(opcode, try await bytes(count), isFinal: head[0] & 0x80 != 0)
    }

    /// Reads a message of one frame.
    func text() async throws -> String {
        let frame = try await frame()
        guard frame.opcode == .text, frame.isFinal else { throw Failure(what: "\(frame)") }
        return String(decoding: frame.payload, as: UTF8.self)
    }

    /// Reads a close frame, and the end of the connection after it.
    ///
    /// - Parameter answers: whether to answer the frame.
    func closing(answers: Bool = true) async throws -> WebSocketClosing {
        let frame = try await frame()
        guard frame.opcode == .close, frame.payload.count >= 2 else { throw Failure(what: "\(frame)") }
        if answers { try await self.frame(.close, Array(frame.payload.prefix(2))) }
        guard try await isAtEnd() else { throw Failure(what: "bytes after the close frame") }
        let code = Int(frame.payload[0]) << 8 | Int(frame.payload[1])
        return WebSocketClosing(code, String(decoding: frame.payload.dropFirst(2), as: UTF8.self))
    }

    /// Whether the connection ends without another byte.
    func isAtEnd() async throws -> Bool {
        guard unread.readableBytes == 0 else { return false }
        return try await input.next() == nil
    }

    /// Hangs up.
    func hangUp() { channel.close(promise: nil) }

    private func bytes(_ count: Int) async throws -> [UInt8] {
        while unread.readableBytes < count {
            guard var next = try await input.next() else { throw Failure(what: "the connection has ended") }
            unread.writeBuffer(&next)
        }
        return unread.readBytes(length: count) ?? []
    }
}
