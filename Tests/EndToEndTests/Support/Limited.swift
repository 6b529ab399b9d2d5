import TestSupport
import Testing

/// Runs each test of a suite when it has a turn: each uses a terminal and containers.
struct LimitedTrait: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        try await EngineTurns.run(function)
    }
}

extension Trait where Self == LimitedTrait {
    /// Only a few at a time.
    static var limited: Self { LimitedTrait() }
}
