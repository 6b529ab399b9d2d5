import DockerEngine
import Foundation
import NIOCore
import Synchronization

/// How containers are reached: at the port that they publish on loopback, or at their own addresses, where the engine's
/// network is this machine's. The latter spares each call the way through the engine's proxy, and a container that is
/// made for one call the publishing, which takes the engine a tenth of its start.
final class ContainerReach: Sendable {
    private let network = Mutex<IPv4Subnet?>(nil)

    /// Whether containers can be reached that publish nothing.
    var isDirect: Bool { network.withLock { $0 != nil } }

    /// Takes the engine's network, as far as it is this machine's.
    func take(_ bridge: ContainerBridge?, of engine: EngineEndpoint) {
        let isOurs = bridge.map { Self.isOfThisMachine($0, engine) } ?? false
        network.withLock { $0 = isOurs ? bridge?.callers : nil }
    }

    /// Notes that a container cannot be reached at its own address, for a reason that nobody knew of.
    func giveUp() { network.withLock { $0 = nil } }

    /// Where a running container's emulator is reached; nil for one that cannot be.
    func address(of container: ContainerDetails) -> EmulatorAddress? {
        if let own = container.networkIP, network.withLock({ $0?.contains(own) ?? false }) {
            let address = EmulatorAddress(host: own, port: ContainerPlan.emulatorPort, container: container.id)
            if let address { return address }
        }
        return container.published(ContainerPlan.emulatorPort)?.hostPort.map { .published($0) }
    }

    /// An engine in a virtual machine, or one without root's rights, has a network by the same name, and may have the
    /// same addresses in it, that is no network of this machine's. So the socket has to be root's, and one of this
    /// machine's interfaces to have the address by which containers know it.
    private static func isOfThisMachine(_ bridge: ContainerBridge, _ engine: EngineEndpoint) -> Bool {
        #if os(Linux)
            guard case .unix(let path) = engine, isOfRoot(path) else { return false }
            let devices = (try? System.enumerateDevices()) ?? []
            return devices.contains { $0.address?.ipAddress == bridge.address }
        #else
            return false
        #endif
    }

    private static func isOfRoot(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.ownerAccountID] as? NSNumber)?.intValue == 0
    }
}
