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
    let listeners: HostListeners?
    /// How many containers of other lamdecks the user was told about.
    var reportedOthers = 0
    /// Whether this machine has the address of the engine's network only while a container runs.
    var isBridgeTemporary = false

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
        if registry.manifest.servedPorts == nil { try await engine.ping() } else { _ = try await engine.connect() }
        async let bridge = BridgeNetwork.find(on: engine)
        try await checkContainers()
        context.reach.update(await bridge, of: engine.endpoint)
    }

    /// Connects, for ``follow(goneSince:)``.
    func open() async throws(EngineError) {
        let info = try await context.engine.connect()
        let bridge = info.isRootless ? nil : await BridgeNetwork.find(on: context.engine)
        context.reach.update(bridge, of: context.engine.endpoint)
        isBridgeTemporary = bridge?.isTemporary ?? false
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
        let images = Task { [context, registry] in await ImageWatch(context, registry).follow() }
        defer {
            memory.cancel()
            images.cancel()
        }
        let filters = ["type": ["container"], "label": [context.project.filter]]
        for try await event in context.engine.events(filters: filters, since: begin) { handle(event) }
    }

    /// Asks for the memory of the containers that serve, now and then.
    private func sampleMemory() async {
        var disk = EngineDisk()
        var readings = MemoryReadings()
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
                for record in await supervisor.containersInUse {
                    let use = record.lastUse * 2 + (record.isReleased ? 1 : 0)
                    let isBusy = !record.calls.isEmpty || record.initialisation == .running
                    if readings.isDue(record.id, use: use, isBusy: isBusy) {
                        readings.note(record.id, await record.container.memoryInUse(context.engine))
                    }
                    if let used = readings[record.id] { bytes[name, default: 0] += used }
                }
            }
            readings.endTurn()
            send(.memory(bytes))
            try? await context.timing.sleep(for: .seconds(5))
        }
    }
}

/// When the memory of containers is read. That of a container which is not called hardly changes, so it is read less
/// often.
struct MemoryReadings {
    private struct Reading {
        var use: Int
        var bytes: Int?
        /// How many turns it is old.
        var age = 0
        /// Whether the container was asked for in this turn.
        var isPresent = true
    }

    private var known: [String: Reading] = [:]

    /// How many turns a reading is used for, if the container is not called.
    static let longest = 6

    /// Whether a container's memory is read in this turn.
    ///
    /// - Parameters:
    ///   - use: changes with each call, and with the start of its runtime.
    ///   - isBusy: whether it runs a call or its init.
    mutating func isDue(_ id: String, use: Int, isBusy: Bool) -> Bool {
        guard var reading = known[id] else {
            known[id] = Reading(use: use, age: Self.longest - 1)
            return true
        }
        let wasCalled = reading.use != use
        let isDue = wasCalled || isBusy || reading.bytes == nil || reading.age >= Self.longest
        reading.use = use
        reading.isPresent = true
        // After a call it is read once more: a runtime may free memory a moment later.
        if isDue { reading.age = wasCalled || isBusy ? Self.longest - 1 : 0 }
        known[id] = reading
        return isDue
    }

    /// A container's memory in bytes; nil if it is gone.
    mutating func note(_ id: String, _ bytes: Int?) { known[id]?.bytes = bytes }

    /// The last reading of a container.
    subscript(id: String) -> Int? { known[id]?.bytes }

    /// Begins the next turn, and forgets the containers that were not asked for in this one.
    mutating func endTurn() {
        known = known.compactMapValues { reading in
            guard reading.isPresent else { return nil }
            var reading = reading
            (reading.age, reading.isPresent) = (reading.age + 1, false)
            return reading
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
