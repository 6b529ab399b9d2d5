import HTTPTransport
import NIOHTTP1
import Synchronization

/// Sends the calls of one client with the API version that was agreed on.
final class EngineConnection: Sendable {
    let endpoint: EngineEndpoint
    let limits: EngineLimits

    private let transport: EngineTransport
    private let negotiated = Mutex<APIVersion?>(nil)
    private let speaksLibpod = Mutex(false)

    /// Opens nothing: the first call connects.
    init(endpoint: EngineEndpoint, source: String?, limits: EngineLimits) {
        self.endpoint = endpoint
        self.limits = limits
        transport = EngineTransport(endpoint: endpoint, source: source, limits: limits)
    }

    /// Ends every request with an error of kind `cancelled` and closes the connections.
    func shutdown() async { await transport.shutdown() }

    /// Whether the engine is Podman; false until it has answered.
    var isPodman: Bool { speaksLibpod.withLock { $0 } }

    func learn(isPodman: Bool) { speaksLibpod.withLock { $0 = isPodman } }

    // MARK: Versions

    /// Reads the engine's newest version from `/_ping`, which needs no version, and keeps the version to use.
    @discardableResult
    func negotiate() async throws(EngineError) -> APIVersion {
        let operation = "reach the engine"
        let answer = try await transport.answer(
            to: EngineRequest(.get, "/_ping", operation: operation), version: nil, within: limits.query)
        guard answer.status == 200 else {
            if answer.isTLSDemand {
                throw EngineError(
                    .invalidSetting(EngineError.Kind.wantsTLS), operation: "\(endpoint)", endpoint: endpoint)
            }
            throw answer.failure(operation: operation, endpoint: endpoint)
        }
        guard let text = answer.headers.first(name: "Api-Version"), let newest = APIVersion(text) else {
            throw EngineError(
                .protocolViolation("/_ping has no Api-Version; is this a Docker engine?"),
                operation: operation, endpoint: endpoint)
        }
        guard let version = APIVersion.negotiated(engine: newest) else {
            throw EngineError(.versionTooOld(engine: "\(newest)"), operation: operation, endpoint: endpoint)
        }
        negotiated.withLock { $0 = version }
        learn(isPodman: answer.headers.first(name: "Libpod-Api-Version") != nil)
        return newest
    }

    /// The version to use, after the engine was asked for its newest one.
    func apiVersion() async throws(EngineError) -> APIVersion {
        if let version = negotiated.withLock({ $0 }) { return version }
        try await negotiate()
        return try await apiVersion()
    }

    // MARK: Calls

    /// Sends a call that changes nothing and decodes the JSON of the answer.
    func get<Value: Decodable>(
        _ request: EngineRequest, within limit: Duration? = nil
    ) async throws(EngineError) -> Value {
        try await call(request, within: limit ?? limits.query).decode(
            Value.self, operation: request.operation, endpoint: endpoint)
    }

    /// The same, or `nil` if the engine does not have what the call is about.
    func find<Value: Decodable>(_ request: EngineRequest) async throws(EngineError) -> Value? {
        do throws(EngineError) {
            return try await get(request) as Value
        } catch {
            guard case .notFound = error.kind else { throw error }
            return nil
        }
    }

    /// Sends a call that changes nothing; the content of the answer, or `nil` if the engine does not have what the call
    /// is about.
    func content(_ request: EngineRequest) async throws(EngineError) -> [UInt8]? {
        do throws(EngineError) {
            return try await call(request, within: limits.query).body
        } catch {
            guard case .notFound = error.kind else { throw error }
            return nil
        }
    }

    /// Sends a call that changes something.
    @discardableResult
    func change(_ request: EngineRequest, within limit: Duration? = nil) async throws(EngineError) -> EngineAnswer {
        try await call(request, within: limit ?? limits.change)
    }

    private func call(_ request: EngineRequest, within limit: Duration) async throws(EngineError) -> EngineAnswer {
        let answer = try await transport.answer(to: request, version: apiVersion(), within: limit)
        guard answer.status < 400 else {
            throw answer.failure(operation: request.operation, endpoint: endpoint)
        }
        return answer
    }

    /// Sends a call whose one answer may take hours.
    func wait<Value: Decodable>(_ request: EngineRequest) async throws(EngineError) -> Value {
        let stream = try await open(request)
        return try await EngineAnswer(status: 200, headers: [:], body: transport.collect(stream, for: request))
            .decode(Value.self, operation: request.operation, endpoint: endpoint)
    }

    /// Sends a call on a separate connection.
    func open(_ request: EngineRequest) async throws(EngineError) -> HTTPStream {
        try await transport.stream(request, version: apiVersion())
    }

    /// The error for a failure of a call sent with ``open(_:)``.
    func failure(_ failure: HTTPFailure, of request: EngineRequest) -> EngineError {
        transport.failure(failure, of: request)
    }

    /// A call whose answer is decoded while it arrives.
    func stream<Element>(
        _ request: EngineRequest, decoder: @escaping @Sendable () -> any StreamDecoding<Element>
    ) -> EngineStream<Element> {
        EngineStream { [self] in
            HTTPStreamReader(endpoint: endpoint, request: request, decoder: decoder()) {
                (request) async throws(EngineError) -> HTTPStream.Body in
                try await self.open(request).body
            }
        }
    }
}
