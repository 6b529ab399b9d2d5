import LambdaModel
import Testing

@testable import Dashboard

@Suite struct CallMetricsTests {
    private static let axes: [(most: Double, steps: Int, labels: [String])] = [
        (2210.0, 4, ["0", "0.6 s", "1.2 s", "1.8 s", "2.4 s"]),
        (122, 4, ["0", "40 ms", "80 ms", "120 ms", "160 ms"]),
        (400, 4, ["0", "100 ms", "200 ms", "300 ms", "400 ms"]),
        (3.9, 4, ["0", "1 ms", "2 ms", "3 ms", "4 ms"]),
        (5.5, 4, ["0", "1.5 ms", "3.0 ms", "4.5 ms", "6.0 ms"]),
        (0.7, 4, ["0", "0.2 ms", "0.4 ms", "0.6 ms", "0.8 ms"]),
        (0, 2, ["0", "0.1 ms", "0.2 ms"]),
        (900_000, 3, ["0", "300 s", "600 s", "900 s"]),
        (999, 2, ["0", "0.5 s", "1.0 s"]),
    ]

    @Test(arguments: axes)
    func `the axis has round steps`(most: Double, steps: Int, labels: [String]) {
        #expect(ChartAxis(holding: most, steps: steps, least: 0.1).durations == labels)
    }

    @Test func `an axis holds any number, and its steps are never empty`() {
        var random = SeededNumbers(seed: 41)
        for _ in 0..<2000 {
            let most = random.duration()
            let steps = random.number(1...5)
            let axis = ChartAxis(holding: most, steps: steps, least: 0.1)
            #expect(axis.step > 0 && axis.top * (1 + 1e-8) >= most, "\(most)")
            #expect(axis.durations.count == steps + 1)
            // The next smaller round step would not hold it: no chart is half empty.
            #expect(axis.step <= 0.1 || axis.top <= most * 1.6, "\(most) in \(axis.top)")
        }
        for strange in [Double.nan, .infinity, -.infinity, -1] {
            #expect(ChartAxis(holding: strange, steps: 4, least: 0.1).step == 0.1)
        }
    }

    private static let heights: [(value: Double, eighths: Int)] = [
        (0.0, 0), (-1, 0), (.nan, 0), (0.001, 1), (25, 8), (50, 16), (100, 32), (1000, 32), (.infinity, 0),
    ]

    @Test(arguments: heights)
    func `a height is in eighths of a row`(value: Double, eighths: Int) {
        #expect(ChartAxis(top: 100, steps: 4).eighths(value, rows: 4) == eighths)
    }

    private static let advices: [(peak: Int, limit: Int?, text: String)] = [
        (60, 256, "of 256 MB: 128 MB would do"), (38, nil, "128 MB would do"), (116, 128, "of 128 MB"),
        (117, 128, "of 128 MB: 129 MB is safer"), (200, 1024, "of 1024 MB: 220 MB would do"),
        (10_240, 10_240, "of 10240 MB"), (60, 128, "of 128 MB"),
    ]

    @Test(arguments: advices)
    func `the advice leaves a tenth of the peak free`(peak: Int, limit: Int?, text: String) {
        #expect(MemoryAdvice.text(peak: peak << 20, limit: limit) == text)
    }

    @Test func `the summary of the drawing`() {
        let rows = MetricsSummary.rows(.slow)
        #expect(rows.map(\.name) == ["calls", "handler", "cold start", "memory", "queue"])
        #expect(rows.map(\.value) == ["60", "p50 126 ms", "2.02 s", "57 MB", "0 ms"])
        #expect(
            rows.map(\.rest) == [
                "60 ok · 6 cold · 0 failed", "p95 139 ms · max 140 ms", "94 % of the call",
                "of 256 MB: 128 MB would do",
                "max 840 ms",
            ])
        #expect(rows.count == MetricsSummary.rowCount)
    }

    @Test func `the summary says what is not known`() {
        let rows = MetricsSummary.rows(
            CallMetrics(function: "f", calls: [.call(handler: nil, peak: nil, queue: nil, verdict: nil)]))
        #expect(rows.map(\.value) == ["1", "p50 –", "–", "–", "–"])
        #expect(
            rows.map(\.rest) == [
                "0 ok · 0 cold · 0 failed", "p95 – · max –", "all calls were warm", "not known", "not known",
            ])
    }

    @Test func `the crowd is counted when the call with the longest wait arrived`() {
        // Eight calls arrive together and run one after the other.
        let calls = (0..<8).map { number in
            InvocationSummary.call(
                Double(number) * 0.12, handler: 120, queue: Double(number) * 120, id: "id-\(number)")
        }
        let totals = CallMetrics(function: "f", calls: calls + [.call(100, handler: 5)]).totals
        #expect(totals.longestQueue == 840 && totals.atOnce == 8)
    }

    @Test func `calls are in the order of their beginning, and strange times are left out`() {
        let calls: [InvocationSummary] = [.call(20), .call(10), .call(.nan, id: "a"), .call(1e300, id: "b")]
        let metrics = CallMetrics(
            function: "f", calls: calls,
            marks: [(Model.start, "b"), (.infinity, "c"), (Model.start - 1, "a")].map(CallMetrics.Mark.init))
        #expect(metrics.calls.map(\.requestID) == ["id-10", "id-20"])
        #expect(metrics.marks.map(\.text) == ["a", "b"])
    }

    @Test func `of the slowest calls the newer comes first`() {
        let calls: [InvocationSummary] = [
            .call(1, handler: 5), .call(2, handler: 9), .call(3, handler: 9), .call(4, handler: nil),
            .call(5, handler: 1, start: 20),
        ]
        #expect(CallMetrics(function: "f", calls: calls).slowest(3) == [4, 2, 1])
        #expect(CallMetrics(function: "f", calls: calls).slowest(-1) == [])
    }

    @Test func `a copied table has one row for each call, and no text breaks it`() {
        let metrics = CallMetrics(
            function: "f",
            calls: [
                .call(0.25, handler: 130.456, start: 2080, event: "a\tb|c\n.json", id: "one"),
                .call(5, handler: 3, peak: nil, queue: nil, verdict: .functionError, errorType: "OutOfStock"),
            ])
        #expect(
            MetricsTable.tabs(metrics)
                == """
                time\tname\tresult\tcold\tinit ms\thandler ms\tqueue ms\tmemory MB\trequest id
                2026-11-22T12:00:00.250Z\ta b|c .json\tok\tcold\t2080.0\t130.46\t0.0\t60\tone
                2026-11-22T12:00:05.000Z\tempty.json\tOutOfStock\t\t\t3.0\t\t\tid-5

                """)
        #expect(
            MetricsTable.markdown(metrics)
                == """
                | time | name | result | cold | init ms | handler ms | queue ms | memory MB | request id |
                | --- | --- | --- | --- | --- | --- | --- | --- | --- |
                | 2026-11-22T12:00:00.250Z | a b\\|c .json | ok | cold | 2080.0 | 130.46 | 0.0 | 60 | one |
                | 2026-11-22T12:00:05.000Z | empty.json | OutOfStock |  |  | 3.0 |  |  | id-5 |

                """)
    }
}
