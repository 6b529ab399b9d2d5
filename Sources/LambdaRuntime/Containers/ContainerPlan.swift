import DockerEngine
import LambdaModel
import OrderedCollections

/// All that shapes a function's container, made of its settings. Pure: it looks at nothing.
public struct ContainerPlan: Sendable {
    /// What the engine is asked for.
    public let spec: ContainerSpec
    /// The container's name; a random end keeps an old and a new one apart.
    public let name: String
    /// The engine's name of the architecture; nil leaves it to the engine.
    public let platform: String?

    /// The emulator's port in the container.
    static let emulatorPort = 8080

    /// Plans a container.
    ///
    /// - Parameters:
    ///   - hostPort: the loopback port to publish, or 0 for one that the engine chooses.
    ///   - endpoint: the port of the manifest's endpoint, by which the function reaches the others.
    ///   - host: lamdeck's own environment: the region and, where the settings ask for it, credentials.
    init(
        _ settings: FunctionSettings, mounts: CodeMounts, project: ProjectIdentity, role: Labels.Role, hostPort: Int,
        endpoint: Int?, host: [String: String], suffix: String
    ) {
        var spec = ContainerSpec(image: settings.image)
        if settings.runtime?.family == .provided {
            // The image's own entry point would hide the code's `bootstrap` (LAMBDA facts, point 13).
            spec.entrypoint = ["/usr/local/bin/aws-lambda-rie"]
            spec.command = []
        } else {
            spec.command = [settings.handler]
        }
        spec.environment = Self.environment(settings, endpoint: endpoint, host: host).map { "\($0.name)=\($0.value)" }
        // Docker on Linux gives the host no name of its own accord.
        if endpoint != nil { spec.extraHosts = ["\(Self.hostName):host-gateway"] }
        spec.labels = [
            Labels.project: project.label, Labels.manifest: project.manifest, Labels.function: settings.name,
            Labels.spec: Self.hash(settings, endpoint: endpoint), Labels.timeout: "\(settings.timeout)",
            Labels.role: role.rawValue,
        ]
        spec.mounts = [.bind(source: mounts.task, target: "/var/task", isReadOnly: true)]
        if let opt = mounts.opt { spec.mounts.append(.bind(source: opt, target: "/opt", isReadOnly: true)) }
        let megabyte: Int64 = 1 << 20
        spec.mounts.append(
            .tmpfs(
                target: "/tmp", sizeBytes: Int64(settings.ephemeralStorage) * megabyte, mode: 0o1777,
                isExecutable: true))
        spec.publishedPorts = [.init(containerPort: Self.emulatorPort, hostIP: "127.0.0.1", hostPort: hostPort)]
        spec.memoryBytes = Int64(settings.memorySize) * megabyte
        spec.memoryAndSwapBytes = spec.memoryBytes
        spec.hasReadOnlyRoot = true
        spec.droppedCapabilities = ["ALL"]
        spec.securityOptions = ["no-new-privileges"]
        // Lossless while followed, unlike `local`, and bounded (LAMBDA facts, "The Engine API").
        spec.logDriver = .jsonFile(bytes: 32 << 20, files: 2)
        self.spec = spec
        name = "lamdeck-\(settings.name)-\(suffix)"
        platform = settings.architecture?.platform
    }

    /// The name of lamdeck's machine in the container, Docker Desktop's own.
    static let hostName = "host.docker.internal"

    /// The variables that hold credentials (LAMBDA facts, point 11).
    static let credentialNames = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]

    /// The environment on top of the image's: what the emulator reads (LAMBDA facts, point 11), what Lambda always
    /// sets, then the function's own.
    static func environment(
        _ settings: FunctionSettings, endpoint: Int?, host: [String: String]
    ) -> [(name: String, value: String)] {
        let region = host["AWS_REGION"] ?? host["AWS_DEFAULT_REGION"] ?? "us-east-1"
        var variables: OrderedDictionary = [
            "AWS_LAMBDA_FUNCTION_NAME": settings.name,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "\(settings.memorySize)",
            "AWS_LAMBDA_FUNCTION_TIMEOUT": "\(settings.timeout)",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/\(settings.name)",
            "AWS_LAMBDA_LOG_STREAM_NAME": "$LATEST",
            "AWS_REGION": region, "AWS_DEFAULT_REGION": region,
        ]
        if settings.runtime?.family == .provided { variables["_HANDLER"] = settings.handler }
        if settings.credentials == .environment {
            for name in credentialNames { if let value = host[name] { variables[name] = value } }
        }
        if let endpoint { variables["AWS_ENDPOINT_URL_LAMBDA"] = "http://\(hostName):\(endpoint)" }
        // Each name once: which of two a program finds depends on the engine and on the program.
        variables.merge(settings.environment) { $1 }
        return variables.map { (name: $0.key, value: $0.value) }
    }

    /// A hash of the settings that shape a container: a running one with another hash is stale. What lies in the
    /// folders is not in it.
    ///
    /// - Parameter endpoint: the port of the manifest's endpoint.
    public static func hash(_ settings: FunctionSettings, endpoint: Int?) -> String {
        var parts = [
            settings.image, settings.handler, settings.code.path, settings.layers.map(\.path).joined(separator: ":"),
            settings.environment.map { "\($0.key)=\($0.value)" }.joined(separator: "\u{0}"),
            "\(settings.credentials)", "\(settings.memorySize) \(settings.timeout) \(settings.ephemeralStorage)",
            settings.architecture?.engineName ?? "", "\(settings.resolvedPort)",
            settings.runtime?.family == .provided ? "provided" : "",
        ]
        if let endpoint { parts.append("endpoint \(endpoint)") }
        return String(Digest.of(parts.joined(separator: "\u{1}")).prefix(16))
    }
}
