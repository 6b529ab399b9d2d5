import Synchronization

/// A Docker engine (or Podman, which speaks the same API) over its socket.
///
/// Creating one costs nothing; the first call connects and negotiates the API version. Long answers (logs, events,
/// stats, pulls, waits) use separate connections and never delay short calls. Cancelling a task ends its request at
/// once.
///
/// All calls throw ``EngineError``. Paths and fields: the Docker Engine API reference, version 1.41 and newer.
public final class EngineClient: Sendable {
    let connection: EngineConnection
    private let lastInfo = Mutex<EngineInfo?>(nil)

    /// Opens no connection.
    ///
    /// - Parameter source: what named the endpoint (``LocatedEngine/source``), for errors.
    public init(
        endpoint: EngineEndpoint,
        source: String? = nil,
        limits: EngineLimits = EngineLimits()
    ) {
        connection = EngineConnection(endpoint: endpoint, source: source, limits: limits)
    }

    /// Where the engine is.
    public var endpoint: EngineEndpoint { connection.endpoint }

    /// Time and size limits of short answers.
    public var limits: EngineLimits { connection.limits }

    /// Ends every request with an error of kind `cancelled` and closes the connections. No call works after it.
    public func shutdown() async {
        await connection.shutdown()
    }

    /// The result of the last ``connect()``; nil before it.
    public var info: EngineInfo? { lastInfo.withLock { $0 } }

    /// Whether the engine is Podman; false until it has answered.
    public var isPodman: Bool { connection.isPodman }

    /// Asks for the engine's version and agrees on an API version. Call it again after the engine restarts, which may
    /// have changed its version.
    ///
    /// - Throws: kind `noEngine`, `permissionDenied`, `versionTooOld`, or `protocolViolation` if the server is not an
    ///   engine.
    public func connect() async throws(EngineError) -> EngineInfo {
        let newest = try await connection.negotiate()
        async let versionAnswer = Self.attempt { [self] () async throws(EngineError) -> WireVersion in
            try await connection.get(EngineRequest(.get, "/version", operation: "ask the engine's version"))
        }
        let info: WireInfo = try await connection.get(
            EngineRequest(.get, "/info", operation: "ask about the engine"))
        let version = try await versionAnswer.get()
        let engine = EngineInfo(
            serverVersion: version.version ?? "",
            apiVersion: try await connection.apiVersion(),
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
        connection.learn(isPodman: engine.isPodman)
        return engine
    }

    /// Checks that the engine answers.
    public func ping() async throws(EngineError) {
        try await connection.negotiate()
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
}
