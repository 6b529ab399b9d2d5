import DockerEngine
import Foundation
import HostLink
import LambdaModel
import Logging
import OrderedCollections

/// A host's connection to the engine: it connects, removes containers that nothing needs any more, and passes the engine's
/// events to the functions.
actor EngineSession {
    let context: SupervisorContext
    let registry: FunctionRegistry
    let send: @Sendable (HostUpdate) -> Void
    private let listeners: HostListeners?
    /// How many containers of other lamdecks the user was told about.
    var reportedOthers = 0

    init(
        _ context: SupervisorContext, _ registry: FunctionRegistry, _ listeners: HostListeners?,
        _ send: @escaping @Sendable (HostUpdate) -> Void
    ) {
        (self.context, self.registry) = (context, registry)
        (self.listeners, self.send) = (listeners, send)
    }

    /// Connects, and removes what ended hosts left behind.
    func connect() async throws(EngineError) {
        let engine = context.engine
        // Identifying the engine takes longer than all other requests of a single call. Only a function that reaches
        // the others needs it.
        if registry.manifest.endpoint == nil { try await engine.ping() } else { _ = try await engine.connect() }
        async let bridge = BridgeNetwork.find(on: engine)
        try await checkContainers()
        context.reach.update(await bridge, of: engine.endpoint)
    }

    /// Connects, for ``follow(goneSince:)``.
    func open() async throws(EngineError) {
        let info = try await context.engine.connect()
        let bridge = info.isRootless ? nil : await BridgeNetwork.find(on: context.engine, isPodman: info.isPodman)
        context.reach.update(bridge, of: context.engine.endpoint)
        send(.engine(.connected(info.shortName)))
        await listeners?.update(bridge)
    }

    /// Follows the engine's events until the connection ends.
    ///
    /// - Parameter goneSince: when the connection before broke; nil for the first one.
    func follow(goneSince: ContinuousClock.Instant?) async throws(EngineError) {
        let begin = EngineTimestamp(nanosecondsSince1970: Int64(Date().timeIntervalSince1970 * 1e9))
        try await checkContainers()
        if let goneSince {
            for supervisor in registry.supervisors.values {
                supervisor.engineEvents.add { await supervisor.engineCameBack(goneSince: goneSince) }
            }
        }
        let memory = Task { await self.sampleMemory() }
        defer { memory.cancel() }
        let filters = ["type": ["container"], "label": [context.project.filter]]
        for try await event in context.engine.events(filters: filters, since: begin) { handle(event) }
    }

    /// Asks for the memory of the containers that serve, now and then.
    private func sampleMemory() async {
        var disk = EngineDisk()
        while !Task.isCancelled {
            if let message = disk.check(context.engine.info) {
                send(.notice(message))
                if !disk.isFull {
                    for supervisor in registry.supervisors.values { await supervisor.engineMayDoMore() }
                }
            }
            var bytes: [String: Int] = [:]
            for (name, supervisor) in registry.supervisors {
                await RuntimeWatch.checkAll(of: supervisor)
                for container in await supervisor.containersInUse {
                    guard let used = await container.memoryInUse(context.engine) else { continue }
                    bytes[name, default: 0] += used
                }
            }
            send(.memory(bytes))
            try? await context.timing.sleep(for: .seconds(5))
        }
    }

}

extension EngineInfo {
    /// Name and version as the header shows them: `docker 28.2`.
    var shortName: String {
        let parts = serverVersion.split(separator: ".").prefix(2).joined(separator: ".")
        return (isPodman ? "podman " : "docker ") + parts
    }
}
