import Testing

@testable import LambdaRuntime

/// Keeps one debounce, since an expectation cannot change a value.
private final class Held {
    private var debounce: Debounce
    init(_ timing: WatchTiming) { debounce = Debounce(timing) }
    var deadline: ContinuousClock.Instant? { debounce.deadline }
    var isBurst: Bool { debounce.isBurst }
    func change(at now: ContinuousClock.Instant, files: Int = 1) { debounce.change(at: now, files: files) }
    func wait(at now: ContinuousClock.Instant) { debounce.wait(at: now) }
    func report(at now: ContinuousClock.Instant) -> Debounce.Report? { debounce.report(at: now) }
}

@Suite struct DebounceTests {
    private let start = ContinuousClock.now
    private let debounce = Held(WatchTiming())
    private let plain = Held(WatchTiming().plain)

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant { start.advanced(by: .milliseconds(milliseconds)) }

    /// What is reported if the clock is read each millisecond, with the times.
    private func reports(_ debounce: Held, from first: Int = 0, until last: Int) -> [String] {
        (first...last).compactMap { time in debounce.report(at: at(time)).map { "\(time) \($0)" } }
    }

    @Test func nothingIsDueWithoutAChange() {
        #expect(debounce.deadline == nil)
        #expect(debounce.report(at: at(10_000)) == nil)
    }

    @Test func aSavedFileIsReportedAtOnceAndAfterAShortQuietTime() {
        debounce.change(at: at(0))
        debounce.change(at: at(1))
        #expect(debounce.deadline == at(6))
        #expect(reports(debounce, until: 1000) == ["6 began", "51 ended"])
        #expect(debounce.deadline == nil && !debounce.isBurst)
    }

    @Test func severalFilesNeedALongerQuietTime() {
        debounce.change(at: at(0))
        #expect(reports(debounce, until: 10) == ["5 began"])
        debounce.change(at: at(11), files: 2)
        debounce.change(at: at(12), files: 3)
        #expect(reports(debounce, from: 12, until: 1000) == ["12 wentOn", "162 ended"])
    }

    @Test func aCheckoutWithoutAPauseHasNoBeginning() {
        for time in 0..<400 { debounce.change(at: at(time), files: time + 1) }
        #expect(reports(debounce, from: 399, until: 2000) == ["404 began", "549 ended"])
    }

    @Test func aThirdBurstWithinTwoSecondsWaitsForAPause() {
        var told: [String] = []
        for save in 0..<30 {
            debounce.change(at: at(save * 300))
            told += reports(debounce, from: save * 300, until: save * 300 + 299)
        }
        told += reports(debounce, from: 9000, until: 20_000)
        #expect(told == ["5 began", "50 ended", "305 began", "350 ended", "9700 ended"])
        debounce.change(at: at(20_000))
        #expect(reports(debounce, from: 20_000, until: 21_000) == ["20005 began", "20050 ended"], "as at first")
    }

    @Test func aCallWaitsForAShorterPause() {
        for time in [0, 300, 600] {
            debounce.change(at: at(time))
            _ = reports(debounce, from: time, until: time + 200)
        }
        #expect(debounce.isBurst)
        debounce.wait(at: at(801))
        #expect(reports(debounce, from: 801, until: 2000) == ["1100 ended"])
    }

    @Test func aBurstThatDoesNotEndIsReportedAtALimit() {
        var told: [String] = []
        for time in stride(from: 0, through: 12_000, by: 40) {
            debounce.change(at: at(time), files: 1 + time)
            told += reports(debounce, from: time, until: time + 39)
        }
        #expect(told == ["5 began", "40 wentOn", "10000 ended", "10045 began", "10080 wentOn"])
    }

    @Test func aCallWaitsForABurstThatDoesNotEndForALimitedTime() {
        var told: [String] = []
        for time in stride(from: 0, through: 4000, by: 40) {
            debounce.change(at: at(time), files: 1 + time)
            if time == 1000 || time == 1400 { debounce.wait(at: at(time)) }
            told += reports(debounce, from: time, until: time + 39)
        }
        #expect(told.prefix(3) == ["5 began", "40 wentOn", "3000 ended"])
    }

    @Test func waitingWithoutABurstDoesNothing() {
        debounce.wait(at: at(0))
        #expect(debounce.deadline == nil)
        debounce.change(at: at(10))
        #expect(reports(debounce, from: 10, until: 100) == ["15 began", "60 ended"])
    }

    @Test func aReaderThatRestartsNothingGetsTheEndsOnly() {
        var told: [String] = []
        for time in stride(from: 0, through: 5000, by: 100) {
            plain.change(at: at(time))
            told += reports(plain, from: time, until: time + 99)
        }
        #expect(told == ["2000 ended", "4100 ended"])
        #expect(plain.deadline == at(5150))
    }

    @Test func aBurstListsTheFirstPathsAndCountsAllOnce() {
        var burst = ChangeBurst()
        for number in 0..<50 {
            burst.note("/code/\(number)")
            burst.note("/code/0")
        }
        #expect(burst.first == "/code/0" && burst.count == 50)
        let changes = burst.take(missing: ["/gone"])
        #expect(changes.paths == (0..<20).map { "/code/\($0)" })
        #expect(changes.count == 50)
        #expect(changes.missing == ["/gone"])
        #expect(burst.take(missing: []) == FileChanges(paths: [], count: 0))
    }
}
