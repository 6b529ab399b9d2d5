/// The PEM files that the `docker` command uses to talk TLS to an engine over TCP.
public struct TLSFiles: Hashable, Sendable {
    /// Path of the authorities' certificates (`ca.pem`); if nil, the system's are used.
    public var authorities: String?
    /// Path of the client's certificate chain (`cert.pem`).
    public var certificate: String?
    /// Path of the client's private key (`key.pem`).
    public var privateKey: String?
    /// Whether the engine's certificate is verified (`DOCKER_TLS_VERIFY`; a context's `SkipTLSVerify` turns it off).
    public var verifiesEngine: Bool

    /// Does not read the files.
    public init(authorities: String?, certificate: String?, privateKey: String?, verifiesEngine: Bool) {
        self.authorities = authorities
        self.certificate = certificate
        self.privateKey = privateKey
        self.verifiesEngine = verifiesEngine
    }
}

/// Where an engine listens.
public enum EngineEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// A unix socket; the path is absolute.
    case unix(path: String)
    /// A TCP port; IPv6 hosts are without brackets.
    case tcp(host: String, port: Int, tls: TLSFiles?)
    /// An engine that the `docker` command reaches through ssh (`ssh://user@host`), as the user wrote it.
    case ssh(String)

    /// Whether the engine is on this machine and therefore sees its folders: a unix socket or loopback TCP.
    public var isLocal: Bool {
        switch self {
        case .unix:
            return true
        case .tcp(let host, _, _):
            return host == "localhost" || host == "::1" || host.hasPrefix("127.")
        case .ssh:
            return false
        }
    }

    /// The address in the form of `DOCKER_HOST`, such as `unix:///var/run/docker.sock`.
    public var description: String {
        switch self {
        case .unix(let path):
            return "unix://\(path)"
        case .tcp(let host, let port, _):
            return host.contains(":") ? "tcp://[\(host)]:\(port)" : "tcp://\(host):\(port)"
        case .ssh(let address):
            return address
        }
    }
}

extension EngineEndpoint {
    /// The default of the `docker` command (docker/cli, `opts/hosts.go`).
    static let defaultSocketPath = "/var/run/docker.sock"

    /// Reads a value in the form of `DOCKER_HOST`, with the defaults of the `docker` command (docker/cli,
    /// `opts/hosts.go`): port 2375, or 2376 with TLS; `unix://` alone is the default socket; no scheme means TCP.
    ///
    /// - Parameters:
    ///   - text: the value, such as `unix:///run/user/1000/docker.sock` or `tcp://127.0.0.1:2375`.
    ///   - origin: what named the value, for the error.
    ///   - tls: the TLS files of this setting; only TCP uses them.
    /// - Throws: ``EngineError`` of kind `invalidSetting`, or `unsupportedEndpoint` for `npipe://` and `fd://`.
    public init(parsing text: String, origin: String, tls: TLSFiles? = nil) throws(EngineError) {
        let (scheme, rest) = Self.splitScheme(text)
        switch scheme {
        case "unix":
            let path = rest.isEmpty ? Self.defaultSocketPath : rest
            guard path.hasPrefix("/") else {
                throw Self.malformed(text, origin, "a socket path must be absolute: unix:///var/run/docker.sock")
            }
            self = .unix(path: path)
        case "tcp", "http", "https":
            var tls = tls
            if scheme == "https", tls == nil {
                tls = TLSFiles(authorities: nil, certificate: nil, privateKey: nil, verifiesEngine: true)
            }
            let (host, port) = try Self.parseAddress(rest, in: text, origin: origin)
            self = .tcp(host: host, port: port ?? (tls == nil ? 2375 : 2376), tls: tls)
        case "ssh":
            guard !rest.isEmpty else {
                throw Self.malformed(text, origin, "the host is missing: ssh://user@host")
            }
            self = .ssh(text)
        case "npipe", "fd":
            throw EngineError(.unsupportedEndpoint(text), operation: origin, source: origin)
        default:
            throw Self.malformed(text, origin, "use unix:///path or tcp://127.0.0.1:port")
        }
    }

    private static func splitScheme(_ text: String) -> (scheme: String, rest: String) {
        guard let range = text.firstRange(of: "://") else {
            return text.hasPrefix("/") ? ("", text) : ("tcp", text)
        }
        return (text[..<range.lowerBound].lowercased(), String(text[range.upperBound...]))
    }

    private static func parseAddress(
        _ address: String, in text: String, origin: String
    ) throws(EngineError) -> (host: String, port: Int?) {
        var address = address[...]
        if address.hasSuffix("/") {
            address.removeLast()
        }
        guard !address.contains(where: { "/?#@% ".contains($0) }) else {
            throw malformed(text, origin, "give a host and a port only: tcp://host:port")
        }
        let host: Substring
        let portText: Substring?
        if address.hasPrefix("["), let end = address.firstIndex(of: "]") {
            host = address[address.index(after: address.startIndex)..<end]
            let rest = address[address.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else {
                throw malformed(text, origin, "a port follows the bracket: tcp://[::1]:2375")
            }
            portText = rest.isEmpty ? nil : rest.dropFirst()
        } else {
            let parts = address.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count <= 2 else {
                throw malformed(text, origin, "an IPv6 address needs brackets: tcp://[::1]:2375")
            }
            host = parts.first ?? ""
            portText = parts.count == 2 ? parts[1] : nil
        }
        guard !(host.isEmpty && portText == nil) else {
            throw malformed(text, origin, "the host is missing: tcp://host:port")
        }
        var port: Int?
        if let portText {
            guard let number = UInt16(portText), number > 0 else {
                throw malformed(text, origin, "the port must be a number from 1 to 65535")
            }
            port = Int(number)
        }
        // Like the docker command: a port alone means this machine.
        return (host.isEmpty ? "127.0.0.1" : String(host), port)
    }

    private static func malformed(_ text: String, _ origin: String, _ advice: String) -> EngineError {
        EngineError(.invalidSetting("\"\(text)\" is not an engine's address; \(advice)"), operation: origin)
    }
}
