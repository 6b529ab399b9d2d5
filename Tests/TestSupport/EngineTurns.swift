import Testing

/// Limits how many tests use the engine or run the program at the same time: more at once only slow each other down.
public actor EngineTurns {
    private static let shared = EngineTurns(7)

    private let count: Int
    private var free: Int
    private var alone: [CheckedContinuation<Void, Never>] = []
    private var long: [CheckedContinuation<Void, Never>] = []
    private var short: [CheckedContinuation<Void, Never>] = []

    private init(_ count: Int) { (self.count, free) = (count, count) }

    /// Runs `body` when it is its turn: tests that are tagged ``Testing/Tag/alone`` first, then those that are tagged
    /// ``Testing/Tag/long``, and otherwise in the order of the calls. A body must not ask for another turn.
    public static func run<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        let tags = Test.current?.tags ?? []
        let turns = tags.contains(.alone) ? shared.count : 1
        await shared.acquire(turns, isLong: tags.contains(.long))
        do {
            let value = try await body()
            await shared.release(turns)
            return value
        } catch {
            await shared.release(turns)
            throw error
        }
    }

    private func acquire(_ turns: Int, isLong: Bool) async {
        if free >= turns, alone.isEmpty {
            free -= turns
        } else {
            await withCheckedContinuation { waiting in
                if turns == count {
                    alone.append(waiting)
                } else if isLong {
                    long.append(waiting)
                } else {
                    short.append(waiting)
                }
            }
        }
    }

    private func release(_ turns: Int) {
        free += turns
        guard alone.isEmpty else {
            guard free == count else { return }
            free = 0
            return alone.removeFirst().resume()
        }
        while free > 0, !long.isEmpty || !short.isEmpty {
            free -= 1
            if long.isEmpty { short.removeFirst().resume() } else { long.removeFirst().resume() }
        }
    }
}

extension Tag {
    /// A test that takes more than ten seconds and mostly waits. It begins early; otherwise it might run alone at the end.
    @Tag public static var long: Self
    /// A test beside which no other one uses the engine. A browser gives up its requests when the machine gets a network
    /// interface, which each new container brings.
    @Tag public static var alone: Self
}
