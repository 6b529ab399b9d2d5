import DockerEngine
import LambdaModel

/// A container of a project as the engine lists it.
public struct ProjectContainer: Hashable, Sendable {
    /// The function's name.
    public var function: String
    /// The engine's id.
    public var id: String
    /// The hash of the settings that shaped it.
    public var spec: String
    /// Whether it runs.
    public var isRunning: Bool
    /// The published loopback port.
    public var port: Int?
    /// The engine's words, as `Up 3 minutes`.
    public var status: String
    /// Whether it is its function's main container, not a worker or a spare.
    public var isServing: Bool
    /// The function's port, if the container publishes it itself: then it is ``port``.
    public var ownPort: Int?
    /// Whether a process, which is not known to be dead, listens at the function's port for the container.
    public var hasOwner: Bool
    /// The state of its code when it was made; nil if its labels do not say.
    var code: String?
    /// The mark of the process that manages it; nil if none does.
    var owner: String?
    /// The engine's word: `running`, `paused`, `exited`, `created`, `dead`.
    public var state: String
    /// When it was made: seconds since 1970.
    public var created: Int
    /// The image that it was made of.
    public var image: String
    /// When the AWS credentials in it expire, if they do: seconds since 1970.
    public var credentialsEnd: Int?

    /// Whether it runs with settings that are not the file's any more, the port of its endpoint included.
    public func isStale(for settings: FunctionSettings, endpoint: Int?) -> Bool {
        spec != ContainerPlan.hash(settings, endpoint: endpoint) || ownPort.map { $0 != settings.resolvedPort } ?? false
    }

    /// The port at which the function is reached: its own if a process listens there for the container, otherwise the
    /// container's published one.
    public func reachedPort(_ settings: FunctionSettings) -> Int? {
        hasOwner ? settings.resolvedPort : port
    }
}

/// The containers of one project, whichever lamdeck process made them.
public struct ProjectContainers: Sendable {
    private let project: ProjectIdentity
    private let engine: any Engine
    private let known: KnownCalls

    /// Looks for the engine; nothing is connected yet.
    public init(manifest path: String, engine choice: EngineChoice) throws(FailureReason) {
        project = ProjectIdentity(manifest: path)
        let folders = LamdeckFolders(environment: choice.environment)
        known = KnownCalls(history: HistoryStore(folder: folders.state, project: project))
        engine = try choice.locate()
    }

    /// All containers of functions, running or not, including workers and spares.
    public func list() async throws(FailureReason) -> [ProjectContainer] {
        do {
            let all = try await engine.listContainers(all: true, labels: [project.filter])
            let serving = Set(ContainerName.serving(among: all).map(\.id))
            return all.compactMap { container in
                guard let function = Labels.function(container.labels) else { return nil }
                return ProjectContainer(
                    function: function, id: container.id, spec: container.labels[Labels.spec] ?? "",
                    isRunning: container.state == "running",
                    port: container.ports.first { $0.containerPort == ContainerPlan.emulatorPort }?.hostPort,
                    status: container.status, isServing: serving.contains(container.id),
                    ownPort: container.labels[Labels.port].flatMap(Int.init),
                    hasOwner: container.labels[Labels.owner].map {
                        !OwnerMark.isDead($0, isRunning: container.state == "running")
                    } ?? false,
                    code: container.labels[Labels.code], owner: container.labels[Labels.owner], state: container.state,
                    created: Int(container.created),
                    image: container.image,
                    credentialsEnd: container.labels[Labels.credentialsEnd].flatMap(Int.init))
            }
        } catch {
            throw FailureReason(.engine, "\(error)")
        }
    }

    /// Those of these containers that no lamdeck process manages and that loaded their code before the last save, by
    /// their ids.
    public func withOldCode(_ containers: [ProjectContainer], of manifest: Manifest) async -> Set<String> {
        var old: Set<String> = []
        for container in containers where container.isRunning && container.isServing && !container.hasOwner {
            guard let state = manifest.function(named: container.function).flatMap({ CodeState($0, of: manifest) }),
                await state.isNewer(
                    thanIn: container.id, made: Double(container.created), label: container.code, engine)
            else { continue }
            old.insert(container.id)
        }
        return old
    }

    /// Bytes that each of these containers uses now, by their ids. They come from the kernel if the engine runs on this
    /// machine's; otherwise from the engine, which takes a moment for each.
    ///
    /// - Parameter asksEngine: false leaves those others out.
    public func memory(_ containers: [ProjectContainer], asksEngine: Bool) async -> [String: Int] {
        await withTaskGroup(of: (String, Int?).self) { group in
            for container in containers where container.isRunning {
                if let bytes = ControlGroup(container: container.id)?.memoryInUse {
                    group.addTask { (container.id, bytes) }
                } else if asksEngine {
                    group.addTask { [engine] in
                        (container.id, try? await Int(engine.stats(container.id).workingSet))
                    }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    /// The start times of running containers, by their ids: seconds since 1970. A list of containers has only creation
    /// times, and with some versions of Podman not even those.
    public func starts(_ containers: [ProjectContainer]) async -> [String: Int] {
        await withTaskGroup(of: (String, Int?).self) { group in
            for container in containers where container.isRunning && container.isServing {
                group.addTask { [engine] in
                    let details = try? await engine.inspectContainer(container.id)
                    return (container.id, details?.state.startedAt.map { Int($0.seconds) })
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    /// Removes containers, running or not, at the same time.
    public func remove(_ containers: [ProjectContainer]) async throws(FailureReason) {
        try await remove(containers.map(\.id))
    }

    /// Removes the containers that were made for the calls of one command, unless the command still runs.
    public func removeLeftovers() async throws(FailureReason) {
        let all: [ContainerSummary]
        do {
            all = try await engine.listContainers(all: true, labels: [project.filter])
        } catch {
            throw FailureReason(.engine, "\(error)")
        }
        let left = all.filter { container in
            Labels.isOnce(container.labels)
                && container.labels[Labels.owner].map { OwnerMark.life($0) != .alive } ?? true
        }
        try await remove(left.map(\.id))
    }

    private func remove(_ ids: [String]) async throws(FailureReason) {
        let engine = engine
        let failures = await withTaskGroup(of: EngineError?.self) { group in
            for id in ids {
                group.addTask {
                    do throws(EngineError) {
                        try await ContainerRemoval.remove(id, engine)
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: []) { failures, error in if let error { failures.append(error) } }
        }
        if let first = failures.first { throw FailureReason(.engine, "\(first)") }
    }

    /// Asks the process that manages a container to restart its function; returns when the function serves again.
    public func askForRestart(_ container: ProjectContainer) async throws(FailureReason) {
        guard let owner = container.owner, container.hasOwner else {
            throw FailureReason(.container, "no lamdeck process manages \(container.function)")
        }
        try await ControlSocket.restart(container.function, of: owner)
    }

    /// The containers' logs.
    public var logs: ProjectLogs { ProjectLogs(project: project, engine: engine, known: known) }

    /// Closes the connections.
    public func close() async {
        await engine.shutdown()
    }
}
