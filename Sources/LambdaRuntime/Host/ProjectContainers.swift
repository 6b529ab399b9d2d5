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

    /// Whether it runs with settings that are not the file's any more, the port of its endpoint included.
    public func isStale(for settings: FunctionSettings, endpoint: Int?) -> Bool {
        spec != ContainerPlan.hash(settings, endpoint: endpoint)
    }
}

/// The containers of one project, whichever lamdeck process made them.
public struct ProjectContainers: Sendable {
    private let project: ProjectIdentity
    private let engine: EngineClient

    /// Looks for the engine; nothing is connected yet.
    public init(manifest path: String, engine choice: EngineChoice) throws(FailureReason) {
        project = ProjectIdentity(manifest: path)
        engine = try choice.locate()
    }

    /// All containers that serve functions, running or not.
    public func list() async throws(FailureReason) -> [ProjectContainer] {
        do {
            return try await engine.listContainers(all: true, labels: [project.filter]).compactMap { container in
                guard let function = Labels.servedFunction(container.labels) else { return nil }
                return ProjectContainer(
                    function: function, id: container.id, spec: container.labels[Labels.spec] ?? "",
                    isRunning: container.state == "running",
                    port: container.ports.first { $0.containerPort == ContainerPlan.emulatorPort }?.hostPort,
                    status: container.status)
            }
        } catch {
            throw FailureReason(.engine, "\(error)")
        }
    }

    /// Removes containers, running or not, at the same time.
    public func remove(_ containers: [ProjectContainer]) async throws(FailureReason) {
        let engine = engine
        let failures = await withTaskGroup(of: EngineError?.self) { group in
            for container in containers {
                group.addTask {
                    do throws(EngineError) {
                        try await ContainerRemoval.remove(container.id, engine)
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

    /// Closes the connections.
    public func close() async {
        await engine.shutdown()
    }
}
