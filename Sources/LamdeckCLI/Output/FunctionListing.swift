import HostLink
import JSONText
import LambdaModel
import Support

/// A function and its containers, as a row of a table and as JSON.
extension ListedFunction {
    private var state: String { container?.state ?? "stopped" }
    private func uptime(_ now: Int) -> Int? {
        container?.state == "running" ? container?.startedAt.map { max(0, now - $0) } : nil
    }

    // MARK: Table

    /// - Parameter now: seconds since 1970.
    static func table(_ rows: [ListedFunction], now: Int) -> String {
        let hasCredentials = rows.contains { $0.container?.credentialsEnd != nil }
        let header = ["FUNCTION", "STATE", "PORT", "UPTIME", "MEMORY", "IMAGE"]
        var table = TextTable(hasCredentials ? header + ["CREDENTIALS"] : header)
        for row in rows { table.add(row.cells(now) + (hasCredentials ? [row.credentials(now)] : [])) }
        return table.text
    }

    private func cells(_ now: Int) -> [String] {
        let remark = isUnlisted ? " (not in functions.json)" : isStale ? " (stale)" : ""
        // How a container ended says more than how long it ran.
        let time = uptime(now).map(TimeSpan.long) ?? (state == "exited" ? container?.status ?? "" : "")
        let megabytes = memory.map(Megabytes.text) ?? ""
        return [name, state + remark, port.map { "\($0)" } ?? "", time, megabytes, image]
    }

    private func credentials(_ now: Int) -> String {
        guard let end = container?.credentialsEnd else { return "" }
        return end <= now ? "expired" : "expire in \(TimeSpan.long(end - now))"
    }

    // MARK: JSON

    /// - Parameter now: seconds since 1970.
    func json(now: Int) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("function", name)
            writer.member("state", state)
            writer.member("stale", isStale)
            if let port {
                writer.member("port", port)
                writer.member("url", LoopbackURL.root(port: port))
            }
            writer.member("image", image)
            if isUnlisted { writer.member("unlisted", true) }
            guard let container else { return }
            writer.member("container", container.id)
            writer.member("status", container.status)
            if let uptime = uptime(now) { writer.member("uptimeSeconds", uptime) }
            if let memory { writer.member("memoryMB", Megabytes.decimal(memory)) }
            if let server = container.servedBy { writer.member("servedBy", server) }
            if let end = container.credentialsEnd {
                writer.member("credentialsEnd", ISO8601.text(Double(end), hasMilliseconds: true))
            }
        }
        return writer.text
    }
}
