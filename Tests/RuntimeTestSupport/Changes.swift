import Synchronization

/// Wakes tasks that wait for a condition, so that they check it again.
final class Changes: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    /// Wakes all waiting tasks. The caller makes its change first, and holds no lock that they take.
    func signal() {
        for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield() }
    }

    /// Waits until something is found; nil if the task is cancelled before.
    func find<Value: Sendable>(_ find: () -> Value?) async -> Value? {
        let (pings, ping) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.next += 1
            state.listeners[state.next] = ping
            return state.next
        }
        defer { _ = state.withLock { $0.listeners.removeValue(forKey: number) } }
        ping.yield()
        for await _ in pings {
            if let value = find() { return value }
        }
        return nil
    }

    /// Waits until something is found.
    ///
    /// - Parameter seen: what there is instead, for the error.
    func wait<Value: Sendable>(
        for what: String, seen: @autoclosure @escaping @Sendable () -> String, _ find: @escaping @Sendable () -> Value?
    ) async throws -> Value {
        try await Patience.within(Patience.limit) {
            guard let value = await self.find(find) else { throw CancellationError() }
            return value
        } late: {
            NeverCame(description: "waited \(Patience.limit) for \(what); seen: \(seen())")
        }
    }
}

/// A test waited in vain.
struct NeverCame: Error, CustomStringConvertible {
    let description: String
}

/// How long a test waits for something that must happen. Only a failing test reaches the limit.
enum Patience {
    static let limit = Duration.seconds(60)

    /// The result of some work, which is given up when it takes too long.
    static func within<Value: Sendable>(
        _ limit: Duration = limit, _ work: @escaping @Sendable () async throws -> Value,
        late: @escaping @Sendable () -> any Error
    ) async throws -> Value {
        let (outcomes, outcome) = AsyncStream.makeStream(of: Result<Value, any Error>.self)
        let tasks = [
            Task {
                do { outcome.yield(.success(try await work())) } catch { outcome.yield(.failure(error)) }
            },
            Task {
                if (try? await Task.sleep(for: limit)) != nil { outcome.yield(.failure(late())) }
            },
        ]
        defer { for task in tasks { task.cancel() } }
        for await outcome in outcomes { return try outcome.get() }
        throw CancellationError()
    }
}
