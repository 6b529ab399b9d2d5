/// The fields used of a network (`GET /networks/{name}`).
public struct NetworkDetails: Sendable, Hashable {
    /// A range of addresses for the network's containers.
    public struct Range: Sendable, Hashable {
        /// As the engine writes it: `172.17.0.0/16`, or an IPv6 one.
        public var subnet: String
        /// The engine's own address in it; nil if the engine does not say.
        public var gateway: String?

        /// A range.
        public init(subnet: String, gateway: String? = nil) {
            self.subnet = subnet
            self.gateway = gateway
        }
    }

    /// The network's name.
    public var name: String
    /// In the engine's order. Empty for networks without separate addresses, such as `host`.
    public var ranges: [Range]

    /// A network.
    public init(name: String, ranges: [Range]) {
        self.name = name
        self.ranges = ranges
    }
}
