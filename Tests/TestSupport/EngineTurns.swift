/// Limits how many tests use the engine or run the program at the same time: more at once only slow each other down.
public actor EngineTurns {
    private static let shared = EngineTurns(6)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    private init(_ free: Int) { self.free = free }

    /// Runs `body` when it is its turn. Turns are given in the order of the calls; a body must not ask for another turn.
    public static func run<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        await shared.take()
        do {
            let value = try await body()
            await shared.giveBack()
            return value
        } catch {
            await shared.giveBack()
            throw error
        }
    }

    private func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func giveBack() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
