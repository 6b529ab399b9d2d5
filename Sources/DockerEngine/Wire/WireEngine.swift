/// The fields used of `GET /version`. All are optional, since Podman leaves some out.
struct WireVersion: Decodable {
    struct Component: Decodable {
        var name: String?

        enum CodingKeys: String, CodingKey {
            case name = "Name"
        }
    }

    var version: String?
    var operatingSystem: String?
    var architecture: String?
    var components: [Component]?

    enum CodingKeys: String, CodingKey {
        case version = "Version"
        case operatingSystem = "Os"
        case architecture = "Arch"
        case components = "Components"
    }

    /// Recognizes Podman like docker/cli does, by the name of its component.
    var isPodman: Bool {
        (components ?? []).contains { $0.name == "Podman Engine" }
    }
}

/// The fields used of `GET /info`.
struct WireInfo: Decodable {
    var name: String?
    var cgroupVersion: String?
    var securityOptions: [String]?
    var processors: Int?
    var memory: Int64?
    var limitsMemory: Bool?
    var dataFolder: String?

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case cgroupVersion = "CgroupVersion"
        case securityOptions = "SecurityOptions"
        case processors = "NCPU"
        case memory = "MemTotal"
        case limitsMemory = "MemoryLimit"
        case dataFolder = "DockerRootDir"
    }

    /// The engine lists it in the security options as `name=rootless`.
    var isRootless: Bool {
        (securityOptions ?? []).contains { $0.split(separator: ",").contains("name=rootless") }
    }
}
