import NIOCore
import NIOPosix

/// A response as received.
struct WireReply: Equatable {
    var status: Int
    /// Names in lower case; the last of equal names counts.
    var headers: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
}

/// A connection to the server on which a test sends any bytes.
final class LambdaClient {
    struct Failure: Error {
        let what: String
    }

    private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
    private var input: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let output: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var unread = ByteBuffer()

    private init(
        _ channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.channel = channel
        input = inbound.makeAsyncIterator()
        output = outbound
    }

    /// Connects while `body` runs.
    static func with<Value: Sendable>(
        port: Int, isolation: isolated (any Actor)? = #isolation, _ body: (LambdaClient) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await body(LambdaClient(channel, inbound, outbound))
        }
    }

    func send(_ text: String) async throws { try await output.write(ByteBuffer(string: text)) }

    func send(_ bytes: [UInt8]) async throws { try await output.write(ByteBuffer(bytes: bytes)) }

    /// Sends a request. A nil header is left out, even one that is always sent.
    func request(
        _ method: String, _ path: String, _ headers: [String: String?] = [:], body: [UInt8]? = nil
    ) async throws {
        var all: [String: String?] = ["Host": "127.0.0.1", "Content-Length": body.map { "\($0.count)" }]
        all.merge(headers) { $1 }
        let lines = all.compactMap { name, value in value.map { "\(name): \($0)\r\n" } }.joined()
        try await send("\(method) \(path) HTTP/1.1\r\n\(lines)\r\n")
        if let body { try await send(body) }
    }

    static let ownPath = "/2015-03-31/functions/function/invocations"

    /// Reads one response, whose length is in its head.
    func reply() async throws -> WireReply {
        var head = ""
        while !head.hasSuffix("\r\n\r\n") { head += String(decoding: [try await byte()], as: UTF8.self) }
        var lines = head.split(separator: "\r\n")
        let words = lines.removeFirst().split(separator: " ")
        guard words.count > 1, let status = Int(words[1]) else { throw Failure(what: "no answer: \(head)") }
        var headers: [String: String] = [:]
        for line in lines {
            let halves = line.split(separator: ":", maxSplits: 1)
            headers[halves[0].lowercased()] = halves[1].drop { $0 == " " }.description
        }
        var body: [UInt8] = []
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        while body.count < length {
            if unread.readableBytes == 0, try await !more() { throw Failure(what: "the answer is cut off") }
            body += unread.readBytes(length: min(unread.readableBytes, length - body.count)) ?? []
        }
        return WireReply(status: status, headers: headers, body: body)
    }

    /// Everything until the connection ends, normally or by a reset.
    func rest() async -> String {
        while (try? await more()) == true {}
        return String(buffer: unread)
    }

    /// Reads and drops that many bytes, or all until the connection ends.
    func skip(_ count: Int) async {
        var left = count
        while left > 0 {
            if unread.readableBytes == 0, (try? await more()) != true { return }
            let step = min(left, unread.readableBytes)
            unread.moveReaderIndex(forwardBy: step)
            left -= step
        }
    }

    /// Hangs up.
    func hangUp() { channel.channel.close(promise: nil) }

    /// Closes the output, and continues to read.
    func finish() { output.finish() }

    func byte() async throws -> UInt8 {
        while true {
            if let byte: UInt8 = unread.readInteger() { return byte }
            guard try await more() else { throw Failure(what: "the connection ended") }
        }
    }

    private func more() async throws -> Bool {
        guard var next = try await input.next() else { return false }
        unread.discardReadBytes()
        unread.writeBuffer(&next)
        return true
    }
}

extension WireReply {
    /// Sends one request on a separate connection and reads the response.
    static func of(
        port: Int, _ method: String, _ path: String, _ headers: [String: String?] = [:], body: String? = nil
    ) async throws -> WireReply {
        try await LambdaClient.with(port: port) { client in
            try await client.request(method, path, headers, body: body.map { Array($0.utf8) })
            return try await client.reply()
        }
    }
}
