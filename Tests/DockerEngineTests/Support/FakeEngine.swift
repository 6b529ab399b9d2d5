import DockerEngine
import Foundation
import NIOCore

/// Runs a scripted server on a socket, and a client that uses it as an engine.
///
/// `/_ping` answers with the version; without one the script answers that request, too.
func withFakeEngine<Value>(
    apiVersion: String? = "1.41",
    limits: EngineLimits = EngineLimits(),
    answering script: ScriptedServer.Script,
    _ body: (EngineClient, ScriptedServer) async throws -> Value
) async throws -> Value {
    let path = temporaryPath("sock")
    defer { try? FileManager.default.removeItem(atPath: path) }
    let withPing = ScriptedServer.Script.each { request in
        guard request.path == "/_ping", let apiVersion else {
            return script.answer(request)
        }
        return [.answer("OK", headers: "Api-Version: \(apiVersion)\r\n")]
    }
    return try await ScriptedServer.run(at: SocketAddress(unixDomainSocketPath: path), answering: withPing) { server in
        try await withClient(of: .unix(path: path), limits: limits) { client in
            try await body(client, server)
        }
    }
}

extension EngineLimits {
    /// For an engine reached through a command, which starts late on a machine that runs a thousand other tests.
    static let patient = EngineLimits(query: .seconds(280), change: .seconds(280))
}

/// A client that is always shut down at the end.
func withClient<Value>(
    of endpoint: EngineEndpoint, limits: EngineLimits = EngineLimits(),
    _ body: (EngineClient) async throws -> Value
) async throws -> Value {
    let client = EngineClient(endpoint: endpoint, limits: limits)
    do {
        let value = try await body(client)
        await client.shutdown()
        return value
    } catch {
        await client.shutdown()
        throw error
    }
}

/// A unique path, short enough for a socket.
func temporaryPath(_ suffix: String) -> String {
    "\(FileManager.default.temporaryDirectory.path)/lamdeck-\(uniqueWord()).\(suffix)"
}

/// Twelve letters and digits.
func uniqueWord() -> String {
    String((0..<12).map { _ in "abcdefghijklmnopqrstuvwxyz0123456789".randomElement() ?? "x" })
}

/// The kind of the error that an operation throws, or nil if it throws none.
func failureKind(_ operation: () async throws -> some Any) async -> EngineError.Kind? {
    do {
        _ = try await operation()
        return nil
    } catch {
        return (error as? EngineError)?.kind
    }
}

extension AsyncSequence {
    /// All elements.
    func collected() async throws -> [Element] {
        var elements: [Element] = []
        for try await element in self {
            elements.append(element)
        }
        return elements
    }
}

/// The kind of the error that an operation throws, or nil if it throws none.
func decodingFailure(_ operation: () throws(EngineError) -> some Any) -> EngineError.Kind? {
    do throws(EngineError) {
        _ = try operation()
        return nil
    } catch {
        return error.kind
    }
}
