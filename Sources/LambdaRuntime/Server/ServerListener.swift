import Foundation

/// One address and port on which the server listens.
public struct ServerListener: Sendable, Hashable {
    /// What is served there.
    public enum Target: Sendable, Hashable {
        /// One function: Lambda's invoke operations at the emulator's path, and the function's URL at all others.
        case function(String)
        /// All functions by name, as on AWS.
        case endpoint
        /// An API of the manifest, by its name.
        case api(String)
    }

    /// What is served there.
    public var target: Target
    /// The port; 0 for one that the system chooses.
    public var port: Int
    /// The address, in numbers or as a name.
    public var host: String
    /// The callers to admit; nil for all. An address of this machine can be reached from all its networks, not only
    /// from the one that it belongs to.
    public var callers: IPv4Subnet?

    /// A listener.
    public init(_ target: Target, port: Int, host: String = "127.0.0.1", callers: IPv4Subnet? = nil) {
        self.target = target
        self.port = port
        self.host = host
        self.callers = callers
    }

    /// The port of one function.
    public static func function(_ name: String, port: Int) -> ServerListener {
        ServerListener(.function(name), port: port)
    }

    /// The port of all functions.
    public static func endpoint(port: Int) -> ServerListener { ServerListener(.endpoint, port: port) }

    /// The port of an API.
    public static func api(_ name: String, port: Int) -> ServerListener { ServerListener(.api(name), port: port) }
}

/// Why a listener cannot be opened.
public enum ServerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Another program listens there already; `owner` is a program, `python3 (pid 1234)`, if known.
    case portInUse(host: String, port: Int, owner: String?)
    /// This user may not listen there: ports below 1024 are the administrator's.
    case notAllowed(host: String, port: Int)
    /// This machine has no such address.
    case noSuchAddress(host: String)
    /// The server was shut down.
    case shut
    /// Any other failure; the message.
    case failed(host: String, port: Int, String)

    /// What happened and what to do, in one line.
    public var description: String {
        switch self {
        case .portInUse(let host, let port, let owner):
            "port \(port) of \(host) is in use by \(owner ?? "another program"): stop that, or choose another port"
        case .notAllowed(let host, let port):
            "this user may not listen on port \(port) of \(host): choose 1024 or higher"
        case .noSuchAddress(let host): "this machine has no address \(host)"
        case .shut: "the listener is closed"
        case .failed(let host, let port, let message): "cannot listen on port \(port) of \(host): \(message)"
        }
    }
}
