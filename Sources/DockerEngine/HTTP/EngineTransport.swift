import HTTPTransport
import NIOCore
import NIOHTTP1
import NIOPosix

/// HTTP to one engine: short calls with a time limit, and streams without.
final class EngineTransport: Sendable {
    let endpoint: EngineEndpoint
    let source: String?
    let limits: EngineLimits
    private let server: HTTPServer
    private let client = HTTPClient(on: MultiThreadedEventLoopGroup.singleton.next())

    /// Opens nothing: the first request connects.
    init(endpoint: EngineEndpoint, source: String? = nil, limits: EngineLimits) {
        self.endpoint = endpoint
        self.source = source
        self.limits = limits
        server = endpoint.server(source: source)
    }

    /// Ends every request and closes every connection.
    func shutdown() async { await client.shutDown() }

    /// The complete answer to a short call, with any status.
    func answer(
        to request: EngineRequest, version: APIVersion?, within limit: Duration
    ) async throws(EngineError) -> EngineAnswer {
        do throws(HTTPFailure) {
            let answer = try await client.send(
                request.message(version: version), to: server, within: limit, maximum: limits.answerBytes)
            return EngineAnswer(status: answer.status, headers: answer.headers, body: answer.body)
        } catch {
            throw failure(error, of: request, within: limit)
        }
    }

    /// Sends a call whose answer is read while it arrives, without a time limit. Throws for an error status.
    func stream(_ request: EngineRequest, version: APIVersion?) async throws(EngineError) -> HTTPStream {
        let stream: HTTPStream
        do throws(HTTPFailure) {
            stream = try await client.open(request.message(version: version), to: server, within: request.headLimit)
        } catch {
            throw failure(error, of: request, within: request.headLimit ?? limits.query)
        }
        guard stream.status >= 400 else { return stream }
        let body = try await collect(stream, for: request, within: limits.query)
        throw EngineAnswer(status: stream.status, headers: stream.headers, body: body)
            .failure(operation: request.operation, endpoint: endpoint)
    }

    /// The whole body of a stream.
    func collect(
        _ stream: HTTPStream, for request: EngineRequest, within limit: Duration? = nil
    ) async throws(EngineError) -> [UInt8] {
        do throws(HTTPFailure) {
            return try await stream.collect(upTo: limits.answerBytes, within: limit)
        } catch {
            throw failure(error, of: request, within: limit ?? limits.query)
        }
    }

    /// The error for a failed request.
    func failure(_ failure: HTTPFailure, of request: EngineRequest, within limit: Duration? = nil) -> EngineError {
        EngineError(
            .transport(failure, endpoint: endpoint, limit: limit), operation: request.operation, endpoint: endpoint,
            source: source)
    }
}

extension EngineRequest {
    fileprivate func message(version: APIVersion?) -> HTTPRequest {
        var message = HTTPRequest(HTTPMethod(rawValue: method.rawValue), target(version: version))
        if upgrades { message.headers = ["Connection": "Upgrade", "Upgrade": "tcp"] }
        if let body {
            message.headers.add(name: "Content-Type", value: contentType)
            message.body = body
        }
        return message
    }
}
