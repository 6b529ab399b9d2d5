import HostLink
import LambdaModel

extension TestProject {
    /// A deck whose connection to the engine goes through a proxy, which a test can cut and restore.
    func deckWithProxy(_ functions: [FunctionSettings]) async throws -> (TestHost, EngineProxy) {
        let proxy = try EngineProxy(path: path("engine.sock"))
        return (try await deck(functions, ["DOCKER_HOST": proxy.address]), proxy)
    }
}

extension TestHost {
    /// Waits until the host reports that the engine is away, and returns the reason.
    func waitUntilEngineIsAway() async throws -> String {
        try await journal.wait(for: "the engine to be away") { seen in
            if case .unavailable(let reason)? = seen.engine.last { reason } else { nil }
        }
    }

    func waitUntilEngineIsBack() async throws {
        try await journal.wait(for: "the engine to be back") { seen in
            seen.engine.last?.isConnected == true ? true : nil
        }
    }
}
