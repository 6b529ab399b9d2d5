import LambdaModel
import OrderedCollections

@testable import LambdaRuntime

extension FunctionHost {
    /// The settings that a function has now.
    func settings(_ name: String) -> FunctionSettings? { manifest.function(named: name) }

    /// The manifest that it works with.
    var manifestInUse: Manifest { manifest }

    /// How its containers are reached; nil before it has looked for an engine.
    var reach: ContainerReach? { context?.reach }

    /// The container that serves a function.
    func serving(_ name: String) async -> FunctionContainer? { await supervisors[name]?.serving }

    /// Returns once the door listens at a function's port.
    func isListening(_ name: String) async throws {
        for _ in 0..<6_000 {
            if supervisors[name]?.port.openPort != nil { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Journal.NeverCame(description: "nobody listens at the port of \(name)")
    }
}
