#if canImport(Darwin)
    import NIOCore

    extension ControlSocket {
        /// Whether a socket leaves a file that a later one must replace.
        static let hasFile = true

        /// The socket lies in the user's own folder, under a short name: a path has 103 bytes at most.
        static func path(name: String) throws -> String { try UserFolder.make() + "/\(name.prefix(8)).sock" }

        /// The process at the other end of a connection: the folder lets only the user in.
        enum Peer {
            static func mayAsk(_ channel: any Channel) async -> Bool { true }

            static func isOwner(_ channel: any Channel, of mark: String) async -> Bool { true }
        }
    }
#endif
