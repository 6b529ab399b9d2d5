import DockerEngine
import LambdaModel
import OrderedCollections

/// Everything that defines a function's container, derived from its settings. Pure: it reads no files.
public struct ContainerPlan: Sendable {
    /// The specification for the engine.
    public let spec: ContainerSpec
    /// The container's name; a random suffix distinguishes an old container from a new one.
    public let name: String
    /// The engine's name of the architecture; if nil, the engine decides.
    public let platform: String?

    /// The emulator's port in the container.
    static let emulatorPort = 8080

    /// Plans a container.
    ///
    /// - Parameters:
    ///   - image: what starts in it, if the code is in the image.
    ///   - role: its place among the function's containers.
    ///   - server: who serves the Runtime API to its runtime.
    ///   - owner: the labels that name the lamdeck that manages it.
    ///   - hostPort: the loopback port to publish, or 0 for one that the engine chooses; nil publishes nothing.
    ///   - endpoint: the address of the other functions; nil if there is no endpoint.
    ///   - host: lamdeck's own environment: the region and, if the settings ask for them, credentials; a profile's
    ///     credentials have replaced those of the environment.
    ///   - credentialsEnd: when they expire, in seconds since 1970; nil if they do not.
    ///   - extraHosts: names of this machine for its `/etc/hosts`, in the engine's notation.
    ///   - publishesDebugger: whether the port of its debugger is published, at a loopback port that the engine chooses.
    init(
        _ settings: FunctionSettings, mounts: CodeMounts, image: ImageStart? = nil, project: ProjectIdentity,
        purpose: ContainerPurpose, role: ContainerRole = .serving, server: ServingKind = .emulator,
        owner: [String: String] = [:], hostPort: Int?,
        endpoint: ContainerEndpoint?, host: [String: String], credentialsEnd: Int? = nil,
        extraHosts: [String] = ContainerEndpoint.extraHosts(isPodman: false), publishesDebugger: Bool = false,
        suffix: String
    ) {
        var spec = ContainerSpec(image: settings.image)
        let isProvided = settings.runtime?.family == .provided
        switch server {
        case .lamdeck:
            // Engines write it into `/etc/hosts`. Extensions listen at this name for records.
            spec.hostName = TelemetryDestination.host
            let program = image.map { WaitingShell.Program.command($0.program) }
            WaitingShell.shape(
                &spec,
                program ?? settings.debugging?.bootstrap.map { .command([$0]) }
                    ?? .runtime(handler: settings.handler ?? "", isProvided: isProvided),
                hasExtensions: !mounts.extensions.isEmpty)
        case .emulator where image != nil: image?.startEmulator(in: &spec)
        case .emulator where isProvided:
            // The image's own entry point would ignore the code's `bootstrap` (LAMBDA facts, point 13).
            spec.entrypoint = [EmulatorFile.path]
            spec.command = []
        case .emulator: spec.command = settings.handler.map { [$0] }
        }
        var variables = Self.environment(settings, endpoint: endpoint, host: host)
        if server == .lamdeck { variables += RuntimeVariables.shaped(by: settings) }
        spec.environment = variables.map { "\($0.name)=\($0.value)" }
        spec.extraHosts = extraHosts
        spec.labels = [
            Labels.project: project.label, Labels.manifest: project.manifest, Labels.function: settings.name,
            Labels.spec: Self.hash(settings, endpoint: endpoint?.ports), Labels.timeout: "\(settings.timeout)",
            Labels.runtime: settings.runtime?.identifier ?? "", Labels.purpose: purpose.rawValue,
            Labels.servedBy: server.rawValue,
        ]
        spec.labels.merge(owner) { $1 }
        let secrets = variables.filter {
            SecretVariable.isSecret(name: $0.name, value: $0.value, secrets: settings.secrets, plain: settings.plain)
        }
        if !secrets.isEmpty { spec.labels[Labels.secrets] = secrets.map(\.name).joined(separator: ",") }
        if let credentialsEnd { spec.labels[Labels.credentialsEnd] = "\(credentialsEnd)" }
        spec.workingDirectory = image?.workingDirectory
        spec.mounts += mounts.task.map { [.bind(source: $0, target: "/var/task", isReadOnly: true)] } ?? []
        if let opt = mounts.opt { spec.mounts.append(.bind(source: opt, target: "/opt", isReadOnly: true)) }
        let megabyte: Int64 = 1 << 20
        spec.mounts.append(
            .tmpfs(
                target: "/tmp", sizeBytes: Int64(settings.ephemeralStorage) * megabyte, mode: 0o1777,
                isExecutable: true))
        spec.mounts += mounts.links.map { .bind(source: $0.source, target: $0.target, isReadOnly: true) }
        if let hostPort {
            spec.publishedPorts = [.init(containerPort: Self.emulatorPort, hostIP: "127.0.0.1", hostPort: hostPort)]
        }
        if let plan = settings.debugging {
            spec.mounts += plan.mounts.map { .bind(source: $0.source, target: $0.target, isReadOnly: true) }
            if publishesDebugger, let port = plan.debugger.port {
                spec.publishedPorts.append(.init(containerPort: port, hostIP: "127.0.0.1", hostPort: 0))
            }
        }
        let memory = settings.memorySize + (settings.debugging?.debugger.extraMemory ?? 0)
        spec.memoryBytes = Int64(memory) * megabyte
        spec.memoryAndSwapBytes = spec.memoryBytes
        spec.hasReadOnlyRoot = true
        spec.droppedCapabilities = ["ALL"]
        spec.securityOptions = ["no-new-privileges"]
        // Unlike `local`, this driver loses nothing while it is followed; and its size is limited (LAMBDA facts, "The
        // Engine API"). The files are large, since the engine skips those that fill up faster than they are read.
        spec.logDriver = .jsonFile(bytes: 128 << 20, files: 2)
        self.spec = spec
        name = "lamdeck-\(settings.name)-\(suffix)\(ContainerName.suffix(of: role))"
        platform = settings.architecture?.platform
    }

    /// The variables that hold credentials (LAMBDA facts, point 11).
    static let credentialNames = SecretVariable.credentialNames

    /// The environment in addition to the image's: the emulator's variables (LAMBDA facts, point 11), those that Lambda
    /// always sets, then the function's own.
    static func environment(
        _ settings: FunctionSettings, endpoint: ContainerEndpoint?, host: [String: String]
    ) -> [(name: String, value: String)] {
        let region = LocalAccount.region(host)
        var variables: OrderedDictionary = [
            "AWS_LAMBDA_FUNCTION_NAME": settings.name,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "\(settings.memorySize)",
            "AWS_LAMBDA_FUNCTION_TIMEOUT": "\(settings.timeout)",
            "AWS_LAMBDA_LOG_GROUP_NAME": settings.logging.group ?? "/aws/lambda/\(settings.name)",
            "AWS_LAMBDA_LOG_STREAM_NAME": "$LATEST",
            "AWS_REGION": region, "AWS_DEFAULT_REGION": region,
        ]
        if settings.runtime?.family == .provided { variables["_HANDLER"] = settings.handler }
        if settings.logging.format == .json {
            variables["AWS_LAMBDA_LOG_FORMAT"] = settings.logging.format.rawValue
            variables["AWS_LAMBDA_LOG_LEVEL"] = settings.logging.applicationLevel?.rawValue ?? "INFO"
        }
        if settings.credentials != .none {
            for name in credentialNames { if let value = host[name] { variables[name] = value } }
        }
        // Each name occurs once: which of two a program sees depends on the engine and the program.
        variables.merge(settings.environment) { $1 }
        if let plan = settings.debugging { variables.merge(plan.variables(over: settings.environment)) { $1 } }
        if let endpoint { variables.merge(endpoint.environment(beside: variables.keys)) { own, _ in own } }
        return variables.map { (name: $0.key, value: $0.value) }
    }

    /// A hash of what shapes a container (``FunctionSettings/containerShape``): a running container with another hash
    /// is stale. It does not cover the content of folders, nor the port, on which lamdeck listens.
    ///
    /// - Parameter endpoint: what lamdeck serves to the functions.
    public static func hash(_ settings: FunctionSettings, endpoint: ServedPorts?) -> String {
        String(Digest.of(settings.containerShape + (endpoint?.shape ?? "")).prefix(16))
    }
}
