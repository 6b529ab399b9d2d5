import DockerEngine
import Foundation
import HostLink
import LambdaModel

/// The containers of one project, whichever lamdeck made them.
public struct ProjectContainers: Sendable {
    private let project: ProjectIdentity
    private let engine: any Engine
    private let known: KnownCalls

    /// Looks for the engine; nothing is connected yet.
    public init(manifest path: String, engine choice: EngineChoice) throws(FailureReason) {
        let project = ProjectIdentity(manifest: path)
        let history = HistoryStore(folder: LamdeckFolders(environment: choice.environment).state, project: project)
        self.init(project, try choice.locate(), KnownCalls(history: history))
    }

    init(_ project: ProjectIdentity, _ engine: any Engine, _ known: KnownCalls) {
        (self.project, self.engine, self.known) = (project, engine, known)
    }

    /// The functions of a manifest, then those that only have containers. Without a manifest, only those.
    ///
    /// - Parameters:
    ///   - asksEngine: whether the engine is asked for the memory that cannot be read from this machine's kernel, which
    ///     takes a moment for each container.
    ///   - stale: the functions that are known to run with other settings; nil compares the labels of containers.
    ///   - starts: the start times that are known, by the containers' ids: seconds since 1970. The engine is asked for
    ///     others.
    public func listing(
        of manifest: Manifest?, asksEngine: Bool = false, stale: Set<String>? = nil, starts: [String: Int] = [:]
    ) async throws(FailureReason) -> [ListedFunction] {
        let all = try await summaries()
        async let asked = self.starts(of: all.filter { starts[$0.id] == nil })
        let memory = await memory(of: all, asksEngine: asksEngine)
        let started = await asked.merging(starts) { $1 }
        func listed(_ name: String, _ settings: FunctionSettings?) -> ListedFunction {
            let own = all.filter { Labels.function($0.labels) == name }
            let serving = own.filter { $0.isServing && $0.state != "created" }
            let container = serving.first(where: \.isRunning) ?? serving.first
            var function = ListedFunction(
                name: name, image: settings?.image ?? container?.image ?? "", port: settings?.resolvedPort)
            let bytes = own.compactMap { memory[$0.id] }
            function.memory = bytes.isEmpty ? nil : bytes.reduce(0, +)
            function.isUnlisted = settings == nil
            if let container, let settings, container.isRunning {
                let spec = ContainerPlan.hash(settings, endpoint: manifest?.servedPorts)
                function.isStale = stale?.contains(name) ?? (container.labels[Labels.spec] != spec)
            }
            function.container = container.map {
                ListedContainer(
                    id: $0.id, state: $0.state, status: $0.status, startedAt: started[$0.id] ?? Int($0.created),
                    credentialsEnd: $0.labels[Labels.credentialsEnd].flatMap(Int.init),
                    servedBy: $0.labels[Labels.servedBy])
            }
            return function
        }
        let functions = manifest?.functions.map { listed($0.name, $0) } ?? []
        let others = Set(all.compactMap { Labels.function($0.labels) }).subtracting(functions.map(\.name)).sorted()
        return functions + others.map { listed($0, nil) }
    }

    /// The functions that have containers.
    public func functions() async throws(FailureReason) -> Set<String> {
        Set(try await summaries().compactMap { Labels.function($0.labels) })
    }

    /// Removes the containers of functions, running or not, at the same time. Those of a command that still runs are left.
    ///
    /// - Parameter functions: nil for all of the project.
    /// - Returns: the functions that had containers.
    public func remove(_ functions: [String]?) async throws(FailureReason) -> Set<String> {
        let now = Date().timeIntervalSince1970
        let chosen = try await summaries().filter { container in
            // A container that tries whether it reaches lamdeck belongs to no function.
            let name = container.labels[Labels.function]
            if let functions { guard let name, functions.contains(name) else { return false } }
            let isOfFunction = name != nil && !Labels.isOnce(container.labels)
            return isOfFunction || functions == nil && Leftover(container, now: now) != .inUse
        }
        let engine = engine
        let failures = await withTaskGroup(of: EngineError?.self) { group in
            for container in chosen {
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
        return Set(chosen.compactMap { Labels.function($0.labels) })
    }

    /// Reads the containers' logs, see ``HostConnection/readLogs(_:_:)``.
    public func readLogs(
        _ selection: LogSelection, _ deliver: @escaping @Sendable (LogNews) async -> Void
    ) async throws(FailureReason) {
        try await ProjectLogs(project: project, engine: engine, known: known).read(selection, deliver)
    }

    /// Closes the connections.
    public func close() async { await engine.shutdown() }

    private func summaries() async throws(FailureReason) -> [ContainerSummary] {
        do {
            return try await engine.listContainers(all: true, labels: [project.filter])
        } catch {
            throw FailureReason(.engine, "\(error)")
        }
    }

    /// Bytes that each of these containers uses now, by their ids.
    private func memory(of containers: [ContainerSummary], asksEngine: Bool) async -> [String: Int] {
        var known: [String: Int] = [:]
        var others: [String] = []
        for container in containers where container.isRunning {
            if let bytes = ControlGroup(container: container.id)?.memoryInUse {
                known[container.id] = bytes
            } else if asksEngine {
                others.append(container.id)
            }
        }
        return await withTaskGroup(of: (String, Int?).self) { group in
            for id in others { group.addTask { [engine] in (id, try? await Int(engine.stats(id).workingSet)) } }
            return await group.reduce(into: known) { $0[$1.0] = $1.1 }
        }
    }

    /// The start times of running containers, by their ids: seconds since 1970. A list of containers has only creation
    /// times, and with some versions of Podman not even those.
    private func starts(of containers: [ContainerSummary]) async -> [String: Int] {
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
}

extension ContainerSummary {
    /// Whether it runs and is not paused.
    fileprivate var isRunning: Bool { state == "running" }
    /// Whether its name says that it serves its function.
    fileprivate var isServing: Bool { ContainerName.role(of: names.first ?? "") == .serving }
}
