import DockerEngine
import Foundation
import LambdaModel

/// Checks who serves the Runtime API, and whether containers reach lamdeck.
struct RuntimeCheck: Sendable {
    let engine: any Engine
    let functions: [FunctionSettings]
    let environment: [String: String]

    func run() async -> Finding {
        switch environment["LAMDECK_RUNTIME"] {
        case ServingKind.emulator.rawValue?:
            return Finding(.runtime, .ok, "the emulators in the images serve functions (LAMDECK_RUNTIME=emulator)")
        case nil, "", ServingKind.lamdeck.rawValue?: break
        case let other?:
            return Finding(
                .runtime, .fix, "LAMDECK_RUNTIME is \"\(other)\", which means nothing",
                fix: "unset LAMDECK_RUNTIME, or set it to lamdeck or emulator")
        }
        let reach = ContainerAddressing()
        reach.update(await BridgeNetwork.find(on: engine, isPodman: engine.isPodman), of: engine.endpoint)
        guard let host = environment["LAMDECK_RUNTIME_ADDRESS"] ?? reach.gateway else {
            return Finding(
                .runtime, .note,
                "the emulators in the images serve functions: the engine's network is not on this machine")
        }
        return await check(host)
    }

    /// Lets a container of a function's image connect to a listener like that of a function.
    private func check(_ host: String) async -> Finding {
        var image: String?
        for settings in functions where settings.runtime != nil && image == nil {
            if (try? await engine.imageInspect(settings.image)) != nil { image = settings.image }
        }
        guard let image else {
            return Finding(
                .runtime, .note,
                "lamdeck serves functions at \(host); without an image, it was not tried whether they "
                    + "reach it")
        }
        switch await RuntimeProbe.run(image, host: host, engine) {
        case 0: return Finding(.runtime, .ok, "lamdeck serves functions at \(host), and containers reach it")
        case 1:
            return Finding(
                .runtime, .fix,
                "containers do not reach lamdeck at \(host), so the emulators in the images serve functions",
                fix: "let containers through the firewall; with ufw: ufw allow in on docker0")
        default:
            return Finding(
                .runtime, .note, "lamdeck serves functions at \(host); whether containers reach it could not be tried")
        }
    }
}
