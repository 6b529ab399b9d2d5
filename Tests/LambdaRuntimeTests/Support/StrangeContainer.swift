import LambdaModel
import Testing

@testable import DockerEngine

/// A container that is not lamdeck's.
enum StrangeContainer {
    /// The output lines of a Python script in such a container.
    ///
    /// - Parameter network: the network's name; nil for the engine's default.
    static func output(of script: String, network: String? = nil) async throws -> [String] {
        let engine = TestEngine.client
        let runtime = try #require(LambdaRuntimeIdentifier.named("python3.13"))
        var spec = ContainerSpec(image: try await TestEngine.image(runtime), command: ["-c", script])
        spec.entrypoint = ["python3"]
        spec.networkMode = network
        let id = try await engine.createContainer(spec).id
        let outcome: Result<[String], any Error>
        do {
            try await engine.startContainer(id)
            _ = try await engine.waitContainer(id)
            var lines: [String] = []
            for try await some in engine.logs(id, follow: false) {
                lines += some.map { String(decoding: $0.bytes, as: UTF8.self) }
            }
            outcome = .success(lines)
        } catch {
            outcome = .failure(error)
        }
        try await engine.removeContainer(id, force: true)
        return try outcome.get()
    }
}
