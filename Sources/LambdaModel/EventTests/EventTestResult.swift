/// The result of a test.
public struct EventTestResult: Hashable, Sendable {
    /// How it ended.
    public enum Outcome: Hashable, Sendable {
        case passed
        /// The call differed from the expectation; never empty.
        case failed([Mismatch])
        /// The test could not be completed; the reason.
        case broken(String)
        /// The response was written as the expectation.
        case written
    }

    /// The test.
    public var test: EventTest
    /// How it ended.
    public var outcome: Outcome
    /// The call; nil if none was made.
    public var invocation: InvocationResult?
    /// Remarks about an expectation that was written.
    public var notes: [String] = []
    /// The trace of the function's error, by lines, with this machine's paths instead of the container's.
    public var trace: [String]

    /// The result of a test.
    public init(
        _ test: EventTest, _ outcome: Outcome, invocation: InvocationResult? = nil, trace: [String] = []
    ) {
        self.test = test
        self.outcome = outcome
        self.invocation = invocation
        self.trace = trace
    }

    /// Whether the test passed or its expectation was written.
    public var isGood: Bool {
        switch outcome {
        case .passed, .written: true
        case .failed, .broken: false
        }
    }

    /// The duration of the call in seconds; 0 without a call.
    public var seconds: Double { invocation?.seconds ?? 0 }

    /// Why it is not good, in one line; nil if it is.
    public var complaint: String? {
        switch outcome {
        case .passed, .written: nil
        case .broken(let reason): reason
        case .failed(let mismatches):
            mismatches.count > 1
                ? "\(mismatches[0].line) (and \(mismatches.count - 1) more)" : mismatches.first?.line ?? "failed"
        }
    }
}

/// The number of tests of a run, by outcome.
public struct EventTestSummary: Hashable, Sendable {
    /// Tests that passed.
    public private(set) var passed = 0
    /// Tests that failed.
    public private(set) var failed = 0
    /// Tests that could not be completed.
    public private(set) var broken = 0
    /// Expectations that were written.
    public private(set) var written = 0

    /// Counts results.
    public init(_ results: [EventTestResult] = []) {
        for result in results { count(result) }
    }

    /// Counts a result.
    public mutating func count(_ result: EventTestResult) {
        switch result.outcome {
        case .passed: passed += 1
        case .failed: failed += 1
        case .broken: broken += 1
        case .written: written += 1
        }
    }

    /// All tests.
    public var total: Int { passed + failed + broken + written }

    /// `3 passed, 1 failed`
    public var label: String {
        let parts = [
            (passed, "passed"), (failed, "failed"), (broken, "could not be run"), (written, "written"),
        ]
        let counts = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return counts.isEmpty ? "no tests" : counts.joined(separator: ", ")
    }
}
