import LambdaModel

/// Numbers the calls of this deck, and records what becomes known about them.
struct Calls: Sendable {
    /// An event that was invoked.
    struct Sent: Sendable {
        let function: String
        let event: String
        /// The event's row in the history, if it was taken from there.
        let stored: Int64?
    }

    /// The last event that was invoked.
    private(set) var last: Sent?
    private var nextID: InvocationID = 1
    /// Calls that arrived through the endpoint, for showing which call made which.
    private var traced = CallTraces()

    private mutating func newID() -> InvocationID {
        defer { nextID += 1 }
        return nextID
    }

    /// Invokes a saved event, or the event of an invocation from the history.
    ///
    /// - Parameter isAsked: whether the user asked for this call; a log that was paused then follows again, to show it.
    mutating func invoke(
        _ function: String, _ event: String, stored: Int64? = nil, showing tab: ResponseTab? = nil,
        isAsked: Bool = true, at now: Double, in functions: inout FunctionList
    ) -> [Effect] {
        guard functions[function] != nil else { return [] }
        let id = newID()
        functions.change(function) { item in
            let call = Response(id: id, event: event, tab: tab ?? item.response?.tab ?? .body)
            item.calls.add(call, of: function, from: isAsked ? .deck : .save, at: now)
            if isAsked { item.log.isFollowing = true }
        }
        last = Sent(function: function, event: event, stored: stored)
        guard let stored else { return [.invoke(id, function: function, event: event)] }
        return [.invokeStored(id, function: function, event: event, stored)]
    }

    /// Ends a call of this deck.
    mutating func finish(
        _ id: InvocationID, _ result: InvocationResult, _ content: ResponseContent, secondsFromUTC: Int,
        in functions: inout FunctionList
    ) {
        functions.change(result.request.function) { item in
            let summary = InvocationSummary(result)
            item.log.learn(summary)
            item.calls.learn(summary)
            let context = item.context(secondsFromUTC: secondsFromUTC)
            item.calls.finish(id, result, content, context, traced)
        }
    }

    /// Adds a call of another process that runs.
    mutating func begin(outside summary: InvocationSummary, in functions: inout FunctionList) {
        functions.change(summary.function) { item in
            item.log.learn(summary, isRunning: true)
            item.calls.begin(outside: summary)
        }
    }

    /// Adds a call that another process made, or ends it. If the shown response's call made it, the response lists it.
    ///
    /// - Returns: effects that read the call if the inspector shows it.
    mutating func add(outside summary: InvocationSummary, in functions: inout FunctionList) -> [Effect] {
        let key = functions.change(summary.function) { item in
            let summary = item.calls.table.named(summary)
            item.log.learn(summary)
            return item.calls.add(outside: summary)
        }
        if let root = traced.add(summary) { functions.relate(traced.calls(of: root), of: root) }
        return (key ?? nil).map { [.loadCall(function: summary.function, $0)] } ?? []
    }

    /// Shows a call from the history, compared with an earlier one if it is given.
    mutating func show(
        _ stored: StoredResponse, against earlier: EarlierResponse? = nil, secondsFromUTC: Int,
        in functions: inout FunctionList
    ) {
        functions.change(stored.row.summary.function) { item in
            let context = item.context(secondsFromUTC: secondsFromUTC, earlier: earlier)
            var response = Response(id: newID(), stored: stored, context)
            if earlier != nil { response.show(.diff) }
            item.calls.recall([stored.row])
            item.calls.take(response, for: .stored(stored.row.id), opens: true)
        }
    }

    /// Takes a call that was read from the history because the user looks at it, or compares with it.
    mutating func take(
        _ stored: StoredResponse?, _ key: CallKey, of function: String, secondsFromUTC: Int,
        in functions: inout FunctionList
    ) {
        functions.change(function) { item in
            guard let stored else { return item.calls.miss(key) }
            item.calls.recall([stored.row])
            let context = item.context(secondsFromUTC: secondsFromUTC)
            item.calls.take(Response(id: newID(), stored: stored, context), for: key)
            item.calls.compareWithPrevious()
        }
    }

    /// Adds the calls of an earlier run, newest first, and shows the last one. What this run knows about a call stays,
    /// and so does a response that is shown.
    mutating func recall(
        _ rows: [HistoryRow], last: StoredResponse?, of function: String, secondsFromUTC: Int,
        in functions: inout FunctionList
    ) {
        functions.change(function) { item in
            for row in rows.reversed() { item.log.learn(row.summary) }
            item.calls.recall(rows)
            guard item.response == nil, let last else { return }
            let response = Response(id: newID(), stored: last, item.context(secondsFromUTC: secondsFromUTC))
            item.calls.take(response, for: .stored(last.row.id), opens: true)
        }
    }
}
