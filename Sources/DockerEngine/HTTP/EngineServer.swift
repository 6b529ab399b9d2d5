import HTTPTransport

extension EngineEndpoint {
    /// How the HTTP client connects to the engine.
    ///
    /// Engines behind TLS or ssh are reached through `docker system dial-stdio`, which knows certificates, ssh's keys
    /// and its agent. The context or variable that chose the engine for lamdeck chooses it for that command too.
    /// - Parameter source: what named the endpoint (``LocatedEngine/source``).
    func server(source: String?) -> HTTPServer {
        switch self {
        case .unix(let path):
            return HTTPServer(.unix(path: path), host: "docker")
        case .tcp(let host, let port, nil):
            let name = host.contains(":") ? "[\(host)]" : host
            return HTTPServer(.tcp(host: host, port: port), host: "\(name):\(port)")
        case .tcp, .ssh:
            let command = DialCommand("docker", flags(source) + ["system", "dial-stdio"])
            return HTTPServer(.command(command), host: "docker")
        }
    }

    private func flags(_ source: String?) -> [String] {
        let context = "context "
        if let source, source.hasPrefix(context) { return ["--context", String(source.dropFirst(context.count))] }
        if source?.hasPrefix("DOCKER_") == true { return [] }
        guard case .tcp(_, _, let tls?) = self else { return ["--host", description] }
        return tls.flags + ["--host", description]
    }
}

extension TLSFiles {
    /// The TLS options. The command looks for files that are not named next to its configuration. An empty name would
    /// turn TLS off (seen with docker/cli 20.10).
    fileprivate var flags: [String] {
        var flags = [verifiesEngine ? "--tlsverify" : "--tls"]
        if let authorities { flags += ["--tlscacert", authorities] }
        if let certificate { flags += ["--tlscert", certificate] }
        if let privateKey { flags += ["--tlskey", privateKey] }
        return flags
    }
}
