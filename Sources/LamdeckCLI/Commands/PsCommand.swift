import ArgumentParser
import Foundation
import JSONText
import LambdaModel
import LambdaRuntime

/// `lamdeck ps`
struct PsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ps", abstract: "List the functions and their containers.",
        discussion: """
            Memory is that of all containers of a function. lamdeck reads it from this machine's kernel if the engine \
            runs on it; with --memory, lamdeck asks the engine for it, which takes a moment.

            With --json, one object a line: function, state (running, paused, exited, stopped), stale, port, image, and, \
            if there is a container, container, status (the engine's words), uptimeSeconds, memoryMB, detached (whether \
            it runs without a lamdeck process), credentialsEnd (when its AWS credentials expire); unlisted is true for a \
            function that functions.json no longer has. Unknown members are left out.

            Example: lamdeck ps --json
            """)

    @OptionGroup var project: ProjectOptions
    @Flag(help: "Ask the engine for the memory that cannot be read here.") var memory = false
    @Flag(help: "Print one JSON object a line.") var json = false

    func run() async throws {
        let manifest = try project.manifest()
        let asksEngine = memory
        let (found, memory, starts, old) = try await project.withContainers(of: manifest.path) {
            containers throws(FailureReason) in
            let found = try await containers.list()
            async let starts = containers.starts(found)
            async let old = containers.withOldCode(found, of: manifest)
            return (found, await containers.memory(found, asksEngine: asksEngine), await starts, await old)
        }
        let rows = FunctionStatus.all(
            manifest, found, memory: memory, starts: starts, old: old, now: Int(Date().timeIntervalSince1970))
        if json {
            for row in rows { Output.write(row.json, .json) }
        } else {
            Output.write(FunctionStatus.table(rows))
        }
    }
}

/// What a function is doing, as its containers tell.
private struct FunctionStatus {
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
    ) -> [FunctionStatus] {
        func status(_ name: String, _ settings: FunctionSettings?) -> FunctionStatus {
            let own = found.filter { $0.function == name && $0.isServing && $0.state != "created" }
            let container = own.first(where: \.isRunning) ?? own.first
            var status = FunctionStatus(
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

    // MARK: For a person

    static func table(_ rows: [FunctionStatus]) -> String {
        let hasCredentials = rows.contains { $0.container?.credentialsEnd != nil }
        let header = ["FUNCTION", "STATE", "PORT", "UPTIME", "MEMORY", "IMAGE"]
        var table = TextTable(hasCredentials ? header + ["CREDENTIALS"] : header)
        for row in rows { table.add(row.cells + (hasCredentials ? [row.credentials] : [])) }
        return table.text
    }

    private var cells: [String] {
        let remark = isUnlisted ? " (not in functions.json)" : isStale ? " (stale)" : ""
        // How a container ended says more than how long it ran.
        let time = uptime.map(Self.words) ?? (state == "exited" ? container?.status ?? "" : "")
        let megabytes = memory.map(Megabytes.text) ?? ""
        return [name, state + remark, port.map { "\($0)" } ?? "", time, megabytes, image]
    }

    private var credentials: String {
        guard let end = container?.credentialsEnd else { return "" }
        return end <= now ? "expired" : "expire in \(Self.words(end - now))"
    }

    private static func words(_ seconds: Int) -> String {
        switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3600: "\(seconds / 60) min"
        case ..<86_400: "\(seconds / 3600) h \(seconds / 60 % 60) min"
        default: "\(seconds / 86_400) d \(seconds / 3600 % 24) h"
        }
    }

    // MARK: For a machine

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
            if let memory { writer.member("memoryMB", Decimals.rounded(Double(memory) / 1_048_576)) }
            writer.member("detached", !container.hasOwner)
            if let end = container.credentialsEnd { writer.member("credentialsEnd", LogTime.iso(Double(end))) }
        }
        return writer.text
    }
}
