import DockerEngine
import Foundation
import LambdaModel

/// Checks who serves the Runtime API, and whether containers reach lamdeck.
struct RuntimeCheck: Sendable {
    let engine: any Engine
    let functions: [FunctionSettings]
    let environment: [String: String]
    /// The project; nil if there is none, and so no functions.
    var project: ProjectIdentity?

    func run() async -> Finding {
        let choice: RuntimeChoice
        do throws(FailureReason) {
            choice = try RuntimeChoice(environment)
        } catch {
            return Finding(.runtime, .fix, error.summary, fix: "correct the environment of lamdeck")
        }
        if choice.server == .emulator {
            return Finding(.runtime, .ok, "the emulators in the images serve functions (LAMDECK_RUNTIME=emulator)")
        }
        if let address = choice.address, !RuntimeReach.isOfThisMachine(address) {
            let variable = RuntimeChoice.addressVariable
            return Finding(
                .runtime, .fix,
                "\(variable) is \(address), which is not an address of this machine, so the emulators in the images "
                    + "serve functions", fix: "unset \(variable), or set it to an address of this machine")
        }
        let reach = ContainerAddressing()
        reach.update(await BridgeNetwork.find(on: engine), of: engine.endpoint)
        guard let host = choice.address ?? reach.gateway else {
            return Finding(
                .runtime, .note, "the emulators in the images serve functions: \(RuntimeReach.foreignNetwork)")
        }
        return await check(host)
    }

    /// Lets a container of a function's image connect to a listener like that of a function.
    private func check(_ host: String) async -> Finding {
        var image: String?
        for settings in functions where settings.runtime != nil && image == nil {
            if (try? await engine.imageInspect(settings.image)) != nil { image = settings.image }
        }
        guard let image, let project else {
            return Finding(
                .runtime, .note,
                "lamdeck serves functions at \(host); without an image, it was not tried whether they "
                    + "reach it")
        }
        // Shows that this process lives, so that no other lamdeck removes the container.
        let lease = try? Lease.single()
        defer { lease?.release() }
        let owner = lease.map { ContainerOwner(lease: $0).labels } ?? [:]
        let probe = RuntimeProbe(engine: engine, labels: RuntimeProbe.labels(of: project, owner: owner))
        switch await probe.run(image, host: host) {
        case .reached: return Finding(.runtime, .ok, "lamdeck serves functions at \(host), and containers reach it")
        case .unreached:
            return Finding(
                .runtime, .fix,
                "containers do not reach lamdeck at \(host), so the emulators in the images serve functions",
                fix: "let containers through the firewall; with ufw: ufw allow in on docker0")
        case .translated(let from, let own):
            return Finding(
                .runtime, .fix,
                "a connection of the container \(own) arrives at \(host) from \(from), and lamdeck lets in only a "
                    + "container's own address, so the emulators in the images serve functions",
                fix: "except connections of containers to \(host) from address translation")
        case .untried:
            return Finding(
                .runtime, .note, "lamdeck serves functions at \(host); whether containers reach it could not be tried")
        }
    }
}
