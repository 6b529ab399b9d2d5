import DockerEngine
import LambdaModel

/// Chooses how new containers serve.
final class ServingWays: Sendable {
    private let emulator: EmulatorWay
    private let runtime: RuntimeWay?

    /// - Parameter runtime: nil if lamdeck must not serve the Runtime API.
    init(emulator: EmulatorWay, runtime: RuntimeWay?) { (self.emulator, self.runtime) = (emulator, runtime) }

    /// How the next container of a function serves. Only an image that lamdeck chose surely has AWS's entry point.
    func way(for settings: FunctionSettings) -> any ServingWay {
        guard let runtime, runtime.isPossible, settings.runtime != nil else {
            return emulator
        }
        return runtime
    }

    /// A container turned out to be unreachable.
    func gaveUp(_ way: any ServingWay) {
        switch way.kind {
        case .emulator: emulator.reach.giveUp()
        case .lamdeck: _ = runtime?.reachability.blocked("its container has no address in the engine's network")
        }
    }
}
