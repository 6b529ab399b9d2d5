import Testing

/// Lets only a few tests run side by side: each has a terminal and containers of its own, and a machine with many of them
/// at once measures nothing but its own load.
struct LimitedTrait: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        await Permits.shared.take()
        do {
            try await function()
        } catch {
            await Permits.shared.giveBack()
            throw error
        }
        await Permits.shared.giveBack()
    }
}

extension Trait where Self == LimitedTrait {
    /// Few at a time.
    static var limited: Self { LimitedTrait() }
}

private actor Permits {
    static let shared = Permits()
    private var free = 4
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func giveBack() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
