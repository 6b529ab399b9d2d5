#if os(Linux)
    import Glibc
    import NIOCore

    extension ControlSocket {
        /// Whether a socket leaves a file that a later one must replace.
        static let hasFile = false

        /// The socket has an abstract name: no folder has to be agreed on, and none can be wiped.
        static func path(name: String) throws -> String { AbstractName.path("control/\(name)") }

        /// The process at the other end of a connection, as the kernel knows it (unix(7), `SO_PEERCRED`).
        enum Peer {
            /// The kernel's `struct ucred`.
            private struct Credentials: Sendable {
                var process: Int32 = 0
                var user: UInt32 = 0
                var group: UInt32 = 0
            }

            /// Whether it may ask this process for something: an abstract name has no permissions.
            static func mayAsk(_ channel: any Channel) async -> Bool {
                guard let peer = await credentials(channel) else { return false }
                return peer.user == geteuid() || peer.user == 0
            }

            /// Whether it is the process that made a mark: any process can take a name that is free.
            static func isOwner(_ channel: any Channel, of mark: String) async -> Bool {
                guard let owner = OwnerMark.read(mark), let peer = await credentials(channel) else { return false }
                return peer.process == owner.process.process
            }

            private static func credentials(_ channel: any Channel) async -> Credentials? {
                guard let channel = channel as? any SocketOptionProvider else { return nil }
                return try? await channel.unsafeGetSocketOption(
                    level: NIOBSDSocket.OptionLevel(rawValue: SOL_SOCKET),
                    name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
                ).get()
            }
        }
    }
#endif
