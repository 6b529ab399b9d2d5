import LambdaModel

@testable import Dashboard

extension InvocationSummary {
    /// A call of `slow`, so many seconds after the start.
    static func call(
        _ seconds: Double = 0, handler: Double? = 122, start: Double? = nil, peak: Int? = 60, queue: Double? = 0,
        verdict: Verdict? = .ok, errorType: String? = nil, status: Int? = nil, event: String? = "empty.json",
        id: String? = nil
    ) -> InvocationSummary {
        InvocationSummary(
            function: "slow", requestID: id ?? "id-\(Int(seconds))", event: event, verdict: verdict,
            errorType: errorType, functionStatus: status.flatMap { FunctionStatus($0) },
            startedAt: Model.start + seconds, milliseconds: handler, initMilliseconds: start,
            queuedMilliseconds: queue, peakMemory: peak.map { $0 << 20 }, isCold: start != nil)
    }
}

extension CallMetrics {
    /// Sixty calls with six cold starts, a save and a restart, as in the design's drawing.
    static let slow: CallMetrics = {
        let cold: Set<Int> = [0, 9, 17, 30, 41, 52]
        let calls = (0..<60).map { number -> InvocationSummary in
            .call(
                Double(number) * 34, handler: 114 + Double(number * 7 % 27),
                start: cold.contains(number) ? 2000 + Double(number) : nil, peak: 38 + number / 3,
                queue: number == 20 ? 840 : 0, event: number % 5 == 0 ? nil : "empty.json")
        }
        let marks = [
            Mark(time: Model.start + 9 * 34 - 1, text: "saved app.py"),
            Mark(time: Model.start + 30 * 34 - 1, text: "restart"),
        ]
        return CallMetrics(function: "slow", calls: calls.reversed(), marks: marks, memoryLimit: 256)
    }()

    /// A few calls, of which some fail, some are not measured, and one has a long name with wide characters.
    static let mixed: CallMetrics = {
        let calls: [InvocationSummary] = [
            .call(0, handler: nil, start: 900, peak: nil, verdict: .initFailed, errorType: "Runtime.ImportModuleError"),
            .call(20, handler: 41, start: 610, peak: 118, event: "空のカートと、とても長い名前のイベント.json"),
            .call(40, handler: 12.5, peak: 121, verdict: .functionError, errorType: "OutOfStock"),
            .call(60, handler: 3000, peak: 128, verdict: .timeout),
            .call(80, handler: 9, peak: 127, queue: 2900, status: 404),
            .call(81, handler: nil, peak: nil, queue: nil, verdict: nil, event: nil),
            .call(100, handler: nil, peak: nil, verdict: .unreachable),
            .call(120, handler: 700, peak: 128, verdict: .outOfMemory),
        ]
        return CallMetrics(
            function: "orders", calls: calls,
            marks: [CallMetrics.Mark(time: Model.start + 30, text: "saved orders/app.py and 3 other files")],
            memoryLimit: 128)
    }()
}
