import DockerEngine
import Foundation
import Synchronization

/// How containers are reached: at the port that they publish on loopback, or directly at their own addresses if the
/// engine's network is on this machine. Direct calls avoid the engine's proxy, and a container for one call need not
/// publish a port, which takes a tenth of its start.
final class ContainerAddressing: Sendable {
    private let network = Mutex<BridgeNetwork?>(nil)

    /// The address of this machine in the engine's network, at which its containers reach lamdeck; nil if there is
    /// none.
    var gateway: String? { network.withLock { $0?.address } }

    /// Whether containers can be reached without publishing a port.
    var isDirect: Bool {
        network.withLock { $0 }.map { !$0.isTemporary || RuntimeReach.isOfThisMachine($0.address) } ?? false
    }

    /// Uses the engine's network if it is on this machine.
    func update(_ bridge: BridgeNetwork?, of engine: EngineEndpoint) {
        let isOurs = bridge.map { Self.isOfThisMachine($0, engine) } ?? false
        network.withLock { $0 = isOurs ? bridge : nil }
    }

    /// Records that a container turned out to be unreachable at its own address.
    func giveUp() { network.withLock { $0 = nil } }

    /// The address of a running container's emulator; nil if it cannot be reached.
    func address(of container: ContainerDetails) -> EmulatorAddress? {
        if let own = container.networkIP, network.withLock({ $0?.callers.contains(own) ?? false }) {
            let address = EmulatorAddress(host: own, port: ContainerPlan.emulatorPort, container: container.id)
            if let address { return address }
        }
        return container.published(ContainerPlan.emulatorPort)?.hostPort.map { .published($0) }
    }

    /// A VM or rootless engine can have a bridge of the same name and subnet that this machine cannot reach. So the
    /// socket must belong to root, and a local interface must have the bridge's gateway address, unless the interface
    /// appears only with the first container.
    private static func isOfThisMachine(_ bridge: BridgeNetwork, _ engine: EngineEndpoint) -> Bool {
        #if os(Linux)
            guard case .unix(let path) = engine, isOfRoot(path) else { return false }
            return bridge.isTemporary || RuntimeReach.isOfThisMachine(bridge.address)
        #else
            return false
        #endif
    }

    private static func isOfRoot(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.ownerAccountID] as? NSNumber)?.intValue == 0
    }
}
