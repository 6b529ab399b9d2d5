import HTTPTransport
import NIOHTTP1
import Synchronization

/// A Docker engine (or Podman, which speaks the same API) over its socket.
///
/// Creating one costs nothing; the first call connects and negotiates the API version. Long answers (logs, events,
/// stats, pulls, waits) use separate connections and never delay short calls. Cancelling a task ends its request at
/// once.
///
/// All calls throw ``EngineError``. Paths and fields: the Docker Engine API reference, version 1.41 and newer.
public final class EngineClient: Sendable {
    /// Where the engine is.
    public let endpoint: EngineEndpoint
    /// Time and size limits of short answers.
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

    /// Whether the engine is Podman; false until it has answered.
    public var isPodman: Bool { speaksLibpod.withLock { $0 } }

    /// Asks for the engine's version and agrees on an API version. Call it again after the engine restarts, which may
    /// have changed its version.
    ///
    /// - Throws: kind `noEngine`, `permissionDenied`, `versionTooOld`, or `protocolViolation` if the server is not an
    ///   engine.
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

    /// Checks that the engine answers.
    public func ping() async throws(EngineError) {
        _ = try await negotiate()
    }

    /// Returns a result, since `async let` cannot carry a typed error.
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

    /// Reads the engine's newest version from `/_ping`, which needs no version, and keeps the version to use.
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
                .protocolViolation("/_ping has no Api-Version; is this a Docker engine?"),
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

    /// Sends a call that changes nothing and decodes the JSON of the answer.
    func look<Value: Decodable>(
        _ request: EngineRequest, within limit: Duration? = nil
    ) async throws(EngineError) -> Value {
        try await call(request, within: limit ?? limits.look).decode(
            Value.self, operation: request.operation, endpoint: endpoint)
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
