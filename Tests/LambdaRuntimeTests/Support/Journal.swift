import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import Synchronization

/// Everything that a host has reported, with a way to wait for it.
final class Journal: Sendable {
    /// A reported state of a function.
    struct Report: Sendable {
        var state: RunState
        var isStale: Bool
        var note: String?
    }

    struct Seen: Sendable, CustomStringConvertible {
        var engine: [EngineStatus] = []
        var states: [String: [Report]] = [:]
        var logs: [String: [LogRecord]] = [:]
        /// Lines for which the inbox had no room.
        var dropped: [String: Int] = [:]
        /// Why emulators serve, by function.
        var emulators: [String: String] = [:]
        /// Why functions were not reached at their ports, one after the other.
        var ports: [String: [String?]] = [:]
        var notices: [String] = []
        var memory: [[String: Int]] = []
        /// Calls that began at a server.
        var begun: [InvocationSummary] = []
        var outside: [InvocationSummary] = []
        /// Reported saves, by function.
        var saved: [String: [String]] = [:]

        func last(_ function: String) -> Report? { states[function]?.last }

        /// The function's own lines.
        func lines(_ function: String) -> [String] {
            logs[function, default: []].filter { $0.source == .output || $0.source == .errorOutput }.map(\.text)
        }

        var description: String {
            let states = states.map { name, reports in
                "\(name): "
                    + reports.suffix(5).map { "\($0.state)\($0.isStale ? " stale" : "")" }.joined(separator: ", ")
            }
            let logs = logs.map { name, records in
                "\(name): \(records.count) lines, \(dropped[name, default: 0]) dropped; "
                    + records.suffix(10).map { String($0.text.prefix(100)) }.joined(separator: " | ")
            }
            return "engine \(engine.suffix(3)); states \(states); logs \(logs); notices \(notices)"
        }
    }

    /// The expected report did not arrive.
    struct NeverCame: Error, CustomStringConvertible {
        let description: String
    }

    private struct State {
        var seen = Seen()
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    var seen: Seen { state.withLock { $0.seen } }

    func record(_ update: HostUpdate) {
        change { seen in
            switch update {
            case .engine(let status): seen.engine.append(status)
            case .state(let function, let state, let isStale, let note):
                seen.states[function, default: []].append(Report(state: state, isStale: isStale, note: note))
            case .emulator(let function, let reason): seen.emulators[function] = reason
            case .port(let function, let problem): seen.ports[function, default: []].append(problem)
            case .manifest, .events, .expectation, .connections, .build, .debug: break
            case .memory(let bytes): seen.memory.append(bytes)
            case .notice(let text, _): seen.notices.append(text)
            case .saved(let function, let words): seen.saved[function, default: []].append(words)
            case .began(let summary): seen.begun.append(summary)
            case .outside(let summary): seen.outside.append(summary)
            }
        }
    }

    func record(_ batches: [String: LogBatch]) {
        change { seen in
            for (function, batch) in batches {
                seen.logs[function, default: []] += batch.records
                seen.dropped[function, default: 0] += batch.dropped
            }
        }
    }

    private func change(_ body: (inout Seen) -> Void) {
        let listeners = state.withLock { state in
            body(&state.seen)
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.yield() }
    }

    /// Waits until something is found in the reports. The limit only ends a failing test, and slows nothing down.
    @discardableResult
    func wait<Value: Sendable>(
        for what: String, within limit: Duration = .seconds(120), _ find: @escaping @Sendable (Seen) -> Value?
    ) async throws -> Value {
        let (pings, ping) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.next += 1
            state.listeners[state.next] = ping
            return state.next
        }
        defer { _ = state.withLock { $0.listeners.removeValue(forKey: number) } }
        ping.yield()
        return try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask {
                for await _ in pings {
                    if let value = find(self.seen) { return value }
                }
                throw CancellationError()
            }
            group.addTask {
                try await Task.sleep(for: limit)
                throw NeverCame(description: "waited \(limit) for \(what); seen: \(self.seen)")
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() else { throw CancellationError() }
            return value
        }
    }
}
