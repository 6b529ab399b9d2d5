import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL

/// HTTP to one engine: short calls with a time limit, and streams without.
///
/// Two clients, because async-http-client keeps a bounded number of connections per host: followed logs hold theirs
/// for hours, and with a shared pool the eighth one would block every other call.
final class EngineTransport: Sendable {
    let endpoint: EngineEndpoint
    let source: String?
    let limits: EngineLimits
    private let base: String
    private let calls: HTTPClient
    private let streams: HTTPClient
    private let logger: Logger

    /// Opens nothing: connections are made by the first request.
    init(
        endpoint: EngineEndpoint, source: String? = nil, limits: EngineLimits, logger: Logger
    ) throws(EngineError) {
        self.endpoint = endpoint
        self.source = source
        self.limits = limits
        self.logger = logger
        var configuration = HTTPClient.Configuration()
        switch endpoint {
        case .unix(let path):
            base = "http+unix://\(EngineRequest.escape(path))"
        case .tcp(let host, let port, let tls):
            let host = host.contains(":") ? "[\(host)]" : host
            base = "\(tls == nil ? "http" : "https")://\(host):\(port)"
            if let tls {
                configuration.tlsConfiguration = try tls.configuration(endpoint: endpoint)
            }
        case .ssh(let address):
            throw EngineError(
                .unsupportedEndpoint(address), operation: "reach the engine", endpoint: endpoint, source: source)
        }
        configuration.httpVersion = .http1Only
        configuration.redirectConfiguration = .disallow
        configuration.decompression = .disabled
        configuration.timeout.connect = .seconds(10)
        // A socket that refuses is news for the user at once, and not something to try again for ten seconds.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 16
        calls = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4096
        // A stream's connection is of no use to the next one.
        configuration.connectionPool.idleTimeout = .seconds(1)
        streams = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }

    deinit {
        // async-http-client stops a debug build when a client goes without this; after shutdown() it does nothing.
        calls.shutdown { _ in }
        streams.shutdown { _ in }
    }

    /// Ends every request and closes every connection.
    func shutdown() async {
        // Both only fail when they are shut down already.
        try? await calls.shutdown()
        try? await streams.shutdown()
    }

    /// The answer to a short call, whole, whatever its status.
    func answer(
        to request: EngineRequest, version: APIVersion?, within limit: Duration
    ) async throws(EngineError) -> EngineAnswer {
        try await withTimeLimit(limit, of: request) { [self] () async throws(EngineError) -> EngineAnswer in
            let response = try await send(request, version: version, through: calls)
            let body = try await collect(response.body, for: request)
            return EngineAnswer(status: Int(response.status.code), headers: response.headers, body: body)
        }
    }

    /// The body of a call that may take hours to answer; an error status is thrown.
    func stream(
        _ request: EngineRequest, version: APIVersion?
    ) async throws(EngineError) -> HTTPClientResponse.Body {
        let response = try await send(request, version: version, through: streams)
        if response.status.code >= 400 {
            let body = try await withTimeLimit(limits.look, of: request) {
                [self] () async throws(EngineError) -> ByteBuffer in
                try await collect(response.body, for: request)
            }
            throw EngineAnswer(status: Int(response.status.code), headers: response.headers, body: body)
                .failure(operation: request.operation, endpoint: endpoint)
        }
        return response.body
    }

    /// The whole body of a stream that answers with one object, after however long.
    func collect(_ body: HTTPClientResponse.Body, for request: EngineRequest) async throws(EngineError) -> ByteBuffer {
        do {
            return try await body.collect(upTo: limits.answerBytes)
        } catch {
            throw failure(error, duringBody: true, operation: request.operation)
        }
    }

    /// The meaning of an error that came out of the HTTP client.
    func failure(_ error: any Error, duringBody: Bool, operation: String) -> EngineError {
        EngineError(
            .transport(error, duringBody: duringBody, endpoint: endpoint), operation: operation, endpoint: endpoint,
            source: source)
    }

    private func send(
        _ request: EngineRequest, version: APIVersion?, through client: HTTPClient
    ) async throws(EngineError) -> HTTPClientResponse {
        var message = HTTPClientRequest(url: base + request.target(version: version))
        message.method = HTTPMethod(rawValue: request.method.rawValue)
        if case .unix = endpoint {
            // The socket's encoded path, which async-http-client would send, gets 400 from the engine.
            message.headers.add(name: "Host", value: "docker")
        }
        if let body = request.body {
            message.headers.add(name: "Content-Type", value: request.contentType)
            message.body = .bytes(ByteBuffer(bytes: body))
        }
        do {
            return try await client.execute(message, deadline: .distantFuture, logger: logger)
        } catch {
            guard request.method == .get, Self.isStaleConnection(error) else {
                throw failure(error, duringBody: false, operation: request.operation)
            }
            // It was kept from an earlier call, and the engine has closed it since. Asking twice changes nothing, and a
            // new connection says whether there is an engine.
            return try await sendAgain(message, request, through: client)
        }
    }

    private func sendAgain(
        _ message: HTTPClientRequest, _ request: EngineRequest, through client: HTTPClient
    ) async throws(EngineError) -> HTTPClientResponse {
        do {
            return try await client.execute(message, deadline: .distantFuture, logger: logger)
        } catch {
            throw failure(error, duringBody: false, operation: request.operation)
        }
    }

    /// Whether a request found its connection closed, before any answer.
    private static func isStaleConnection(_ error: any Error) -> Bool {
        switch error {
        case let error as HTTPClientError: error == .remoteConnectionClosed
        case let error as ChannelError: error == .ioOnClosedChannel || error == .alreadyClosed
        case let error as IOError: [ECONNRESET, EPIPE].contains(error.errnoCode)
        default: false
        }
    }

    /// Runs an operation and cancels it when the time is over. The HTTP client's own deadline would end with the head.
    private func withTimeLimit<Value: Sendable>(
        _ limit: Duration, of request: EngineRequest,
        _ operation: @escaping @Sendable () async throws(EngineError) -> Value
    ) async throws(EngineError) -> Value {
        let first = await withTaskGroup(of: Result<Value, EngineError>?.self) { group in
            group.addTask {
                do throws(EngineError) {
                    return .success(try await operation())
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                // Ended by cancellation when the answer is there first.
                try? await Task.sleep(for: limit)
                return nil
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? nil
        }
        guard !Task.isCancelled else {
            throw EngineError(.cancelled, operation: request.operation, endpoint: endpoint)
        }
        guard let first else {
            throw EngineError(
                .timedOut(after: limit), operation: request.operation, endpoint: endpoint, source: source)
        }
        return try first.get()
    }
}

extension TLSFiles {
    /// Reads the files.
    fileprivate func configuration(endpoint: EngineEndpoint) throws(EngineError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        do {
            if let authorities {
                configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(authorities))
            }
            if let certificate, let privateKey {
                configuration.certificateChain =
                    try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) }
                configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: privateKey, format: .pem))
            }
        } catch {
            throw EngineError(
                .invalidSetting("the TLS files can't be read: \(error)"), operation: "\(endpoint)", endpoint: endpoint)
        }
        configuration.certificateVerification = verifiesEngine ? .fullVerification : .none
        return configuration
    }
}
