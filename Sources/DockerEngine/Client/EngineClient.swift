import HTTPTransport
import NIOHTTP1
import Synchronization

/// A Docker engine (or Podman, which speaks the same API) over its socket.
///
/// Making one costs nothing; the first call connects and negotiates the API version. Long answers (logs, events,
/// stats, pulls, waits) have connections of their own and never keep short calls waiting. Cancelling a task ends its
/// request at once.
///
/// All calls throw ``EngineError``. Paths and fields: the Docker Engine API reference, version 1.41 and newer.
public final class EngineClient: Sendable {
    /// Where the engine is.
    public let endpoint: EngineEndpoint
    /// How long and how large short answers may be.
    public let limits: EngineLimits

    private let transport: EngineTransport
    private let negotiated = Mutex<APIVersion?>(nil)
    private let lastInfo = Mutex<EngineInfo?>(nil)
    private let speaksLibpod = Mutex(false)

    /// Opens no connection.
    ///
    /// - Parameter source: what named the endpoint (``LocatedEngine/source``), for errors.
    public init(
        endpoint: EngineEndpoint,
        source: String? = nil,
        limits: EngineLimits = EngineLimits()
    ) {
        self.endpoint = endpoint
        self.limits = limits
        transport = EngineTransport(endpoint: endpoint, source: source, limits: limits)
    }

    /// Ends every request with an error of kind `cancelled` and closes the connections. No call works after it.
    public func shutdown() async {
        await transport.shutdown()
    }

    /// The result of the last ``connect()``; nil before it.
    public var info: EngineInfo? { lastInfo.withLock { $0 } }

    /// Whether the engine is Podman, as far as it has answered at all.
    public var isPodman: Bool { speaksLibpod.withLock { $0 } }

    /// Asks for the engine's version and agrees on an API version. An engine may have another version after a restart.
    ///
    /// - Throws: kind `noEngine`, `permissionDenied`, `versionTooOld`, `protocolViolation` if something else than an
    ///   engine listens there.
    public func connect() async throws(EngineError) -> EngineInfo {
        let newest = try await negotiate()
        async let versionAnswer = Self.attempt { [self] () async throws(EngineError) -> WireVersion in
            try await look(EngineRequest(.get, "/version", operation: "ask the engine's version"))
        }
        let info: WireInfo = try await look(EngineRequest(.get, "/info", operation: "ask about the engine"))
        let version = try await versionAnswer.get()
        let engine = EngineInfo(
            serverVersion: version.version ?? "",
            apiVersion: try await apiVersion(),
            newestAPIVersion: newest,
            operatingSystem: version.operatingSystem ?? "",
            architecture: version.architecture ?? "",
            cgroupVersion: info.cgroupVersion.flatMap { Int($0.hasPrefix("v") ? String($0.dropFirst()) : $0) },
            name: info.name ?? "",
            isPodman: version.isPodman,
            isRootless: info.isRootless,
            processors: info.processors,
            memoryBytes: info.memory,
            limitsMemory: info.limitsMemory,
            dataFolder: info.dataFolder)
        lastInfo.withLock { $0 = engine }
        speaksLibpod.withLock { $0 = engine.isPodman }
        return engine
    }

    /// Whether the engine answers, and nothing more.
    public func ping() async throws(EngineError) {
        _ = try await negotiate()
    }

    /// `async let` can't carry a typed error.
    private static func attempt<Value>(
        _ operation: () async throws(EngineError) -> Value
    ) async -> Result<Value, EngineError> {
        do throws(EngineError) {
            return .success(try await operation())
        } catch {
            return .failure(error)
        }
    }

    // MARK: Versions

    /// Takes the engine's newest version from `/_ping`, which needs none, and keeps the one to speak.
    private func negotiate() async throws(EngineError) -> APIVersion {
        let operation = "reach the engine"
        let answer = try await transport.answer(
            to: EngineRequest(.get, "/_ping", operation: operation), version: nil, within: limits.look)
        guard answer.status == 200 else {
            if answer.isTLSDemand {
                throw EngineError(
                    .invalidSetting(EngineError.Kind.wantsTLS), operation: "\(endpoint)", endpoint: endpoint)
            }
            throw answer.failure(operation: operation, endpoint: endpoint)
        }
        guard let text = answer.headers.first(name: "Api-Version"), let newest = APIVersion(text) else {
            throw EngineError(
                .protocolViolation("/_ping without an Api-Version; is it a Docker engine that listens there?"),
                operation: operation, endpoint: endpoint)
        }
        guard let version = APIVersion.negotiated(engine: newest) else {
            throw EngineError(.versionTooOld(engine: "\(newest)"), operation: operation, endpoint: endpoint)
        }
        negotiated.withLock { $0 = version }
        speaksLibpod.withLock { $0 = answer.headers.first(name: "Libpod-Api-Version") != nil }
        return newest
    }

    private func apiVersion() async throws(EngineError) -> APIVersion {
        if let version = negotiated.withLock({ $0 }) {
            return version
        }
        _ = try await negotiate()
        return try await apiVersion()
    }

    // MARK: Calls

    /// A call that only looks, and its JSON.
    func look<Value: Decodable>(
        _ request: EngineRequest, within limit: Duration? = nil
    ) async throws(EngineError) -> Value {
        try await call(request, within: limit ?? limits.look).decode(
            Value.self, operation: request.operation, endpoint: endpoint)
    }

    /// A call that changes something.
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

    /// A call with one answer that may take hours.
    func wait<Value: Decodable>(_ request: EngineRequest) async throws(EngineError) -> Value {
        let stream = try await open(request)
        return try await EngineAnswer(status: 200, headers: [:], body: transport.collect(stream, for: request))
            .decode(Value.self, operation: request.operation, endpoint: endpoint)
    }

    /// A call on a connection of its own.
    func open(_ request: EngineRequest) async throws(EngineError) -> HTTPStream {
        try await transport.stream(request, version: apiVersion())
    }

    /// What the failure of such a call means.
    func failure(_ failure: HTTPFailure, of request: EngineRequest) -> EngineError {
        transport.failure(failure, of: request)
    }

    /// A call whose answer is read as it comes.
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
