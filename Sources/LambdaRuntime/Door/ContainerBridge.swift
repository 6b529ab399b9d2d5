import DockerEngine

/// The engine's own network, by which its containers see this machine.
struct ContainerBridge: Hashable, Sendable {
    /// This machine's address in it.
    let address: String
    /// Those who are in it.
    let callers: IPv4Subnet

    /// What the engine says of the network in which containers are unless told otherwise; nil where it says nothing, or
    /// where its network is not this machine's.
    static func find(on engine: EngineClient, _ info: EngineInfo) async -> ContainerBridge? {
        // A rootless engine has a network of its own, and another engine on this machine may well use the same addresses.
        guard !info.isRootless, let network = try? await engine.networkInspect(info.defaultNetwork) else { return nil }
        return ContainerBridge(network)
    }

    /// Nil for a network without IPv4.
    init?(_ network: NetworkDetails) {
        for range in network.ranges {
            guard let callers = IPv4Subnet(range.subnet) else { continue }
            // Until its first restart, Docker does not name it (moby/moby#26799).
            address = range.gateway ?? callers.firstAddress
            self.callers = callers
            return
        }
        return nil
    }
}

extension EngineInfo {
    /// The name of the network in which containers are unless told otherwise.
    fileprivate var defaultNetwork: String { isPodman ? "podman" : "bridge" }
}

extension DoorListener {
    /// The port of all functions, for containers.
    static func endpoint(port: Int, for bridge: ContainerBridge) -> DoorListener {
        DoorListener(.endpoint, port: port, host: bridge.address, callers: bridge.callers)
    }
}
