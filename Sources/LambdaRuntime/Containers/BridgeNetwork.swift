import DockerEngine

/// The engine's own network, in which its containers see this machine.
struct BridgeNetwork: Hashable, Sendable {
    /// This machine's address in it.
    let address: String
    /// The addresses of the containers in it.
    let callers: IPv4Subnet
    /// Whether this machine has the address only while a container is in the network: Podman's.
    let isTemporary: Bool

    private static let ofDocker = "bridge"
    private static let ofPodman = "podman"

    /// The engine's default network for containers; nil if the engine does not describe it or has none. The network of
    /// a rootless engine is not on this machine, although it may have the same addresses as one that is.
    static func find(on engine: any Engine) async -> BridgeNetwork? {
        (try? await engine.networkInspect(engine.isPodman ? ofPodman : ofDocker)).flatMap { BridgeNetwork($0) }
    }

    /// Nil for a network without IPv4.
    init?(_ network: NetworkDetails) {
        for range in network.ranges {
            guard let callers = IPv4Subnet(range.subnet) else { continue }
            // Until its first restart, Docker does not report the gateway (moby/moby#26799).
            address = range.gateway ?? callers.firstAddress
            self.callers = callers
            isTemporary = network.name == Self.ofPodman
            return
        }
        return nil
    }
}

extension ServerListener {
    /// The listener for containers on the endpoint's port.
    init(_ target: Target, port: Int, for bridge: BridgeNetwork) {
        self.init(target, port: port, host: bridge.address, callers: bridge.callers)
    }
}
