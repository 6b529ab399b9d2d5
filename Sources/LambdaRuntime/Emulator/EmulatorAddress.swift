import HTTPTransport

/// The address of a container's emulator.
struct EmulatorAddress: Hashable, Sendable {
    /// An IPv4 address.
    let host: String
    let port: Int
    /// The container with this address; nil for a port of this machine.
    private let container: String?
    private let group: ControlGroup?

    /// The port that a container publishes on loopback.
    static func published(_ port: Int) -> EmulatorAddress {
        EmulatorAddress(host: "127.0.0.1", port: port, container: nil, group: nil)
    }

    /// A container's own address in the engine's network; nil if the kernel does not show that the container runs.
    init?(host: String, port: Int, container: String) {
        guard let group = ControlGroup(container: container), group.isPopulated else { return nil }
        self.init(host: host, port: port, container: container, group: group)
    }

    private init(host: String, port: Int, container: String?, group: ControlGroup?) {
        (self.host, self.port, self.container, self.group) = (host, port, container, group)
    }

    /// Whether the address still belongs to the container. After a container ends, the engine gives its address to the
    /// next one, and a call must not reach another function. Check this on an established connection, before anything
    /// is sent.
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
