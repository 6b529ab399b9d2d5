/// The body of `POST /containers/create`. A nil field is left out, so that the engine's default applies.
struct WireContainerSpec: Encodable {
    struct Empty: Encodable {}

    struct Mount: Encodable {
        var type: String
        var source: String
        var target: String
        var isReadOnly: Bool

        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case source = "Source"
            case target = "Target"
            case isReadOnly = "ReadOnly"
        }
    }

    struct PortBinding: Encodable {
        var hostIP: String
        var hostPort: String

        enum CodingKeys: String, CodingKey {
            case hostIP = "HostIp"
            case hostPort = "HostPort"
        }
    }

    struct LogConfiguration: Encodable {
        var type: String
        var options: [String: String]

        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case options = "Config"
        }
    }

    struct Host: Encodable {
        var mounts: [Mount]
        var tmpfs: [String: String]
        var portBindings: [String: [PortBinding]]
        var memory: Int64?
        var memorySwap: Int64?
        var readOnlyRoot: Bool
        var capabilitiesToDrop: [String]
        var securityOptions: [String]
        var extraHosts: [String]
        var networkMode: String?
        var logging: LogConfiguration?
        var hasInit: Bool?

        enum CodingKeys: String, CodingKey {
            case mounts = "Mounts"
            case tmpfs = "Tmpfs"
            case portBindings = "PortBindings"
            case memory = "Memory"
            case memorySwap = "MemorySwap"
            case readOnlyRoot = "ReadonlyRootfs"
            case capabilitiesToDrop = "CapDrop"
            case securityOptions = "SecurityOpt"
            case extraHosts = "ExtraHosts"
            case networkMode = "NetworkMode"
            case logging = "LogConfig"
            case hasInit = "Init"
        }
    }

    var image: String
    var hostName: String?
    var command: [String]?
    var entrypoint: [String]?
    var workingDirectory: String?
    var environment: [String]
    var labels: [String: String]
    var exposedPorts: [String: Empty]
    var opensInput: Bool?
    var closesInputOnce: Bool?
    var host: Host

    enum CodingKeys: String, CodingKey {
        case image = "Image"
        case hostName = "Hostname"
        case command = "Cmd"
        case entrypoint = "Entrypoint"
        case workingDirectory = "WorkingDir"
        case environment = "Env"
        case labels = "Labels"
        case exposedPorts = "ExposedPorts"
        case opensInput = "OpenStdin"
        case closesInputOnce = "StdinOnce"
        case host = "HostConfig"
    }

    init(_ spec: ContainerSpec) {
        image = spec.image
        hostName = spec.hostName
        command = spec.command
        entrypoint = spec.entrypoint
        workingDirectory = spec.workingDirectory
        environment = spec.environment
        labels = spec.labels
        if spec.hasInput { (opensInput, closesInputOnce) = (true, true) }
        exposedPorts = [:]
        host = Host(
            mounts: [], tmpfs: [:], portBindings: [:],
            memory: spec.memoryBytes, memorySwap: spec.memoryAndSwapBytes, readOnlyRoot: spec.hasReadOnlyRoot,
            capabilitiesToDrop: spec.droppedCapabilities, securityOptions: spec.securityOptions,
            extraHosts: spec.extraHosts, networkMode: spec.networkMode,
            logging: spec.logDriver.map { LogConfiguration(type: $0.name, options: $0.options) },
            hasInit: spec.hasInit ? true : nil)
        for port in spec.publishedPorts {
            let name = "\(port.containerPort)/tcp"
            exposedPorts[name] = Empty()
            host.portBindings[name, default: []].append(
                PortBinding(hostIP: port.hostIP, hostPort: port.hostPort == 0 ? "" : "\(port.hostPort)"))
        }
        for mount in spec.mounts {
            switch mount {
            case .bind(let source, let target, let isReadOnly):
                host.mounts.append(Mount(type: "bind", source: source, target: target, isReadOnly: isReadOnly))
            case .tmpfs(let target, let sizeBytes, let mode, let isExecutable):
                // Not a mount of type `tmpfs`: before API 1.46 that type has no option `exec`.
                let access = isExecutable ? "exec" : "noexec"
                host.tmpfs[target] =
                    "rw,\(access),nosuid,nodev,size=\(sizeBytes),mode=\(String(mode, radix: 8))"
            }
        }
    }
}

/// The answer to `POST /containers/create`.
struct WireCreated: Decodable {
    var id: String
    var warnings: [String]?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case warnings = "Warnings"
    }
}

/// The answer to `POST /containers/{id}/wait`.
struct WireWaited: Decodable {
    struct Failure: Decodable {
        var message: String?

        enum CodingKeys: String, CodingKey {
            case message = "Message"
        }
    }

    var statusCode: Int
    var error: Failure?

    enum CodingKeys: String, CodingKey {
        case statusCode = "StatusCode"
        case error = "Error"
    }
}
