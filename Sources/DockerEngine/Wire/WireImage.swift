/// The fields used of `GET /images/{name}/json`.
struct WireImage: Decodable {
    struct Configuration: Decodable {
        var entrypoint: [String]?
        var command: [String]?
        var environment: [String]?
        var workingDirectory: String?
        var labels: [String: String]?

        enum CodingKeys: String, CodingKey {
            case entrypoint = "Entrypoint"
            case command = "Cmd"
            case environment = "Env"
            case workingDirectory = "WorkingDir"
            case labels = "Labels"
        }
    }

    var id: String
    var repoTags: [String]?
    var repoDigests: [String]?
    var architecture: String?
    var operatingSystem: String?
    var created: String?
    var size: Int64?
    var configuration: Configuration?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case repoTags = "RepoTags"
        case repoDigests = "RepoDigests"
        case architecture = "Architecture"
        case operatingSystem = "Os"
        case created = "Created"
        case size = "Size"
        case configuration = "Config"
    }

    var details: ImageDetails {
        ImageDetails(
            id: id,
            repoTags: repoTags ?? [],
            repoDigests: repoDigests ?? [],
            architecture: architecture ?? "",
            operatingSystem: operatingSystem ?? "",
            created: created ?? "",
            size: size ?? 0,
            entrypoint: configuration?.entrypoint ?? [],
            command: configuration?.command ?? [],
            environment: configuration?.environment ?? [],
            workingDirectory: configuration?.workingDirectory ?? "",
            labels: configuration?.labels ?? [:])
    }
}

/// One message of the progress of `POST /images/create` (docker/docker, `pkg/jsonmessage`).
struct WirePullMessage: Decodable {
    struct Detail: Decodable {
        var current: Int64?
        var total: Int64?
    }

    struct Failure: Decodable {
        var message: String?
    }

    var id: String?
    var status: String?
    var progressDetail: Detail?
    var error: String?
    var errorDetail: Failure?
}

/// The fields used of `GET /distribution/{name}/json`.
struct WireDistribution: Decodable {
    struct Descriptor: Decodable {
        var digest: String
    }

    var descriptor: Descriptor

    enum CodingKeys: String, CodingKey {
        case descriptor = "Descriptor"
    }
}
