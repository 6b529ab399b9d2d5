import OrderedCollections

/// The manifest's endpoint, and the Management API of its WebSocket API, as seen from a function's container.
struct ContainerEndpoint: Hashable, Sendable {
    let ports: ServedPorts
    private let host: String

    init(_ ports: ServedPorts, isPodman: Bool) {
        self.ports = ports
        if isPodman {
            // Podman always uses this name for the host. It knows `host-gateway` since 4.7, and not in every network.
            host = "host.containers.internal"
        } else {
            // Docker Desktop's own name; Docker on Linux knows it only if it is configured (since 20.10).
            host = Self.dockerName
        }
    }

    private static let dockerName = "host.docker.internal"

    /// The lines for each container's `/etc/hosts`, in the engine's notation, with which a function reaches this
    /// machine.
    static func extraHosts(isPodman: Bool) -> [String] { isPodman ? [] : ["\(dockerName):host-gateway"] }

    /// The variables in which an SDK looks for credentials (AWS SDKs and Tools reference, "Standardized credential
    /// providers").
    private static let credentialSources: Set = [
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    ]

    /// The variables by which SDKs find the endpoint and the Management API (AWS SDKs and Tools reference, "Service-specific
    /// endpoints"). SDKs sign requests and fail without credentials, so worthless ones are added if the existing variables
    /// name none.
    func environment(beside names: some Sequence<String>) -> OrderedDictionary<String, String> {
        var variables: OrderedDictionary<String, String> = [:]
        if let port = ports.endpoint { variables["AWS_ENDPOINT_URL_LAMBDA"] = "http://\(host):\(port)" }
        if let api = ports.management {
            variables["AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI"] = "http://\(host):\(api.port)/\(api.stage)"
        }
        if Self.credentialSources.isDisjoint(with: names) {
            variables["AWS_ACCESS_KEY_ID"] = "local"
            variables["AWS_SECRET_ACCESS_KEY"] = "local"
        }
        return variables
    }
}
