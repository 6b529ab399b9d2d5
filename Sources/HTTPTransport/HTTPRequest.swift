import NIOCore
import NIOHTTP1

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A request, with its whole body.
public struct HTTPRequest: Sendable {
    /// Such as `.POST`.
    public var method: HTTPMethod
    /// Path and query for the request line.
    public var target: String
    /// All but `Host` and `Content-Length`, which the client writes.
    public var headers: HTTPHeaders
    /// May be empty.
    public var body: [UInt8]

    /// Describes a request.
    public init(_ method: HTTPMethod, _ target: String, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        (self.method, self.target, self.headers, self.body) = (method, target, headers, body)
    }

    /// Whether sending it twice has the same effect as sending it once (RFC 9110, 9.2.2).
    var isIdempotent: Bool { method == .GET || method == .HEAD }

    func head(for server: HTTPServer) -> HTTPRequestHead {
        var all: HTTPHeaders = ["Host": server.host]
        all.add(contentsOf: headers)
        if !body.isEmpty || method == .POST { all.add(name: "Content-Length", value: "\(body.count)") }
        return HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: all)
    }
}

extension BodyWriter<HTTPClientRequestPart> {
    static func requests() -> BodyWriter {
        BodyWriter(piece: { .body(.byteBuffer($0)) }, end: .end(nil))
    }

    func send(_ request: HTTPRequest, to server: HTTPServer, _ context: ChannelHandlerContext) {
        context.write(NIOAny(HTTPClientRequestPart.head(request.head(for: server))), promise: nil)
        send(request.body, context)
    }
}

/// A whole answer.
public struct HTTPResponse: Sendable {
    /// The HTTP status.
    public var status: Int
    /// As received.
    public var headers: HTTPHeaders
    /// As received.
    public var body: [UInt8]

    /// Describes an answer.
    public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        (self.status, self.headers, self.body) = (status, headers, body)
    }
}

/// Why there is no answer, or only a part of one.
public enum HTTPFailure: Error, Sendable {
    /// No connection could be made, or the address belongs to another server by now: nothing was sent.
    case unreachable(any Error)
    /// The server closed the connection, before its answer or in the middle of it.
    case closed(inAnswer: Bool)
    /// The connection broke, or what arrived is not HTTP; before the answer or in the middle of it.
    case broken(any Error, inAnswer: Bool)
    /// The command that carries the connection ended before the answer; with what it wrote to standard error.
    case commandFailed(String)
    /// The command that carries the connection was not found.
    case commandMissing(DialCommand)
    /// The answer is larger than allowed, in bytes.
    case tooLarge(limit: Int)
    /// The time limit has passed.
    case timedOut
    /// The task was cancelled, or the client was shut down.
    case cancelled

    /// Whether the connection closed before any part of the answer arrived.
    var isClosedBeforeAnswer: Bool {
        switch self {
        case .closed(inAnswer: false): true
        case .broken(let error as IOError, inAnswer: false): [ECONNRESET, EPIPE].contains(error.errnoCode)
        case .broken(is ChannelError, inAnswer: false): true
        default: false
        }
    }
}
