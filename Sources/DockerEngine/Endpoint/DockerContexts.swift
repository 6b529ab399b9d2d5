import Foundation

/// The `docker` command's contexts: named engines below its configuration folder.
///
/// The layout is docker/cli's `cli/context/store`: `config.json` names the current context; each context has a
/// `contexts/meta/<SHA-256 of the name>/meta.json`, and TLS files in `contexts/tls/<the same>/docker/`.
struct DockerContexts<Files: EngineFiles> {
    /// The folder that holds `config.json`: `DOCKER_CONFIG`, or `~/.docker`.
    let folder: String
    let files: Files

    /// The name of the current context in `config.json`; nil if none is chosen.
    func currentName() throws(EngineError) -> String? {
        let path = "\(folder)/config.json"
        guard let bytes = files.contents(of: path) else {
            return nil
        }
        let configuration: Configuration
        do {
            configuration = try JSONDecoder().decode(Configuration.self, from: Data(bytes))
        } catch {
            throw EngineError(
                .invalidSetting("it is not the JSON that the docker command writes"), operation: path)
        }
        return configuration.currentContext
    }

    /// The endpoint of the context with that name.
    ///
    /// Reads the folders until one has the name, rather than computing the hash: there are only a few.
    func endpoint(of name: String, origin: String) throws(EngineError) -> EngineEndpoint {
        var known: [String] = []
        for identifier in files.names(in: "\(folder)/contexts/meta").sorted() {
            let path = "\(folder)/contexts/meta/\(identifier)/meta.json"
            guard let bytes = files.contents(of: path),
                let meta = try? JSONDecoder().decode(Metadata.self, from: Data(bytes))
            else { continue }
            guard meta.name == name else {
                known.append(meta.name)
                continue
            }
            guard let endpoint = meta.endpoints["docker"], let host = endpoint.host, !host.isEmpty else {
                throw EngineError(
                    .invalidSetting("the context \"\(name)\" names no engine (\(path))"), operation: origin)
            }
            let tls = tlsFiles(identifier: identifier, skipsVerification: endpoint.skipTLSVerify ?? false)
            return try EngineEndpoint(
                parsing: host, origin: origin == "DOCKER_CONTEXT" ? origin : "context \(name)", tls: tls)
        }
        let choice = (["default"] + known).joined(separator: ", ")
        throw EngineError(
            .invalidSetting("there is no context \"\(name)\" in \(folder)/contexts; the contexts there are \(choice)"),
            operation: origin)
    }

    private func tlsFiles(identifier: String, skipsVerification: Bool) -> TLSFiles? {
        let folder = "\(folder)/contexts/tls/\(identifier)/docker"
        let names = Set(files.names(in: folder))
        guard skipsVerification || !names.isDisjoint(with: ["ca.pem", "cert.pem", "key.pem"]) else {
            return nil
        }
        func path(_ name: String) -> String? { names.contains(name) ? "\(folder)/\(name)" : nil }
        return TLSFiles(
            authorities: path("ca.pem"), certificate: path("cert.pem"), privateKey: path("key.pem"),
            verifiesEngine: !skipsVerification)
    }

    private struct Configuration: Decodable {
        var currentContext: String?
    }

    private struct Metadata: Decodable {
        struct Endpoint: Decodable {
            var host: String?
            var skipTLSVerify: Bool?

            enum CodingKeys: String, CodingKey {
                case host = "Host"
                case skipTLSVerify = "SkipTLSVerify"
            }
        }

        var name: String
        var endpoints: [String: Endpoint]

        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case endpoints = "Endpoints"
        }
    }
}
