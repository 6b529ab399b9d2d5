import NIOCore

/// A server that speaks HTTP/1.1, and how to reach it.
public struct HTTPServer: Sendable {
    /// How a connection to it is made.
    public enum Address: Hashable, Sendable {
        /// A unix socket; the path is absolute.
        case unix(path: String)
        /// A TCP port; an IPv6 host is without brackets.
        case tcp(host: String, port: Int)
        /// A child process whose standard input and output are the connection.
        case command(DialCommand)
    }

    /// How a connection to it is made.
    public let address: Address
    /// The value of `Host` in requests.
    public let host: String
    /// Distinguishes servers that have the same address one after the other, such as containers.
    public let identity: String?
    /// Whether the address still belongs to this server. Called on the client's event loop before each request, so it
    /// must not block.
    public let isStillThere: @Sendable () -> Bool

    /// Names a server; nothing is connected.
    public init(
        _ address: Address, host: String, identity: String? = nil,
        isStillThere: @escaping @Sendable () -> Bool = { true }
    ) {
        (self.address, self.host, self.identity, self.isStillThere) = (address, host, identity, isStillThere)
    }
}

extension HTTPServer: Hashable {
    /// Two servers are the same if their addresses and identities are.
    public static func == (left: HTTPServer, right: HTTPServer) -> Bool {
        left.address == right.address && left.identity == right.identity
    }

    /// Consistent with `==`.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(address)
        hasher.combine(identity)
    }
}

/// A command that connects its standard input and output to a server, such as `docker system dial-stdio`.
public struct DialCommand: Hashable, Sendable {
    /// The program's name, which is searched in `PATH`.
    public var program: String
    /// The arguments after the name.
    public var arguments: [String]

    /// Names a command; nothing is started.
    public init(_ program: String, _ arguments: [String]) {
        (self.program, self.arguments) = (program, arguments)
    }
}
