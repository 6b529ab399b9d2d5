import Foundation
import NIOCore

/// The user at the other end of a unix socket, as the kernel knows it.
enum PeerUser {
    /// Whether the other end may use this user's host: it is the same user, or root.
    static func isAllowed(_ channel: any Channel) -> Bool {
        guard let user = user(of: channel) else { return false }
        return user == geteuid() || user == 0
    }

    #if os(Linux)
        /// The kernel's `struct ucred` (unix(7), `SO_PEERCRED`).
        private struct Credentials: Sendable {
            var process: Int32 = 0
            var user: UInt32 = 0
            var group: UInt32 = 0
        }

        private static func user(of channel: any Channel) -> UInt32? {
            guard let options = channel as? any SocketOptionProvider else { return nil }
            // Called on the channel's own loop, so that the future is complete on return.
            var user: UInt32?
            let found: EventLoopFuture<Credentials> = options.unsafeGetSocketOption(
                level: NIOBSDSocket.OptionLevel(rawValue: SOL_SOCKET),
                name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
            found.assumeIsolated().whenSuccess { user = $0.user }
            return user
        }
    #else
        /// Only this user can access the socket's folder.
        private static func user(of channel: any Channel) -> UInt32? { geteuid() }
    #endif
}
