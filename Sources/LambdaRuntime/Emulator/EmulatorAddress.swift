/// Where a container's emulator is reached.
struct EmulatorAddress: Hashable, Sendable {
    /// An IPv4 address.
    let host: String
    let port: Int

    /// The port that a container publishes on loopback.
    static func published(_ port: Int) -> EmulatorAddress { EmulatorAddress(host: "127.0.0.1", port: port) }
}
