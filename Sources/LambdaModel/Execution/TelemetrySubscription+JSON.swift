import JSONText

extension TelemetrySubscription {
    /// Reads the body of a request, and checks it as Lambda does.
    ///
    /// - Parameters:
    ///   - api: the interface that the request is for.
    ///   - concurrency: how many calls the runtime takes at once; more than 1 on Managed Instances.
    /// - Throws: the refusal, which names everything that is wrong.
    public static func read(
        _ body: [UInt8], _ api: TelemetryAPI, concurrency: Int = 1
    ) throws(RuntimeRefusal) -> TelemetrySubscription {
        var reader = TelemetryReader(api: api, isManaged: concurrency > 1)
        guard let root = try? JSONDocument(body).root, root.kind == .object else {
            throw reader.refusal("the body is not a JSON object")
        }
        let schema = reader.schema(root)
        let streams = reader.streams(root)
        let buffering = reader.buffering(root)
        let destination = reader.destination(root)
        guard let schema, let destination, reader.problems.isEmpty else {
            throw reader.refusal(reader.problems.joined(separator: "; "))
        }
        return TelemetrySubscription(
            schema: schema, streams: streams, buffering: buffering, destination: destination)
    }
}

/// Reads the members of a subscription, and gathers what is wrong.
private struct TelemetryReader {
    let api: TelemetryAPI
    let isManaged: Bool
    var problems: [String] = []

    /// Lambda's own port (the developer guide, "Specifying a destination protocol").
    private static let reservedPort = 9001
    private static let scheme = "http://"

    init(api: TelemetryAPI, isManaged: Bool) { (self.api, self.isManaged) = (api, isManaged) }

    func refusal(_ message: String) -> RuntimeRefusal { RuntimeRefusal(400, api.validationError, message) }

    private static func list(_ values: some Sequence<String>) -> String { values.joined(separator: ", ") }

    mutating func schema(_ root: JSONNode) -> TelemetrySchema? {
        if isManaged, api == .logs {
            problems.append("Managed Instances have no Logs API; use the Telemetry API")
            return nil
        }
        guard let node = root["schemaVersion"] else {
            // The Logs API has a default.
            if api == .logs { return .logs2020 }
            problems.append("schemaVersion is not provided")
            return nil
        }
        let known = TelemetrySchema.allCases.filter {
            $0.api == api && (!isManaged || $0 == .telemetry2025)
        }
        let schema = node.string.flatMap { TelemetrySchema(rawValue: $0) }
        guard let schema, known.contains(schema) else {
            problems.append("schemaVersion should be one of \(Self.list(known.map(\.rawValue)))")
            return nil
        }
        return schema
    }

    mutating func streams(_ root: JSONNode) -> [TelemetryStream] {
        guard let node = root["types"], node.kind == .array else {
            problems.append("types should be an array")
            return []
        }
        guard node.count > 0 else {
            problems.append("types should not be empty")
            return []
        }
        var streams: [TelemetryStream] = []
        for element in node.elements {
            guard let stream = element.string.flatMap({ TelemetryStream(rawValue: $0) }) else {
                problems.append("types should be of \(Self.list(TelemetryStream.allCases.map(\.rawValue)))")
                return []
            }
            if !streams.contains(stream) { streams.append(stream) }
        }
        return streams
    }

    mutating func buffering(_ root: JSONNode) -> TelemetryBuffering {
        var buffering = TelemetryBuffering()
        guard let node = root["buffering"], !node.isNull else { return buffering }
        guard node.kind == .object else {
            problems.append("buffering should be an object")
            return buffering
        }
        read(node["maxItems"], "maxItems", TelemetryBuffering.itemLimits, into: &buffering.items)
        read(node["maxBytes"], "maxBytes", TelemetryBuffering.byteLimits, into: &buffering.bytes)
        read(node["timeoutMs"], "timeoutMs", TelemetryBuffering.millisecondLimits, into: &buffering.milliseconds)
        return buffering
    }

    private mutating func read(_ node: JSONNode?, _ name: String, _ limits: ClosedRange<Int>, into value: inout Int) {
        guard let node, !node.isNull else { return }
        guard let number = node.int, limits.contains(number) else {
            return problems.append(
                "buffering.\(name) should be a number from \(limits.lowerBound) to \(limits.upperBound)")
        }
        value = number
    }

    // MARK: The destination

    mutating func destination(_ root: JSONNode) -> TelemetryDestination? {
        guard let node = root["destination"], node.kind == .object else {
            problems.append("destination should be an object")
            return nil
        }
        switch node["protocol"]?.string {
        case "HTTP": return http(node)
        case "TCP": return tcp(node)
        default:
            problems.append("destination.protocol should be HTTP or TCP")
            return nil
        }
    }

    private mutating func tcp(_ node: JSONNode) -> TelemetryDestination? {
        guard let port = node["port"]?.int else {
            problems.append("destination.port should be a number")
            return nil
        }
        return check(port).map { .tcp(port: $0) }
    }

    private mutating func http(_ node: JSONNode) -> TelemetryDestination? {
        let method = method(node)
        guard let text = node["URI"]?.string else {
            problems.append("destination.URI is not provided")
            return nil
        }
        // What follows goes into the first line of a request.
        guard text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }), text.lowercased().hasPrefix(Self.scheme) else {
            problems.append("destination.URI should begin with http:// and contain no spaces")
            return nil
        }
        let rest = text.dropFirst(Self.scheme.count)
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        let (authority, path) = (rest[..<end], rest[end...].prefix { $0 != "#" })
        let colon = authority.lastIndex(of: ":")
        let host = authority[..<(colon ?? authority.endIndex)].lowercased()
        let hosts = api == .logs ? ["sandbox.localdomain", "sandbox"] : ["sandbox.localdomain"]
        if !hosts.contains(host) {
            problems.append("the host of destination.URI should be \(hosts.joined(separator: " or "))")
        }
        guard let colon, let port = Int(authority[authority.index(after: colon)...]) else {
            problems.append("URI port is not provided")
            return nil
        }
        guard let port = check(port), let method, hosts.contains(host) else { return nil }
        let target = path.hasPrefix("/") ? String(path) : "/\(path)"
        return .http(port: port, target: target, method: method)
    }

    private mutating func method(_ node: JSONNode) -> TelemetryDestination.HTTPVerb? {
        guard let method = node["method"], !method.isNull else { return .post }
        let known = TelemetryDestination.HTTPVerb.allCases.filter { api == .logs || $0 == .post }
        let verb = method.string.flatMap { TelemetryDestination.HTTPVerb(rawValue: $0) }
        guard let verb, known.contains(verb) else {
            problems.append("destination.method should be \(known.map(\.rawValue).joined(separator: " or "))")
            return nil
        }
        return verb
    }

    private mutating func check(_ port: Int) -> Int? {
        guard 1...65_535 ~= port else {
            problems.append("the destination's port should be a number from 1 to 65535")
            return nil
        }
        guard port != Self.reservedPort else {
            problems.append("Lambda reserves port \(Self.reservedPort)")
            return nil
        }
        return port
    }
}
