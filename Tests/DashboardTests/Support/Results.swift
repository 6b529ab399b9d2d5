import LambdaModel

@testable import Dashboard

extension InvocationResult {
    /// A finished call of `hello`.
    static func sample(
        _ body: String = "{}", verdict: Verdict = .ok, error: InvocationError? = nil, event: String = "api-gw-v2.json",
        startedAt: Double = Model.start, isCold: Bool = false, log: [LogRecord] = []
    ) -> InvocationResult {
        InvocationResult(
            request: InvocationRequest(function: "hello", event: event, payload: []),
            reply: .answered(status: 200, body: Array(body.utf8)), verdict: verdict, error: error,
            startedAt: startedAt, seconds: 0.0803, isCold: isCold, requestID: "5399074e-8f3b-4c56-9a5e-0242ac110002",
            log: log)
    }

    /// The same with measurements.
    func measured(
        queued: Double = 0, start: Double? = nil, handler: Double? = 3.8, peak: Int? = 38 << 20,
        limit: Int? = 128 << 20, cpu: Double? = 0.012
    ) -> InvocationResult {
        var result = self
        result.queuedSeconds = queued
        result.initMilliseconds = start
        result.handlerMilliseconds = handler
        result.peakMemory = peak
        result.memoryLimit = limit
        result.cpuSeconds = cpu
        return result
    }
}

extension HistoryRow {
    /// A stored call, `minutes` before the deck was started.
    static func sample(
        _ id: Int64, function: String = "hello", event: String? = "api-gw-v2.json", verdict: Verdict? = .ok,
        errorType: String? = nil, minutes: Double = 0, milliseconds: Double? = 3.8, peakMemory: Int? = 38 << 20,
        origin: CallOrigin? = nil
    ) -> HistoryRow {
        HistoryRow(
            id: id,
            summary: InvocationSummary(
                function: function, requestID: "5399074e", event: event, verdict: verdict, errorType: errorType,
                startedAt: Model.start - minutes * 60, milliseconds: milliseconds, peakMemory: peakMemory,
                origin: origin))
    }
}

extension StoredResponse {
    /// A stored call with its response.
    static func sample(_ id: Int64, _ body: String, function: String = "hello", minutes: Double = 0) -> StoredResponse {
        var result = InvocationResult.sample(body, startedAt: Model.start - minutes * 60)
        result.request.function = function
        return StoredResponse(
            row: .sample(id, function: function, minutes: minutes), result: result,
            content: ResponseContent(result.body))
    }
}

extension Model {
    /// The end of a call, with its verdict and log.
    mutating func finish(_ id: InvocationID, _ result: InvocationResult) {
        notify(.invocationFinished(id, result, ResponseContent(result.sentResponse)))
    }

    /// The answer to the history's last request.
    mutating func found(_ rows: [HistoryRow], problem: String?) {
        notify(
            .history(
                rows, function: historyList?.function, matching: historyList?.matching ?? "", problem: problem))
    }

    /// The history, if it covers the panes.
    var historyList: HistoryList? {
        if case .history(let list) = overlay { list } else { nil }
    }
}
