import Synchronization

/// The address of a host, and the lease that makes it the only one there.
final class HostPlace: Sendable {
    /// The socket's path.
    let address: HostAddress
    /// Shows that the host lives.
    let lease: Lease
    /// Distinguishes this host from earlier ones of the project.
    let instance = RunFolder.random()
    /// Accepts clients; nil before the host listens, and after its end.
    let server = Mutex<LinkServer?>(nil)
    /// Kept when the host has ended: what could not be ended, one line each.
    let end = Promise<[String]>()

    init(_ address: HostAddress, _ lease: Lease) { (self.address, self.lease) = (address, lease) }
}
