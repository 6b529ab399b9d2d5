@testable import DockerEngine

/// A container of a scripted engine.
struct ScriptedContainer: Sendable {
    /// What becomes of its log.
    typealias LogListener = AsyncStream<Result<[LogLine], EngineError>>.Continuation

    let id: String
    var name: String
    let spec: ContainerSpec
    let created: EngineTimestamp
    /// The port of the engine's machine that leads to the emulator; no program listens there. Nil if it publishes none.
    let port: Int?
    /// The engine's word: `created`, `running`, `exited`.
    var status = "created"
    var exitCode = 0
    var wasOutOfMemory = false
    var startedAt: EngineTimestamp?
    /// When it ended; nil before.
    var finishedAt: EngineTimestamp?
    /// Its address in the engine's network; nil if that was cut.
    var address: String?
    var log: [LogLine] = []
    var listeners: [Int: LogListener] = [:]

    var isRunning: Bool { status == "running" }

    private var ports: [ContainerPort] {
        spec.publishedPorts.map {
            ContainerPort(
                containerPort: $0.containerPort, transport: "tcp", hostIP: $0.hostIP, hostPort: isRunning ? port : nil)
        }
    }

    var details: ContainerDetails {
        ContainerDetails(
            id: id, name: name, image: spec.image, imageID: "sha256:\(spec.image)", created: "\(created)",
            state: .init(
                status: status, isRunning: isRunning, exitCode: exitCode, wasOutOfMemory: wasOutOfMemory, error: "",
                startedAt: startedAt, finishedAt: isRunning ? nil : finishedAt),
            ports: ports, labels: spec.labels, mounts: [], networkIP: isRunning ? address : nil,
            environment: spec.environment)
    }

    var summary: ContainerSummary {
        ContainerSummary(
            id: id, names: [name], image: spec.image, imageID: "sha256:\(spec.image)", created: created.seconds,
            state: status, status: status, ports: ports, labels: spec.labels)
    }

    /// Whether it has a label, each `name` or `name=value`.
    func has(label: String) -> Bool {
        let parts = label.split(separator: "=", maxSplits: 1).map(String.init)
        guard let value = spec.labels[parts[0]] else { return false }
        return parts.count == 1 || value == parts[1]
    }
}
