import JSONText
import LambdaModel
import LambdaRuntime
import Support

/// The state of a function, read from its containers.
struct FunctionListing {
    let name: String
    var image: String
    var port: Int?
    var isStale = false
    var isUnlisted = false
    /// The container that serves, or did; nil if there is none.
    var container: ProjectContainer?
    /// Bytes of all its containers.
    var memory: Int?
    /// When the container began to run: seconds since 1970.
    var startedAt: Int?
    /// Seconds since 1970.
    let now: Int

    /// The functions of the manifest, then those that only have containers.
    static func all(
        _ manifest: Manifest, _ found: [ProjectContainer], memory: [String: Int], starts: [String: Int],
        old: Set<String>, now: Int
    ) -> [FunctionListing] {
        func status(_ name: String, _ settings: FunctionSettings?) -> FunctionListing {
            let own = found.filter { $0.function == name && $0.isServing && $0.state != "created" }
            let container = own.first(where: \.isRunning) ?? own.first
            var status = FunctionListing(
                name: name, image: settings?.image ?? container?.image ?? "", container: container, now: now)
            let bytes = found.filter { $0.function == name }.compactMap { memory[$0.id] }
            status.startedAt = container.flatMap { starts[$0.id] ?? $0.created }
            status.memory = bytes.isEmpty ? nil : bytes.reduce(0, +)
            if let settings {
                let running = container.flatMap { $0.isRunning ? $0 : nil }
                status.isStale =
                    running.map {
                        $0.isStale(for: settings, endpoint: manifest.endpoint) || old.contains($0.id)
                    } ?? false
                status.port = running?.reachedPort(settings) ?? settings.resolvedPort
            } else {
                status.port = container?.port
                status.isUnlisted = true
            }
            return status
        }
        let listed = manifest.functions.map { status($0.name, $0) }
        let others = Set(found.filter(\.isServing).map(\.function)).subtracting(listed.map(\.name)).sorted()
        return listed + others.map { status($0, nil) }
    }

    private var state: String { container?.state ?? "stopped" }
    private var uptime: Int? { container?.isRunning == true ? startedAt.map { max(0, now - $0) } : nil }

    // MARK: Table

    static func table(_ rows: [FunctionListing]) -> String {
        let hasCredentials = rows.contains { $0.container?.credentialsEnd != nil }
        let header = ["FUNCTION", "STATE", "PORT", "UPTIME", "MEMORY", "IMAGE"]
        var table = TextTable(hasCredentials ? header + ["CREDENTIALS"] : header)
        for row in rows { table.add(row.cells + (hasCredentials ? [row.credentials] : [])) }
        return table.text
    }

    private var cells: [String] {
        let remark = isUnlisted ? " (not in functions.json)" : isStale ? " (stale)" : ""
        // How a container ended says more than how long it ran.
        let time = uptime.map(TimeSpan.long) ?? (state == "exited" ? container?.status ?? "" : "")
        let megabytes = memory.map(Megabytes.text) ?? ""
        return [name, state + remark, port.map { "\($0)" } ?? "", time, megabytes, image]
    }

    private var credentials: String {
        guard let end = container?.credentialsEnd else { return "" }
        return end <= now ? "expired" : "expire in \(TimeSpan.long(end - now))"
    }

    // MARK: JSON

    var json: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("function", name)
            writer.member("state", state)
            writer.member("stale", isStale)
            if let port { writer.member("port", port) }
            writer.member("image", image)
            if isUnlisted { writer.member("unlisted", true) }
            guard let container else { return }
            writer.member("container", container.id)
            writer.member("status", container.status)
            if let uptime { writer.member("uptimeSeconds", uptime) }
            if let memory { writer.member("memoryMB", Megabytes.decimal(memory)) }
            writer.member("detached", !container.hasOwner)
            if let end = container.credentialsEnd {
                writer.member("credentialsEnd", ISO8601.text(Double(end), hasMilliseconds: true))
            }
        }
        return writer.text
    }
}
