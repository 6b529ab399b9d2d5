import DockerEngine
import Foundation
import LambdaModel

/// The engine of this machine, and the base images on it.
enum TestEngine {
    /// A connection separate from the hosts': for inspecting containers, and for changing them like another process.
    static let client = EngineClient(endpoint: endpoint)

    /// The engine's address.
    static let endpoint: EngineEndpoint = {
        let environment = ProcessInfo.processInfo.environment
        let located = try? EngineLocator.locate(
            host: nil, environment: environment, homeDirectory: environment["HOME"] ?? "/", userID: getuid())
        return located?.endpoint ?? .unix(path: "/var/run/docker.sock")
    }()

    /// The registry in the images' names.
    static let registry =
        ProcessInfo.processInfo.environment[ManifestLoader.registryVariable] ?? Manifest.publicRegistry

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// The image of a runtime, which must be on this machine: tests pull nothing.
    static func image(_ runtime: LambdaRuntimeIdentifier) async throws -> String {
        let image = "\(registry)/\(runtime.image)"
        guard try await client.imageInspect(image) != nil else {
            throw Missing(
                description: "the base image \(image) is not on this machine: `make test` sets it up; for another "
                    + "registry, name it with \(ManifestLoader.registryVariable)")
        }
        return image
    }
}
