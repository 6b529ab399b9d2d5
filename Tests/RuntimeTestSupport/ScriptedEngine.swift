import Foundation
import OrderedCollections
import Synchronization

@testable import DockerEngine

/// An engine in memory that does what a test says. Its containers run nothing: a test writes their logs and ends them.
final class ScriptedEngine: Sendable {
    let clock: VirtualClock
    let changes: Changes
    private let script = Mutex(EngineScript())
    /// Called when a container ends, after the engine's state has changed. Runs before `end` returns.
    private let onEnd = Mutex<@Sendable (ScriptedContainer) -> Void>({ _ in })

    /// - Parameter changes: woken at every change in the engine.
    init(_ clock: VirtualClock, _ changes: Changes) { (self.clock, self.changes) = (clock, changes) }

    /// This moment by the engine's clock, which goes with the test's: seconds since 1970.
    var time: Double {
        let moved = clock.elapsed.components
        return Date().timeIntervalSince1970 + Double(moved.seconds) + Double(moved.attoseconds) * 1e-18
    }

    @discardableResult
    func change<Value: Sendable>(_ body: (inout EngineScript) -> Value) -> Value {
        let value = script.withLock { body(&$0) }
        changes.signal()
        return value
    }

    func see<Value: Sendable>(_ body: (EngineScript) -> Value) -> Value { script.withLock { body($0) } }

    func setOnEnd(_ body: @escaping @Sendable (ScriptedContainer) -> Void) { onEnd.withLock { $0 = body } }

    /// Notes a request, and does with it what the test has said.
    func admit(_ call: EngineCall) async throws(EngineError) {
        switch change({ $0.handle(call, at: clock.elapsed) }) {
        case nil: break
        case .fail(let kind): throw EngineError(kind, operation: "\(call)")
        case .hold(let gate):
            guard await gate.pass() else { throw EngineError(.cancelled, operation: "\(call)") }
        }
    }

    /// A container that must be there.
    func found(_ id: String, _ operation: String) throws(EngineError) -> ScriptedContainer {
        guard let container = see({ $0.containers[id] }) else {
            throw EngineError(.notFound(message: "No such container: \(id)"), operation: operation)
        }
        return container
    }

    /// Ends a container's processes, and calls the body given to `setOnEnd`.
    func end(_ id: String, code: Int, outOfMemory: Bool = false) {
        guard let container = see({ $0.containers[id] }), container.isRunning else { return }
        let body = onEnd.withLock { $0 }
        change { $0.end(id, code: code, outOfMemory: outOfMemory, at: time) }
        body(container)
    }
}

// MARK: What a test sees

extension ScriptedEngine {
    /// The containers that are there, the oldest first.
    var containers: [ScriptedContainer] { see { Array($0.containers.values) } }

    /// The requests so far that are asked for, each with how far the clock had been moved.
    func calls(_ isMeant: @Sendable (EngineCall) -> Bool) -> [Duration] {
        see { $0.calls.filter { isMeant($0.call) }.map(\.at) }
    }

    /// The last requests, for messages.
    var lastCalls: String {
        let calls = see { $0.calls.suffix(30).map(\.call) }
        return "\(calls)".replacing(/[0-9a-f]{56}(?=")/, with: "").replacing("RuntimeTestSupport.EngineCall", with: "")
    }

    /// Waits until something is found among the containers.
    @discardableResult
    func wait<Value: Sendable>(
        for what: String, _ find: @escaping @Sendable ([ScriptedContainer]) -> Value?
    ) async throws -> Value {
        try await changes.wait(
            for: what,
            seen: "containers \(self.containers.map { "\($0.name) \($0.status)" }), pauses \(self.clock.pauses), "
                + "requests \(self.lastCalls)"
        ) { find(self.containers) }
    }

    /// Waits until the engine has received a request.
    func wait(for what: String, call isMeant: @escaping @Sendable (EngineCall) -> Bool) async throws {
        try await wait(for: what) { _ in self.calls(isMeant).isEmpty ? nil : () }
    }
}

// MARK: What a test does

extension ScriptedEngine {
    /// A container writes lines to its standard output, or to standard error.
    func write(_ id: String, _ lines: [String], isError: Bool = false) {
        change { script in
            let new = lines.map { text in
                let stamp = script.stamp(time)
                return LogLine(
                    output: isError ? .stderr : .stdout, timestamp: "\(stamp)", time: stamp, bytes: Array(text.utf8),
                    isEndedByNewline: true, droppedBytes: 0)
            }
            script.containers[id]?.log += new
            for listener in script.containers[id]?.listeners.values ?? [:].values { listener.yield(.success(new)) }
        }
    }

    /// Breaks the connections by which a container's log is followed. The container lives.
    func breakLog(of id: String) { change { $0.disconnectLog(of: id) } }

    /// Keeps requests waiting.
    func hold(_ isMeant: @escaping @Sendable (EngineCall) -> Bool) -> Gate {
        let gate = Gate()
        change { $0.rules.append(.init(matches: isMeant, effect: .hold(gate), left: .max)) }
        return gate
    }

    /// Lets all requests go on that are kept waiting: for the end of a test.
    func setFree() {
        for rule in see({ $0.rules }) {
            if case .hold(let gate) = rule.effect { gate.open() }
        }
    }

    /// Lets so many requests fail.
    func fail(_ count: Int, _ kind: EngineError.Kind, _ isMeant: @escaping @Sendable (EngineCall) -> Bool) {
        change { $0.rules.append(.init(matches: isMeant, effect: .fail(kind), left: count)) }
    }

    /// The engine is not reached any more, or is again. Its containers live.
    func set(away isAway: Bool) {
        change { script in
            script.isAway = isAway
            if isAway { script.disconnect() }
        }
    }

    /// Cuts a container off the engine's network.
    func cutNetwork(of id: String) { change { $0.containers[id]?.address = nil } }
}
