import OrderedCollections

/// The manifest's endpoint as a function sees it from its container.
struct ContainerEndpoint: Hashable, Sendable {
    /// The endpoint's port.
    let port: Int
    private let host: String
    init(port: Int, isPodman: Bool) {
        self.port = port
        if isPodman {
            // Podman always names the host so. It knows `host-gateway` from 4.7 on, and not in every network.
            host = "host.containers.internal"
        } else {
            // Docker Desktop's own name, which Docker on Linux does not know unless told (from 20.10 on).
            host = Self.dockerName
        }
    }

    private static let dockerName = "host.docker.internal"

    /// What must stand in each container's `/etc/hosts`, in the engine's notation, for a function to reach this machine.
    static func extraHosts(isPodman: Bool) -> [String] { isPodman ? [] : ["\(dockerName):host-gateway"] }

    /// Where an SDK looks for credentials (AWS SDKs and Tools reference, "Standardized credential providers").
    private static let credentialSources: Set = [
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    ]

    /// The variables by which SDKs find the endpoint. They sign what they send and give up without credentials, so that
    /// there are some, of no worth, where the variables that are set already name none.
    func environment(beside names: some Sequence<String>) -> OrderedDictionary<String, String> {
        var variables: OrderedDictionary = ["AWS_ENDPOINT_URL_LAMBDA": "http://\(host):\(port)"]
        if Self.credentialSources.isDisjoint(with: names) {
            variables["AWS_ACCESS_KEY_ID"] = "local"
            variables["AWS_SECRET_ACCESS_KEY"] = "local"
        }
        return variables
    }
}
