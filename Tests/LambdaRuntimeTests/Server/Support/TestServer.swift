import LambdaRuntime

/// A server with a listener for the function `hello` and one for all, while a test runs.
struct TestServer: Sendable {
    let server: LambdaServer
    let service: ServiceDouble
    /// The port of `hello`.
    let port: Int
    /// The port of all functions.
    let endpoint: Int
    /// The ports of the APIs.
    var apis: [String: Int] = [:]

    static func with(
        _ service: ServiceDouble = ServiceDouble(), _ limits: ServerLimits = .with { _ in },
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        var options = ServerOptions()
        options.limits = limits
        let server = LambdaServer(service: service, options: options)
        let port = try await server.open(.function("hello", port: 0))
        let endpoint = try await server.open(.endpoint(port: 0))
        var made = TestServer(server: server, service: service, port: port, endpoint: endpoint)
        for name in service.apis.keys { made.apis[name] = try await server.open(.api(name, port: 0)) }
        do {
            try await body(made)
            await server.shutDown()
        } catch {
            await server.shutDown()
            throw error
        }
    }
}

extension ServerLimits {
    /// Limits for a test: the defaults, but with a short shutdown, and long limits for a client that runs next to a
    /// thousand other tests, plus the given changes.
    static func with(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
        var limits = ServerLimits()
        limits.shutdown = .seconds(1)
        (limits.head, limits.bodyPause, limits.idle) = (.seconds(300), .seconds(300), .seconds(300))
        limits.body = .seconds(300)
        change(&limits)
        return limits
    }
}
