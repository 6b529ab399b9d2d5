/// An engine's endpoint, and what named it.
public struct LocatedEngine: Hashable, Sendable {
    /// The address on which it listens.
    public var endpoint: EngineEndpoint
    /// What named it: `--host`, `DOCKER_HOST`, `DOCKER_CONTEXT`, `context colima`, `default socket`, `rootless socket`,
    /// `Docker Desktop socket`, `Podman socket`.
    public var source: String
    /// Why the `docker` command's configuration was ignored; nil if it was not.
    public var warning: String?

    /// An endpoint with its source.
    public init(endpoint: EngineEndpoint, source: String, warning: String? = nil) {
        self.endpoint = endpoint
        self.source = source
        self.warning = warning
    }
}

/// Finds the engine like the `docker` command does, and then tries the sockets of rootless engines and Podman.
public enum EngineLocator {
    /// The first of: `--host`, `DOCKER_HOST`, `DOCKER_CONTEXT`, the current context of the docker command's
    /// `config.json`, the default socket, the rootless one, Docker Desktop's, Podman's rootless one, Podman's.
    ///
    /// The order of the first four is docker/cli's (`cli/command/cli.go`, `resolveContextName`). A socket that this
    /// user may not write to is chosen only if there is no other, so that the error can name it.
    ///
    /// - Parameters:
    ///   - host: the value of `--host`, if given.
    ///   - environment: the process's environment variables; an empty value counts as unset, as for the `docker`
    ///     command.
    ///   - homeDirectory: the user's home folder.
    ///   - userID: the user's number, for `/run/user/<number>` if `XDG_RUNTIME_DIR` is not set.
    ///   - files: the file access.
    /// - Throws: ``EngineError`` of kind `noEngine` with every place that was tried, `invalidSetting` for a
    /// malformed value or an unknown context, `unsupportedEndpoint`.
    public static func locate(
        host: String?,
        environment: [String: String],
        homeDirectory: String,
        userID: UInt32,
        files: some EngineFiles = LocalEngineFiles()
    ) throws(EngineError) -> LocatedEngine {
        func variable(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        let folder = variable("DOCKER_CONFIG") ?? "\(homeDirectory)/.docker"

        for (value, source) in [(host, "--host"), (variable("DOCKER_HOST"), "DOCKER_HOST")] {
            guard let value else { continue }
            var endpoint = try EngineEndpoint(parsing: value, origin: source)
            if case .tcp = endpoint,
                let tls = try environmentTLS(variable: variable, folder: folder, files: files)
            {
                endpoint = try EngineEndpoint(parsing: value, origin: source, tls: tls)
            }
            return LocatedEngine(endpoint: endpoint, source: source)
        }

        let contexts = DockerContexts(folder: folder, files: files)
        var context: (name: String, origin: String)?
        var warning: String?
        if let name = variable("DOCKER_CONTEXT") {
            context = (name, "DOCKER_CONTEXT")
        } else {
            // The docker command warns about a broken file and continues without it.
            do throws(EngineError) {
                if let name = try contexts.currentName(), !name.isEmpty { context = (name, "\(folder)/config.json") }
            } catch {
                warning = "\(error); it is ignored"
            }
        }
        // "default" is the docker command's name for "no context".
        if let context, context.name != "default" {
            let endpoint = try contexts.endpoint(of: context.name, origin: context.origin)
            // `docker context use` has no effect while the variable is set, so the source has to name the variable.
            let isVariable = context.origin == "DOCKER_CONTEXT"
            return LocatedEngine(endpoint: endpoint, source: isVariable ? context.origin : "context \(context.name)")
        }

        let runtimeFolder = variable("XDG_RUNTIME_DIR") ?? "/run/user/\(userID)"
        var located = try firstSocket(
            of: [
                (EngineEndpoint.defaultSocketPath, "default socket"),
                ("\(runtimeFolder)/docker.sock", "rootless socket"),
                ("\(homeDirectory)/.docker/run/docker.sock", "Docker Desktop socket"),
                ("\(runtimeFolder)/podman/podman.sock", "Podman socket"),
                ("/run/podman/podman.sock", "Podman socket"),
            ], files: files)
        located.warning = warning
        return located
    }

    private static func firstSocket(
        of candidates: [(path: String, source: String)], files: some EngineFiles
    ) throws(EngineError) -> LocatedEngine {
        var denied: LocatedEngine?
        for candidate in candidates {
            let located = LocatedEngine(endpoint: .unix(path: candidate.path), source: candidate.source)
            switch files.socket(at: candidate.path) {
            case .usable:
                return located
            case .denied:
                denied = denied ?? located
            case .missing:
                continue
            }
        }
        guard let denied else {
            throw EngineError(.noEngine(looked: candidates.map(\.path)), operation: "find the engine")
        }
        return denied
    }

    /// `DOCKER_TLS_VERIFY`, `DOCKER_TLS` and `DOCKER_CERT_PATH` as docker/cli reads them (`cli/flags/options.go`): any
    /// value that is not empty turns TLS on, and the files are in the named folder or next to `config.json`.
    private static func environmentTLS(
        variable: (String) -> String?, folder: String, files: some EngineFiles
    ) throws(EngineError) -> TLSFiles? {
        let verifies = variable("DOCKER_TLS_VERIFY") != nil
        guard verifies || variable("DOCKER_TLS") != nil else {
            return nil
        }
        let named = variable("DOCKER_CERT_PATH")
        let certificates = named ?? folder
        func path(_ name: String) -> String? {
            let path = "\(certificates)/\(name)"
            return files.contents(of: path) == nil ? nil : path
        }
        let tls = TLSFiles(
            authorities: path("ca.pem"), certificate: path("cert.pem"), privateKey: path("key.pem"),
            verifiesEngine: verifies)
        if let named, tls.authorities == nil, tls.certificate == nil, tls.privateKey == nil {
            throw EngineError(
                .invalidSetting("\(named) holds no ca.pem, cert.pem or key.pem that can be read"),
                operation: "DOCKER_CERT_PATH")
        }
        return tls
    }
}
