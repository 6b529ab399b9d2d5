import HTTPTransport

/// Where a container's emulator is reached.
struct EmulatorAddress: Hashable, Sendable {
    /// An IPv4 address.
    let host: String
    let port: Int
    /// The container whose address it is; nil for a port of this machine's.
    private let container: String?
    private let group: ControlGroup?

    /// The port that a container publishes on loopback.
    static func published(_ port: Int) -> EmulatorAddress {
        EmulatorAddress(host: "127.0.0.1", port: port, container: nil, group: nil)
    }

    /// A container's own address in the engine's network; nil where the kernel does not tell whether the container lives.
    init?(host: String, port: Int, container: String) {
        guard let group = ControlGroup(container: container), group.isPopulated else { return nil }
        self.init(host: host, port: port, container: container, group: group)
    }

    private init(host: String, port: Int, container: String?, group: ControlGroup?) {
        (self.host, self.port, self.container, self.group) = (host, port, container, group)
    }

    /// Whether it is still the container's. The engine gives the address of one that ended to the next that starts, and a
    /// call must not go to another function: ask this of a connection that is made, before anything is sent.
    var isStillItsOwn: Bool { group?.isPopulated ?? true }

    /// The same for the HTTP client.
    var server: HTTPServer {
        HTTPServer(
            .tcp(host: host, port: port), host: "\(host):\(port)", identity: container,
            isStillThere: { isStillItsOwn })
    }

    static func == (left: EmulatorAddress, right: EmulatorAddress) -> Bool {
        left.host == right.host && left.port == right.port && left.container == right.container
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(host)
        hasher.combine(port)
        hasher.combine(container)
    }
}
