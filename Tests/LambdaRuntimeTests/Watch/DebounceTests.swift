import Testing

@testable import LambdaRuntime

/// Keeps one debounce, since an expectation cannot change a value.
private final class Held {
    private var debounce = Debounce(quiet: .milliseconds(150), limit: .seconds(2))
    var deadline: ContinuousClock.Instant? { debounce.deadline }
    func change(at now: ContinuousClock.Instant) { debounce.change(at: now) }
    func isDue(at now: ContinuousClock.Instant) -> Bool { debounce.isDue(at: now) }
}

@Suite struct DebounceTests {
    private let start = ContinuousClock.now
    private let debounce = Held()

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant { start.advanced(by: .milliseconds(milliseconds)) }

    @Test func nothingIsDueWithoutAChange() {
        #expect(debounce.deadline == nil)
        #expect(!debounce.isDue(at: at(10_000)))
    }

    @Test func oneChangeIsReportedAfterTheQuietTimeAndOnce() {
        debounce.change(at: at(0))
        #expect(debounce.deadline == at(150))
        #expect(!debounce.isDue(at: at(149)))
        #expect(debounce.isDue(at: at(150)))
        #expect(debounce.deadline == nil)
        #expect(!debounce.isDue(at: at(1000)))
    }

    @Test func eachChangeBeginsTheQuietTimeAgain() {
        for time in [0, 100, 200, 300] { debounce.change(at: at(time)) }
        #expect(debounce.deadline == at(450))
        #expect(!debounce.isDue(at: at(449)))
        #expect(debounce.isDue(at: at(450)))
    }

    @Test func aBurstThatDoesNotEndIsReportedAtTheLimitAndAgain() {
        var told: [Int] = []
        for time in stride(from: 0, through: 5000, by: 100) {
            debounce.change(at: at(time))
            if debounce.isDue(at: at(time)) { told.append(time) }
        }
        #expect(told == [2000, 4100])
        #expect(debounce.deadline == at(5150))
    }

    @Test func aBurstListsTheFirstPathsAndCountsAllOnce() {
        var burst = ChangeBurst()
        for number in 0..<50 {
            burst.note("/code/\(number)")
            burst.note("/code/0")
        }
        let changes = burst.take(missing: ["/gone"])
        #expect(changes.paths == (0..<20).map { "/code/\($0)" })
        #expect(changes.count == 50)
        #expect(changes.missing == ["/gone"])
        #expect(burst.take(missing: []) == FileChanges(paths: [], count: 0))
    }
}
