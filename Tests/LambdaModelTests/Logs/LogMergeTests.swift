import LambdaModel
import Testing

@Suite struct LogMergeTests {
    private typealias Merge = LogMerge<String>

    private func add(_ lines: [(Double, String)], of name: String, to merge: inout Merge, at now: Double) {
        for (time, text) in lines { merge.add("\(name) \(text)", of: name, time: time, at: now) }
    }

    @Test func linesWaitForEarlierOnes() {
        var merge = Merge(window: 0.1)
        add([(10.0, "one"), (10.2, "three")], of: "a", to: &merge, at: 100)
        #expect(merge.take(at: 100.05).isEmpty)
        add([(10.1, "two"), (10.3, "four")], of: "b", to: &merge, at: 100.06)
        #expect(merge.take(at: 100.11) == ["a one", "b two", "a three"])
        #expect(!merge.isEmpty)
        #expect(merge.take(at: 100.12).isEmpty)
        #expect(merge.take(at: 100.17) == ["b four"])
        #expect(merge.isEmpty)
    }

    @Test func oneFunctionsLinesKeepTheirOrder() {
        var merge = Merge(window: 0.1)
        add([(10.2, "first"), (10.0, "second")], of: "a", to: &merge, at: 1)
        add([(10.1, "between")], of: "b", to: &merge, at: 1)
        add([(10.0, "third")], of: "a", to: &merge, at: 1)
        #expect(merge.takeAll() == ["b between", "a first", "a second", "a third"])
        #expect(merge.isEmpty && merge.takeAll().isEmpty)
    }

    @Test func equalTimesAreInTheOrderOfArrival() {
        var merge = Merge()
        for name in ["c", "a", "b"] { add([(5, "x")], of: name, to: &merge, at: 0) }
        #expect(merge.takeAll() == ["c x", "a x", "b x"])
    }

    @Test func aLateLineIsShownAllTheSame() {
        var merge = Merge(window: 0.1)
        add([(10, "late")], of: "a", to: &merge, at: 0)
        #expect(merge.take(at: 1) == ["a late"])
        add([(9, "later")], of: "b", to: &merge, at: 1)
        #expect(merge.take(at: 2) == ["b later"])
    }
}

@Suite struct LogMomentTests {
    @Test(
        arguments: [
            ("90", 90), ("30s", 30), ("10m", 600), ("2h", 7200), ("1d", 86_400), ("1h30m", 5400), ("0.5m", 30),
            ("0", 0),
        ])
    func durations(_ text: String, _ seconds: Double) {
        #expect(LogMoment.seconds(text, now: 1_000_000) == 1_000_000 - seconds)
    }

    @Test(arguments: [("2026-01-31T12:00:00Z", 1_769_860_800), ("2026-01-31T13:00:00.5+01:00", 1_769_860_800.5)])
    func times(_ text: String, _ seconds: Double) {
        #expect(LogMoment.seconds(text, now: 0) == seconds)
    }

    @Test(arguments: [
        "", "m", "10x", "1h30", "-5m", "1..2s", "yesterday", "2026-01-31", "inf", "1e99", "٣m", "9999999999d",
    ])
    func otherTextIsNotATime(_ text: String) {
        #expect(LogMoment.seconds(text, now: 0) == nil)
    }
}
