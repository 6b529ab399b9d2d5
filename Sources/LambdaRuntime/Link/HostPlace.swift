import HostLink
import LambdaModel
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

    /// How long to wait for another host that is ending.
    private static let patience = Duration.seconds(40)

    private init(_ address: HostAddress, _ lease: Lease) { (self.address, self.lease) = (address, lease) }

    /// Takes the lease of a project, once an earlier host has ended; nil if another host answers.
    static func take(_ address: HostAddress, program: String) async throws(FailureReason) -> HostPlace? {
        let begin = ContinuousClock.now
        while true {
            do throws(FolderRefusal) {
                if let lease = try Lease.take(address.name, in: address.folder) { return HostPlace(address, lease) }
            } catch {
                throw FailureReason(.settings, error.description)
            }
            do throws(LinkFailure) {
                let other = try await LinkClient.connect(to: address, program: program)
                other.close()
                return nil
            } catch {
                if case .otherVersion = error { return nil }
            }
            guard ContinuousClock.now - begin < patience else {
                throw FailureReason(
                    .settings, "another host of this project holds \(address.folder.path) but does not answer")
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}
