import OrderedCollections

@testable import DockerEngine

/// What a scripted engine knows. A value; its owner serialises access.
struct EngineScript: Sendable {
    /// Who follows the engine's events, and which.
    struct Listener: Sendable {
        let filters: [String: [String]]
        let take: AsyncStream<Result<EngineEvent, EngineError>>.Continuation
    }

    /// What becomes of certain requests.
    struct Rule: Sendable {
        enum Effect: Sendable {
            case fail(EngineError.Kind)
            case hold(Gate)
        }

        let matches: @Sendable (EngineCall) -> Bool
        let effect: Effect
        /// For how many requests it counts.
        var left: Int
    }

    /// By their id, the oldest first.
    var containers: OrderedDictionary<String, ScriptedContainer> = [:]
    var events: [EngineEvent] = []
    var listeners: [Int: Listener] = [:]
    var rules: [Rule] = []
    /// The exit code of a command in a container.
    var commandCode = 0
    /// All requests in their order, and how far the clock had been moved.
    var calls: [(call: EngineCall, at: Duration)] = []
    var info: EngineInfo?
    var isAway = false
    private var lastStamp: Int64 = 0
    private var lastNumber = 0

    /// The next number of a container or listener.
    mutating func number() -> Int {
        lastNumber += 1
        return lastNumber
    }

    /// A moment that no other one is equal to.
    mutating func stamp(_ time: Double) -> EngineTimestamp {
        lastStamp = max(lastStamp + 1_000, Int64(time * 1e9))
        return EngineTimestamp(nanosecondsSince1970: lastStamp)
    }

    /// Notes a request, and says what becomes of it; nil if the engine answers it.
    mutating func handle(_ call: EngineCall, at time: Duration) -> Rule.Effect? {
        calls.append((call, time))
        if isAway { return .fail(.disconnected(reason: "the engine is away")) }
        guard let index = rules.firstIndex(where: { $0.left > 0 && $0.matches(call) }) else { return nil }
        rules[index].left -= 1
        return rules[index].effect
    }

    /// Reports something that happened to a container.
    mutating func report(_ action: String, of container: ScriptedContainer, _ more: [String: String], at time: Double) {
        var attributes = container.spec.labels.merging(more) { $1 }
        attributes["name"] = attributes["name"] ?? container.name
        attributes["image"] = container.spec.image
        let event = EngineEvent(
            type: "container", action: action, actorID: container.id, attributes: attributes,
            timeNanoseconds: stamp(time).nanosecondsSince1970)
        events.append(event)
        for listener in listeners.values where event.passes(listener.filters) { listener.take.yield(.success(event)) }
    }

    /// A container's processes end.
    mutating func end(_ id: String, code: Int, outOfMemory: Bool, at time: Double) {
        guard var container = containers[id], container.isRunning else { return }
        (container.status, container.exitCode, container.wasOutOfMemory) = ("exited", code, outOfMemory)
        container.finishedAt = stamp(time)
        for listener in container.listeners.values { listener.finish() }
        container.listeners = [:]
        containers[id] = container
        if outOfMemory { report("oom", of: container, [:], at: time) }
        report("die", of: container, ["exitCode": "\(code)"], at: time)
    }

    /// Breaks streams off.
    mutating func disconnect() {
        let error = EngineError(.disconnected(reason: "cut by the test"), operation: "follow the engine's events")
        for listener in listeners.values {
            listener.take.yield(.failure(error))
            listener.take.finish()
        }
        listeners = [:]
        for id in containers.keys { disconnectLog(of: id) }
    }

    mutating func disconnectLog(of id: String) {
        let error = EngineError(.disconnected(reason: "cut by the test"), operation: "read the log of container")
        for listener in containers[id]?.listeners.values ?? [:].values {
            listener.yield(.failure(error))
            listener.finish()
        }
        containers[id]?.listeners = [:]
    }
}

extension EngineEvent {
    /// Whether it is one of those that are asked for; see ``EngineClient/events(filters:since:until:)``.
    func passes(_ filters: [String: [String]]) -> Bool {
        filters.allSatisfy { name, values in
            switch name {
            case "type": values.contains(type)
            case "event": values.contains(action)
            case "label":
                values.allSatisfy { label in
                    let parts = label.split(separator: "=", maxSplits: 1).map(String.init)
                    return attributes[parts[0]].map { parts.count == 1 || $0 == parts[1] } ?? false
                }
            default: false
            }
        }
    }
}
