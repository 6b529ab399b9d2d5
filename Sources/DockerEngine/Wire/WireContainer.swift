/// The fields used of `GET /containers/{id}/json`.
struct WireContainer: Decodable {
    struct State: Decodable {
        var status: String?
        var isRunning: Bool?
        var exitCode: Int?
        var wasOutOfMemory: Bool?
        var error: String?
        var startedAt: String?
        var finishedAt: String?

        enum CodingKeys: String, CodingKey {
            case status = "Status"
            case isRunning = "Running"
            case exitCode = "ExitCode"
            case wasOutOfMemory = "OOMKilled"
            case error = "Error"
            case startedAt = "StartedAt"
            case finishedAt = "FinishedAt"
        }
    }

    /// A time of the state. The engine writes the first moment of the year 1 for none.
    private static func moment(_ text: String?) -> EngineTimestamp? {
        text.flatMap { EngineTimestamp($0) }.flatMap { $0.seconds > 0 ? $0 : nil }
    }

    struct Configuration: Decodable {
        var image: String?
        var labels: [String: String]?
        var environment: [String]?
        var stopSignal: String?

        enum CodingKeys: String, CodingKey {
            case image = "Image"
            case labels = "Labels"
            case environment = "Env"
            case stopSignal = "StopSignal"
        }
    }

    struct Binding: Decodable {
        var hostIP: String?
        var hostPort: String?

        enum CodingKeys: String, CodingKey {
            case hostIP = "HostIp"
            case hostPort = "HostPort"
        }
    }

    struct Network: Decodable {
        var address: String?

        enum CodingKeys: String, CodingKey {
            case address = "IPAddress"
        }
    }

    struct NetworkSettings: Decodable {
        var ports: [String: [Binding]?]?
        var networks: [String: Network]?

        enum CodingKeys: String, CodingKey {
            case ports = "Ports"
            case networks = "Networks"
        }
    }

    var id: String
    var name: String?
    var imageID: String?
    var created: String?
    var state: State?
    var configuration: Configuration?
    var network: NetworkSettings?
    var mounts: [WireMount]?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case imageID = "Image"
        case created = "Created"
        case state = "State"
        case configuration = "Config"
        case network = "NetworkSettings"
        case mounts = "Mounts"
    }

    var details: ContainerDetails {
        ContainerDetails(
            id: id,
            name: withoutSlash(name ?? ""),
            image: configuration?.image ?? "",
            imageID: imageID ?? "",
            created: created ?? "",
            state: ContainerDetails.State(
                status: state?.status ?? "",
                isRunning: state?.isRunning ?? false,
                exitCode: state?.exitCode ?? 0,
                wasOutOfMemory: state?.wasOutOfMemory ?? false,
                error: state?.error ?? "",
                startedAt: Self.moment(state?.startedAt),
                finishedAt: state?.isRunning == true ? nil : Self.moment(state?.finishedAt)),
            ports: ports,
            labels: configuration?.labels ?? [:],
            mounts: (mounts ?? []).map(\.mount),
            networkIP: (network?.networks ?? [:]).sorted { $0.key < $1.key }
                .compactMap(\.value.address).first { !$0.isEmpty },
            environment: configuration?.environment ?? [],
            stopSignal: configuration?.stopSignal)
    }

    private var ports: [ContainerPort] {
        var ports: [ContainerPort] = []
        for (name, bindings) in network?.ports ?? [:] {
            let parts = name.split(separator: "/")
            guard let number = parts.first.flatMap({ Int($0) }) else { continue }
            let transport = parts.count > 1 ? String(parts[1]) : "tcp"
            let places = (bindings ?? []).map { ($0.hostIP, $0.hostPort.flatMap { Int($0) }) }
            for (address, port) in places.isEmpty ? [(nil, nil)] : places {
                ports.append(
                    ContainerPort(containerPort: number, transport: transport, hostIP: address, hostPort: port))
            }
        }
        return ports.sorted(by: isBefore)
    }
}

/// A mount in both `GET /containers/{id}/json` and `GET /containers/json`.
struct WireMount: Decodable {
    var type: String?
    var source: String?
    var target: String?
    var isWritable: Bool?

    enum CodingKeys: String, CodingKey {
        case type = "Type"
        case source = "Source"
        case target = "Destination"
        case isWritable = "RW"
    }

    var mount: ContainerMount {
        ContainerMount(type: type ?? "", source: source ?? "", target: target ?? "", isWritable: isWritable ?? false)
    }
}

/// The fields used of an element of `GET /containers/json`.
struct WireContainerSummary: Decodable {
    struct Port: Decodable {
        var containerPort: Int
        var hostPort: Int?
        var hostIP: String?
        var transport: String?

        enum CodingKeys: String, CodingKey {
            case containerPort = "PrivatePort"
            case hostPort = "PublicPort"
            case hostIP = "IP"
            case transport = "Type"
        }
    }

    var id: String
    var names: [String]?
    var image: String?
    var imageID: String?
    var created: Int64?
    var state: String?
    var status: String?
    var ports: [Port]?
    var labels: [String: String]?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case image = "Image"
        case imageID = "ImageID"
        case created = "Created"
        case state = "State"
        case status = "Status"
        case ports = "Ports"
        case labels = "Labels"
    }

    var summary: ContainerSummary {
        ContainerSummary(
            id: id,
            names: (names ?? []).map(withoutSlash),
            image: image ?? "",
            imageID: imageID ?? "",
            created: created ?? 0,
            state: state ?? "",
            status: status ?? "",
            ports: (ports ?? []).map {
                // For a port that is not published Docker leaves the host port out; Podman writes 0.
                let hostPort = $0.hostPort == 0 ? nil : $0.hostPort
                return ContainerPort(
                    containerPort: $0.containerPort, transport: $0.transport ?? "tcp",
                    hostIP: hostPort == nil ? nil : $0.hostIP, hostPort: hostPort)
            }.sorted(by: isBefore),
            labels: labels ?? [:])
    }
}

private func withoutSlash(_ name: String) -> String {
    name.hasPrefix("/") ? String(name.dropFirst()) : name
}

private func isBefore(_ one: ContainerPort, _ other: ContainerPort) -> Bool {
    (one.containerPort, one.transport, one.hostIP ?? "") < (other.containerPort, other.transport, other.hostIP ?? "")
}
