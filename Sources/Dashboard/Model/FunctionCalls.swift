import LambdaModel

/// The calls of one function: the call in the response pane, those that have not ended, and the outcomes of its events.
struct FunctionCalls: Sendable {
    /// The call in the response pane: the current one, the last one, or one from the history.
    var shown: Response?
    /// Calls that have not ended.
    private(set) var pending: [InvocationID: Response] = [:]
    /// The last call of each event.
    private(set) var outcomes: [String: InvocationSummary] = [:]
    /// The last response to each event.
    private var earlier = EarlierResponses()

    /// Whether there is a response to an event.
    func hasResponse(to event: String) -> Bool { earlier.has(event) }

    /// Whether a call of an event waits for its turn.
    func isWaiting(_ event: String) -> Bool { pending.values.contains { $0.event == event && $0.startedAt == nil } }

    /// Adds a call that is sent, and shows it.
    mutating func add(_ call: Response) {
        pending[call.id] = call
        shown = call
    }

    /// Changes a call that has not ended, also in the response pane.
    mutating func change(_ id: InvocationID, _ change: (inout Response) -> Void) {
        guard pending[id] != nil else { return }
        change(&pending[id]!)
        if shown?.id == id { change(&shown!) }
    }

    /// Whether a part of a response has arrived of a call that runs.
    var isReceiving: Bool { pending.values.contains { $0.arriving != nil } }

    /// Shows what has arrived of the responses of running calls.
    mutating func showArrived(at now: Double) {
        for id in Array(pending.keys) { change(id) { $0.showArrived(at: now) } }
    }

    /// Ends a call that could not be sent.
    mutating func refuse(_ id: InvocationID, _ reason: String) {
        guard var call = pending.removeValue(forKey: id) else { return }
        call.refuse(reason)
        if shown?.id == id { shown = call }
    }

    /// Shows the answer to a call whose log is still being read.
    mutating func answer(
        _ id: InvocationID, _ result: InvocationResult, _ content: ResponseContent,
        _ context: Response.DisplayContext
    ) {
        guard var call = pending[id] else { return }
        let isShown = shown?.id == id
        if isShown, let shown { call = shown }
        call.finish(result, content, compared(context, result), isReading: true)
        pending[id] = call
        if isShown { shown = call }
    }

    /// Ends a call.
    mutating func finish(
        _ id: InvocationID, _ result: InvocationResult, _ content: ResponseContent,
        _ context: Response.DisplayContext, _ traced: CallTraces
    ) {
        guard var call = pending.removeValue(forKey: id) else { return }
        if let shown, shown.id == id { call = shown }
        if call.result != nil {
            call.complete(result)
        } else {
            call.finish(result, content, compared(context, result))
        }
        if let root = call.traceRoot { call.relate(traced.calls(of: root)) }
        // A late answer replaces neither a stored response that the user opened after the call was sent, nor a call that
        // was sent after it and has not ended.
        if shown.map({ $0.id <= id || $0.stored == nil && pending[$0.id] == nil }) ?? true { shown = call }
    }

    private mutating func compared(
        _ context: Response.DisplayContext, _ result: InvocationResult
    ) -> Response.DisplayContext {
        var context = context
        context.earlier = earlier.replace(result)
        return context
    }

    /// Records the outcome of an event.
    mutating func learn(_ summary: InvocationSummary) {
        if let event = summary.event { outcomes[event] = summary }
    }

    /// Records the outcomes of an earlier run, newest first. What this run knows about an event stays.
    mutating func recall(_ rows: [HistoryRow]) {
        let recalled = rows.reversed().compactMap { row in row.summary.event.map { ($0, row.summary) } }
        outcomes.merge(Dictionary(recalled) { $1 }) { now, _ in now }
    }
}
