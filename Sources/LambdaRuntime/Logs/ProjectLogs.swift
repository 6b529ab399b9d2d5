import DockerEngine
import Foundation
import HostLink
import LambdaModel

/// Reads the logs of a project's containers.
struct ProjectLogs: Sendable {
    private let project: ProjectIdentity
    private let engine: any Engine
    private let known: KnownCalls

    init(project: ProjectIdentity, engine: any Engine, known: KnownCalls) {
        self.project = project
        self.engine = engine
        self.known = known
    }

    /// Reads and delivers the entries that a selection wants. The next ones are not read before `deliver` returns.
    func read(
        _ selection: LogSelection, _ deliver: @escaping @Sendable (LogNews) async -> Void
    ) async throws(FailureReason) {
        do {
            let filter = try LogFilter(selection)
            let begin = EngineTimestamp(nanosecondsSince1970: Int64(Date().timeIntervalSince1970 * 1e9))
            let readers = try await readers(selection)
            let read = try await ExistingLogs(engine: engine, known: known).read(readers, selection, filter) {
                await deliver(.old($0))
            }
            await deliver(.caughtUp)
            guard selection.follows else { return }
            try await follow(read, selection, since: begin) { entries in
                let wanted = entries.filter(filter.wants)
                if !wanted.isEmpty { await deliver(.new(wanted)) }
            }
        } catch {
            if Task.isCancelled { return }
            throw FailureReason(.engine, "\(error)")
        }
    }

    private func readers(_ selection: LogSelection) async throws(EngineError) -> [ContainerLogReader] {
        var readers: [ContainerLogReader] = []
        for container in try await engine.listContainers(all: true, labels: [project.filter]) {
            guard container.state != "created" else { continue }
            if let reader = await reader(container.id, container.labels, selection) { readers.append(reader) }
        }
        return readers
    }

    /// A reader for a container; nil if it is not selected, or gone.
    ///
    /// - Parameter isNew: whether it has just started, so that the host may not have its log yet.
    private func reader(
        _ id: String, _ labels: [String: String], _ selection: LogSelection, isNew: Bool = false
    ) async -> ContainerLogReader? {
        guard let function = Labels.function(labels), selection.functions?.contains(function) ?? true,
            let details = try? await engine.inspectContainer(id)
        else { return nil }
        let family = labels[Labels.runtime].flatMap(LambdaRuntimeIdentifier.named)?.family
        let log = ContainerLogFollower(of: id, engine, masking: Masking(credentialsOf: details))
        let server = labels[Labels.servedBy].flatMap(ServingKind.init) ?? .emulator
        var calls = known.runtimeLogs?[id]
        if isNew, server == .lamdeck, let logs = known.runtimeLogs {
            for _ in 0..<20 where calls == nil {
                try? await Task.sleep(for: .milliseconds(25))
                calls = logs[id]
            }
        }
        return ContainerLogReader(function: function, family: family, log: log, calls: calls, server: server)
    }

    private func follow(
        _ readers: [ContainerLogReader], _ selection: LogSelection, since begin: EngineTimestamp,
        _ deliver: @escaping @Sendable ([ProjectLogEntry]) async -> Void
    ) async throws {
        try await withThrowingTaskGroup { group in
            var followed = Set(readers.map(\.container))
            for reader in readers { group.addTask { await FollowedLog(reader, known, deliver).follow() } }
            let filters = ["type": ["container"], "event": ["start"], "label": [project.filter]]
            for try await event in engine.events(filters: filters, since: begin) {
                guard followed.insert(event.actorID).inserted,
                    let reader = await reader(event.actorID, event.attributes, selection, isNew: true)
                else { continue }
                group.addTask { await FollowedLog(reader, known, deliver).follow() }
            }
        }
    }
}
