import DockerEngine
import LambdaModel

/// Chooses how new containers serve.
final class ServingWays: Sendable {
    private let emulator: EmulatorWay
    private let runtime: RuntimeWay?

    /// - Parameter runtime: nil if lamdeck must not serve the Runtime API.
    init(emulator: EmulatorWay, runtime: RuntimeWay?) { (self.emulator, self.runtime) = (emulator, runtime) }

    /// How the next container of a function serves.
    func way(for settings: FunctionSettings) -> any ServingWay {
        guard let runtime else { return emulator(because: "LAMDECK_RUNTIME is emulator") }
        // Only an image that lamdeck chose surely has AWS's entry point.
        guard settings.runtime != nil else { return emulator(because: "its settings name an image, not a runtime") }
        return runtime.obstacle.map { emulator(because: $0) } ?? runtime
    }

    private func emulator(because reason: String) -> any ServingWay {
        var way = emulator
        way.reason = reason
        return way
    }

    /// Waits for what was created to find a way, and creates no more of it.
    func end() async { await runtime?.reachability.end() }

    /// A container turned out to be unreachable.
    func gaveUp(_ way: any ServingWay) {
        switch way.kind {
        case .emulator: emulator.reach.giveUp()
        case .lamdeck: _ = runtime?.reachability.blocked("its container has no address in the engine's network")
        }
    }
}
