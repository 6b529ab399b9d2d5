import DockerEngine
import LambdaModel
import Synchronization

/// Chooses how new containers serve.
final class ServingWays: Sendable {
    private let emulator: EmulatorWay
    private let runtime: RuntimeWay?
    /// The images of functions whose code is in them that have no shell, by name.
    private let withoutShell = Mutex<Set<String>>([])

    /// - Parameter runtime: nil if lamdeck must not serve the Runtime API.
    init(emulator: EmulatorWay, runtime: RuntimeWay?) { (self.emulator, self.runtime) = (emulator, runtime) }

    /// How the next container of a function serves.
    func way(for settings: FunctionSettings) -> any ServingWay {
        guard let runtime else { return emulator(because: "LAMDECK_RUNTIME is emulator") }
        // Only an image that lamdeck chose surely has AWS's entry point. That of a function in an image is started as it is.
        guard settings.runtime != nil || settings.isContainerImage else {
            return emulator(because: "its settings name an image, not a runtime")
        }
        if settings.isContainerImage, withoutShell.withLock({ $0.contains(settings.image) }) {
            return emulator(because: "its image has no shell at \(ContainerImages.shell)")
        }
        return runtime.obstacle.map { emulator(because: $0) } ?? runtime
    }

    /// Records whether an image that holds a function has a shell, which lamdeck needs in order to serve.
    func note(_ image: String, hasShell: Bool) {
        withoutShell.withLock { if hasShell { $0.remove(image) } else { $0.insert(image) } }
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
