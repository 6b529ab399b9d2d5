import Foundation
import OrderedCollections

@testable import DockerEngine

extension ScriptedEngine: Engine {
    var endpoint: EngineEndpoint { .unix(path: "/nowhere/scripted.sock") }
    var info: EngineInfo? { see { $0.info } }
    var isPodman: Bool { false }

    func connect() async throws(EngineError) -> EngineInfo {
        try await admit(.connect)
        let info = EngineInfo(
            serverVersion: "99.1.0", apiVersion: .newest, newestAPIVersion: .newest, operatingSystem: "linux",
            architecture: "amd64", cgroupVersion: 2, name: "scripted", isPodman: false, isRootless: false)
        change { $0.info = info }
        return info
    }

    func ping() async throws(EngineError) { try await admit(.ping) }

    func shutdown() async { change { $0.disconnect() } }

    // MARK: Containers

    func createContainer(
        name: String?, _ spec: ContainerSpec, platform: String?
    ) async throws(EngineError) -> CreatedContainer {
        let name = name ?? "unnamed"
        try await admit(.create(name: name))
        let id = (UUID().uuidString + UUID().uuidString).filter(\.isHexDigit).lowercased()
        let isTaken = change { script in
            guard !script.containers.values.contains(where: { $0.name == name }) else { return true }
            let number = script.number()
            let wanted = spec.publishedPorts.first?.hostPort
            // No program can listen at such a port.
            let container = ScriptedContainer(
                id: id, name: name, spec: spec, created: script.stamp(time),
                port: wanted.map { $0 == 0 ? 100_000 + number : $0 }, address: "172.31.0.\(number)")
            script.containers[id] = container
            script.report("create", of: container, [:], at: time)
            return false
        }
        if isTaken { throw EngineError(.conflict(message: "\(name) is in use"), operation: "create container") }
        return CreatedContainer(id: id, warnings: [])
    }

    func startContainer(_ id: String) async throws(EngineError) {
        try await admit(.start(id))
        _ = try found(id, "start container")
        change { script in
            let stamp = script.stamp(time)
            guard var container = script.containers[id], !container.isRunning else { return }
            (container.status, container.startedAt) = ("running", stamp)
            script.containers[id] = container
            script.report("start", of: container, [:], at: time)
        }
    }

    func attachInput(_ id: String) async throws(EngineError) -> ContainerInput {
        _ = try found(id, "write to container")
        return ContainerInput { (_) throws(EngineError) in }
    }

    func exec(_ id: String, command: [String]) async throws(EngineError) -> Int {
        _ = try found(id, "run a command in container")
        return see { $0.commandCode }
    }

    func killContainer(_ id: String, signal: String) async throws(EngineError) {
        try await admit(.kill(id, signal: signal))
        let container = try found(id, "kill container")
        guard container.isRunning else {
            throw EngineError(.conflict(message: "\(id) is not running"), operation: "kill container")
        }
        let number = ["SIGHUP": 1, "SIGKILL": 9, "SIGTERM": 15, "SIGWINCH": 28][signal] ?? 0
        change { $0.report("kill", of: container, ["signal": "\(number)"], at: time) }
        // The others are survived.
        if number == 9 { end(id, code: 137) }
    }

    func renameContainer(_ id: String, to name: String) async throws(EngineError) {
        try await admit(.rename(id, to: name))
        let old = try found(id, "rename container")
        change { script in
            guard var container = script.containers[id] else { return }
            container.name = name
            script.containers[id] = container
            script.report("rename", of: container, ["oldName": old.name], at: time)
        }
    }

    func removeContainer(_ id: String, force: Bool, volumes: Bool) async throws(EngineError) {
        try await admit(.remove(id))
        let container = try found(id, "remove container")
        if container.isRunning {
            change { $0.report("kill", of: container, ["signal": "9"], at: time) }
            end(id, code: 137)
        }
        change { script in
            guard let container = script.containers.removeValue(forKey: id) else { return }
            script.report("destroy", of: container, [:], at: time)
        }
    }

    func waitContainer(_ id: String) async throws(EngineError) -> Int {
        try await admit(.wait(id))
        _ = try found(id, "wait for container")
        let ended = await changes.find { () -> Int?? in
            guard let container = self.see({ $0.containers[id] }) else { return .some(nil) }
            return container.isRunning ? nil : .some(container.exitCode)
        }
        guard let ended else { throw EngineError(.cancelled, operation: "wait for container") }
        // One that is removed has ended by then.
        return ended ?? 137
    }

    func inspectContainer(_ id: String) async throws(EngineError) -> ContainerDetails {
        try await admit(.inspect(id))
        return try found(id, "look at container").details
    }

    func listContainers(all: Bool, labels: [String]) async throws(EngineError) -> [ContainerSummary] {
        try await admit(.list)
        return containers.reversed().filter { container in
            (all || container.isRunning) && labels.allSatisfy(container.has(label:))
        }.map(\.summary)
    }

    func stats(_ id: String, oneShot: Bool) async throws(EngineError) -> ContainerStats {
        try await admit(.stats(id))
        _ = try found(id, "read the stats of container")
        return ContainerStats(
            memoryUsage: 0, memoryLimit: 0, inactiveFile: 0, cpuTotalNanoseconds: 0, systemCPUNanoseconds: 0,
            onlineCPUs: 1, pids: 0)
    }

    // MARK: Streams

    func logs(
        _ id: String, follow: Bool, since: EngineTimestamp?, until: EngineTimestamp?, tail: Int?, timestamps: Bool,
        maximumLineBytes: Int
    ) -> EngineStream<[LogLine]> {
        EngineStream {
            ScriptedReader("read the log of container") { () async throws(EngineError) in
                try await self.admit(.logs(id, follows: follow))
                return try self.openLog(of: id, follows: follow) { log in
                    Array(log.filter { $0.isWritten(since: since, until: until) }.suffix(tail ?? .max))
                }
            }
        }
    }

    private func openLog(
        of id: String, follows: Bool, _ choose: ([LogLine]) -> [LogLine]
    ) throws(EngineError) -> ScriptedReader<[LogLine]>.Source {
        _ = try found(id, "read the log of container")
        let (lines, line) = ScriptedReader<[LogLine]>.Source.makeStream()
        change { script in
            guard let container = script.containers[id] else { return line.finish() }
            let old = choose(container.log)
            if !old.isEmpty { line.yield(.success(old)) }
            guard follows, container.isRunning else { return line.finish() }
            let number = script.number()
            script.containers[id]?.listeners[number] = line
        }
        return lines
    }

    func events(
        filters: [String: [String]], since: EngineTimestamp?, until: EngineTimestamp?
    ) -> EngineStream<EngineEvent> {
        EngineStream {
            ScriptedReader("follow the engine's events") { () async throws(EngineError) in
                try await self.admit(.events)
                return self.openEvents(filters, since)
            }
        }
    }

    private func openEvents(
        _ filters: [String: [String]], _ since: EngineTimestamp?
    ) -> ScriptedReader<EngineEvent>.Source {
        let (events, event) = ScriptedReader<EngineEvent>.Source.makeStream()
        change { script in
            for old in script.events where old.passes(filters) && since.map({ old.time >= $0 }) ?? false {
                event.yield(.success(old))
            }
            script.listeners[script.number()] = .init(filters: filters, take: event)
        }
        return events
    }

    func pullImage(_ reference: String, platform: String?) -> EngineStream<PullProgress> {
        EngineStream {
            ScriptedReader("pull the image \(reference)") { () async throws(EngineError) in
                try await self.admit(.pull(reference))
                return AsyncStream { $0.finish() }
            }
        }
    }

    func archive(of path: String, in container: String) async throws(EngineError) -> [UInt8]? {
        _ = try found(container, "read a file of container")
        return []
    }

    // MARK: Images and networks

    func imageInspect(_ reference: String) async throws(EngineError) -> ImageDetails? {
        try await admit(.image(reference))
        return ImageDetails(
            id: "sha256:\(reference)", repoTags: [reference], repoDigests: [], architecture: "amd64",
            operatingSystem: "linux", created: "", size: 0, entrypoint: [], command: [], environment: [],
            workingDirectory: "", labels: [:])
    }

    func registryDigest(_ reference: String, within limit: Duration) async throws(EngineError) -> String {
        try await admit(.digest(reference))
        throw EngineError(.notFound(message: "no registry"), operation: "ask the registry")
    }

    func networkInspect(_ name: String) async throws(EngineError) -> NetworkDetails? {
        try await admit(.network(name))
        return nil
    }
}

extension LogLine {
    fileprivate func isWritten(since: EngineTimestamp?, until: EngineTimestamp?) -> Bool {
        guard let time else { return true }
        return since.map { time >= $0 } ?? true && until.map { time <= $0 } ?? true
    }
}
