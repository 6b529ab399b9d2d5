import HTTPTransport
import NIOHTTP1
import NIOPosix
import TestSupport

/// A client and a server that answers with a test's bytes, while `body` runs.
func withServer<Value>(
    _ settings: HTTPClientSettings = HTTPClientSettings(),
    _ serve: @escaping @Sendable (inout WireServer.Connection) async throws -> Void,
    _ body: (HTTPClient, HTTPServer, WireServer) async throws -> Value
) async throws -> Value {
    let client = HTTPClient(on: MultiThreadedEventLoopGroup.singleton.next(), settings: settings)
    let value = try await WireServer.run(serve) { wire in
        try await body(client, HTTPServer(.tcp(host: "127.0.0.1", port: wire.port), host: "test"), wire)
    }
    await client.shutDown()
    return value
}

extension HTTPClient {
    /// The body of a whole answer, or the name of the failure.
    func text(_ request: HTTPRequest = .look, from server: HTTPServer, within limit: Duration? = nil) async -> String {
        do throws(HTTPFailure) {
            let response = try await send(request, to: server, within: limit, maximum: 1_000)
            return String(decoding: response.body, as: UTF8.self)
        } catch {
            return error.name
        }
    }
}

extension HTTPRequest {
    static let look = HTTPRequest(.GET, "/look")
    static let change = HTTPRequest(.POST, "/change", body: Array("x".utf8))
}

extension HTTPFailure {
    var name: String {
        switch self {
        case .unreachable: "unreachable"
        case .closed(let inAnswer): "closed \(inAnswer)"
        case .broken: "broken"
        case .commandFailed(let words): "command failed: \(words)"
        case .commandMissing(let command): "no \(command.program)"
        case .tooLarge(let limit): "larger than \(limit)"
        case .timedOut: "timed out"
        case .cancelled: "cancelled"
        }
    }
}

/// An answer of known length.
func answer(_ body: String, headers: String = "") -> String {
    "HTTP/1.1 200 OK\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
}
