import DockerEngine

/// The engine's own network, by which its containers see this machine.
struct ContainerBridge: Hashable, Sendable {
    /// This machine's address in it.
    let address: String
    /// Those who are in it.
    let callers: IPv4Subnet

    /// What the engine says of the network in which containers are unless told otherwise; nil where it says nothing, or
    /// it has none. That of a rootless engine is none of this machine's, though it may well have the same addresses as
    /// one that is.
    static func find(on engine: any Engine, isPodman: Bool = false) async -> ContainerBridge? {
        (try? await engine.networkInspect(isPodman ? "podman" : "bridge")).flatMap { ContainerBridge($0) }
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

extension DoorListener {
    /// The port of all functions, for containers.
    static func endpoint(port: Int, for bridge: ContainerBridge) -> DoorListener {
        DoorListener(.endpoint, port: port, host: bridge.address, callers: bridge.callers)
    }
}
