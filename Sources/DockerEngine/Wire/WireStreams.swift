/// A message of `GET /events`.
struct WireEvent: Decodable {
    struct Actor: Decodable {
        var id: String?
        var attributes: [String: String]?

        enum CodingKeys: String, CodingKey {
            case id = "ID"
            case attributes = "Attributes"
        }
    }

    var type: String?
    var action: String?
    var actor: Actor?
    var time: Int64?
    var timeNanoseconds: Int64?

    enum CodingKeys: String, CodingKey {
        case type = "Type"
        case action = "Action"
        case actor = "Actor"
        case time
        case timeNanoseconds = "timeNano"
    }

    var event: EngineEvent {
        EngineEvent(
            type: type ?? "",
            action: action ?? "",
            actorID: actor?.id ?? "",
            attributes: actor?.attributes ?? [:],
            timeNanoseconds: timeNanoseconds ?? (time ?? 0) * 1_000_000_000)
    }
}

/// The fields used of an answer of `GET /containers/{id}/stats`.
struct WireStats: Decodable {
    struct Memory: Decodable {
        /// The names of cgroup v2, and those of v1 with `total_`, which include the groups below.
        struct Pages: Decodable {
            var inactiveFile: Int64?
            var totalInactiveFile: Int64?

            enum CodingKeys: String, CodingKey {
                case inactiveFile = "inactive_file"
                case totalInactiveFile = "total_inactive_file"
            }
        }

        var usage: Int64?
        var peak: Int64?
        var limit: Int64?
        var pages: Pages?

        enum CodingKeys: String, CodingKey {
            case usage
            case peak = "max_usage"
            case limit
            case pages = "stats"
        }
    }

    struct Processor: Decodable {
        struct Usage: Decodable {
            var total: UInt64?

            enum CodingKeys: String, CodingKey {
                case total = "total_usage"
            }
        }

        var usage: Usage?
        var system: UInt64?
        var online: Int?

        enum CodingKeys: String, CodingKey {
            case usage = "cpu_usage"
            case system = "system_cpu_usage"
            case online = "online_cpus"
        }
    }

    struct Processes: Decodable {
        var current: Int64?
    }

    var memory: Memory?
    var processor: Processor?
    var processes: Processes?

    enum CodingKeys: String, CodingKey {
        case memory = "memory_stats"
        case processor = "cpu_stats"
        case processes = "pids_stats"
    }

    var stats: ContainerStats {
        ContainerStats(
            memoryUsage: memory?.usage ?? 0,
            memoryPeak: memory?.peak.flatMap { $0 == 0 ? nil : $0 },
            memoryLimit: memory?.limit ?? 0,
            inactiveFile: memory?.pages?.totalInactiveFile ?? memory?.pages?.inactiveFile ?? 0,
            cpuTotalNanoseconds: processor?.usage?.total ?? 0,
            systemCPUNanoseconds: processor?.system ?? 0,
            onlineCPUs: processor?.online ?? 0,
            pids: processes?.current ?? 0)
    }
}
