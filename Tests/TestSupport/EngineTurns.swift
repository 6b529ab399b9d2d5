import Testing

/// Limits how many tests use the engine or run the program at the same time: more at once only slow each other down.
public actor EngineTurns {
    private static let shared = EngineTurns(7)

    private var free: Int
    private var long: [CheckedContinuation<Void, Never>] = []
    private var short: [CheckedContinuation<Void, Never>] = []

    private init(_ free: Int) { self.free = free }

    /// Runs `body` when it is its turn: tests that are tagged ``Testing/Tag/long`` before the others, and otherwise in the
    /// order of the calls. A body must not ask for another turn.
    public static func run<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        await shared.acquire(isLong: Test.current?.tags.contains(.long) ?? false)
        do {
            let value = try await body()
            await shared.reclaimPages()
            return value
        } catch {
            await shared.reclaimPages()
            throw error
        }
    }

    private func acquire(isLong: Bool) async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { if isLong { long.append($0) } else { short.append($0) } }
        }
    }

    private func reclaimPages() {
        if !long.isEmpty {
            long.removeFirst().resume()
        } else if !short.isEmpty {
            short.removeFirst().resume()
        } else {
            free += 1
        }
    }
}

extension Tag {
    /// A test that takes more than ten seconds and mostly waits. It begins early; otherwise it might run alone at the end.
    @Tag public static var long: Self
}
