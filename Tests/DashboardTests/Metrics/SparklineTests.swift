import LambdaModel
import Testing

@testable import Dashboard

@Suite struct SparklineTests {
    private func line(_ calls: [InvocationSummary], count: Int = 10) -> String {
        Sparkline.cells(calls, count: count).map(\.text).joined()
    }

    @Test func `the oldest of the last calls is at the left`() {
        let calls: [InvocationSummary] = [.call(handler: 1000), .call(handler: 10), .call(handler: 10)]
        #expect(line(calls) == "▁▁█")
        #expect(line(calls, count: 2) == "▁█")
        #expect(line(calls, count: 0) == "" && line([]) == "" && line(calls, count: -1) == "")
    }

    @Test func `the scale is logarithmic`() {
        let durations: [Double] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000]
        let calls = durations.map { InvocationSummary.call(handler: $0) }
        #expect(line(calls.reversed()) == "▁▂▃▄▅▆▇█")
    }

    @Test func `the noise of fast calls is no change`() {
        let fast: [InvocationSummary] = [
            .call(handler: 3.1), .call(handler: 3.3), .call(handler: 2.9), .call(handler: 3),
        ]
        #expect(line(fast) == "▁▁▁▁")
        #expect(line([.call(handler: 0), .call(handler: 0)]) == "▁▁")
    }

    @Test func `failures are red crosses, and init has its colour`() {
        let calls: [InvocationSummary] = [
            .call(verdict: .functionError), .call(status: 500), .call(status: 404), .call(start: 2000),
            .call(handler: nil), .call(handler: .nan), .call(verdict: .cancelled), .call(verdict: nil),
        ]
        let cells = Sparkline.cells(calls)
        #expect(cells.map(\.text) == ["▁", "▁", "·", "·", "█", "▁", "✗", "✗"])
        #expect(
            cells.map(\.role) == [.handlerTime, .handlerTime, .dim, .dim, .initTime, .handlerTime, .error, .error])
    }

    @Test func `a rate counts the last minute, and has a bar for each of eight`() {
        let now = Model.start
        let rate = CallRate([0, -59, -61, -479, -480, 3].map { (offset: Double) in now + offset }, now: now)
        #expect(rate.counts == [1, 0, 0, 0, 0, 0, 1, 3])
        #expect(rate.text == "3/min" && rate.bars == "▃     ▃█" && !rate.isIdle)
        let idle = CallRate([Double](), now: now)
        #expect(idle.isIdle && idle.text == "0/min" && idle.bars == "        ")
        #expect(CallRate([.nan, -.infinity, .infinity], now: now).counts.reduce(0, +) <= 2)
    }

    private static let numbers = (1...100).map { Double($0) }
    private static let percentiles: [(sorted: [Double], percent: Int, expected: Double?)] = [
        ([], 50, nil), ([7], 50, 7), ([7], 95, 7), ([1, 2], 50, 1), ([1, 2, 3], 50, 2), (numbers, 50, 50),
        (numbers, 95, 95), (Array(numbers.prefix(60)), 95, 57), (Array(numbers.prefix(20)), 95, 19),
        (Array(numbers.prefix(20)), 100, 20), (Array(numbers.prefix(19)), 95, 19),
    ]

    @Test(arguments: percentiles)
    func `a percentile is a value that was measured`(sorted: [Double], percent: Int, expected: Double?) {
        #expect(Percentile.of(sorted, percent) == expected)
    }

    @Test func `statistics add init to the handler`() {
        let calls: [InvocationSummary] = [
            .call(handler: 10), .call(handler: 20, start: 100), .call(handler: 30, verdict: .timeout),
            .call(handler: nil),
        ]
        let statistics = CallStatistics(calls)
        #expect(statistics.count == 4 && statistics.failed == 1)
        #expect(statistics.p50 == 30 && statistics.p95 == 120)
        #expect(CallStatistics([]).p50 == nil)
    }
}
