@testable import DockerEngine

extension TestEngine {
    static func pause(_ id: String) async throws { try await tell(id, "pause") }

    static func resume(_ id: String) async throws { try await tell(id, "unpause") }

    private static func tell(_ id: String, _ what: String) async throws {
        try await client.connection.change(
            EngineRequest(.post, "/containers/\(id)/\(what)", operation: "\(what) container \(id)"))
    }
}
