import Foundation
import LambdaModel

@testable import DockerEngine

extension TestProject {
    /// A separate image of this project: a base image whose entry point is a shell that runs `script`.
    func withImage(running script: String, _ body: (String) async throws -> Void) async throws {
        guard let runtime = LambdaRuntimeIdentifier.named("provided.al2023") else { return }
        let engine = TestEngine.client
        let from = try await engine.createContainer(ContainerSpec(image: try await TestEngine.image(runtime)))
        let repository = "lamdeck-test-" + UUID().uuidString.prefix(8).lowercased()
        let entry = String(decoding: try JSONEncoder().encode(["/bin/sh", "-c", script]), as: UTF8.self)
        let query = [
            (name: "container", value: from.id), (name: "repo", value: repository), (name: "tag", value: "1"),
            (name: "changes", value: "ENTRYPOINT \(entry)"),
        ]
        let made = await result {
            try await engine.connection.change(
                EngineRequest(.post, "/commit", query: query, operation: "make an image"))
        }
        try await engine.removeContainer(from.id, force: true)
        _ = try made.get()
        let outcome = await result { try await body("\(repository):1") }
        for container in try await containers() { try? await engine.removeContainer(container.id, force: true) }
        try await engine.connection.change(
            EngineRequest(.delete, "/images/\(repository):1", operation: "remove the image"))
        try outcome.get()
    }

    private func result<Value>(_ body: () async throws -> Value) async -> Result<Value, any Error> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }
}
