import LambdaModel
import OrderedCollections

@testable import LambdaRuntime

extension FunctionHost {
    /// The current settings of a function.
    func settings(_ name: String) -> FunctionSettings? { registry.manifest.function(named: name) }

    /// The manifest in use.
    var manifestInUse: Manifest { registry.manifest }

    /// How its containers are reached; nil before it has searched for an engine.
    var reach: ContainerAddressing? { parts?.context.reach }

    /// The container that serves a function.
    func serving(_ name: String) async -> FunctionContainer? { await registry.supervisor(name)?.serving }

    /// Returns when the server listens on a function's port.
    func isListening(_ name: String) async throws {
        for _ in 0..<6_000 {
            if registry.supervisor(name)?.port.openPort != nil { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Journal.NeverCame(description: "nobody listens at the port of \(name)")
    }
}

extension FunctionContainer {
    /// Where its emulator is reached.
    var emulator: EmulatorAddress? { (serving as? EmulatorServing)?.address }
}
