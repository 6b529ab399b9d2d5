import LambdaModel

/// The calls of one function: the table, the call in the inspector, those that have not ended, and the outcomes of its
/// events.
struct FunctionCalls: Sendable {
    /// All calls that are known.
    private(set) var table = CallTable()
    /// The call in the inspector: that of the table's cursor.
    var shown: Response?
    /// Calls that have not ended.
    private(set) var pending: [InvocationID: Response] = [:]
    /// The last call of each event.
    private(set) var outcomes: [String: InvocationSummary] = [:]
    /// The last response to each event.
    private var earlier = EarlierResponses()
    /// Calls that were shown or have ended, in full, by the numbers of their rows.
    private(set) var kept = KeptResponses()
    /// The row that the user has marked for a comparison.
    private(set) var compared: Int?

    /// Whether there is a response to an event.
    func hasResponse(to event: String) -> Bool { earlier.has(event) }

    /// Whether a call of an event waits for its turn.
    func isWaiting(_ event: String) -> Bool { pending.values.contains { $0.event == event && $0.startedAt == nil } }

    /// Adds a call that is sent, and shows it.
    mutating func add(_ call: Response, of function: String, from source: CallSource, at now: Double) {
        keepShown()
        pending[call.id] = call
        table.begin(
            call.id, InvocationSummary(function: function, event: call.event, startedAt: now), from: source)
        shown = call
    }

    /// Changes a call that has not ended, also in the inspector.
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
        table.refuse(id)
        settle(call)
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
        if call.refusal == nil { table.finish(id, InvocationSummary(result)) } else { table.refuse(id) }
        settle(call)
    }

    /// Keeps a call that has ended, and shows it if it has the cursor.
    private mutating func settle(_ call: Response) {
        let row = table.row(of: call.id)
        if let row { kept.keep(call, for: row.id) }
        if shown == nil || shown?.id == call.id { shown = call }
    }

    private mutating func compared(
        _ context: Response.DisplayContext, _ result: InvocationResult
    ) -> Response.DisplayContext {
        var context = context
        context.earlier = earlier.replace(result)
        return context
    }

    /// Records a call of another process, or the outcome of one of this deck.
    mutating func learn(_ summary: InvocationSummary) {
        if let event = summary.event { outcomes[event] = summary }
    }

    /// Adds a call of another process that runs.
    mutating func begin(outside summary: InvocationSummary) { table.begin(outside: summary) }

    /// Adds a call of another process, or ends it.
    ///
    /// - Returns: the call to read from the history, because the inspector showed that it runs.
    mutating func add(outside summary: InvocationSummary) -> CallKey? {
        let isShown = table.selectedRow?.isRunning == true && shown?.isUnread == true
        learn(summary)
        table.learn(summary)
        guard isShown, let row = table.selectedRow, !row.isRunning else { return nil }
        return show(row)
    }

    /// The connection to the host is lost: no call of another process counts as running any more.
    mutating func endOutside() {
        if table.selectedRow?.isRunning == true, shown?.isUnread == true {
            shown?.refuse("The connection to the host was lost while this call ran.")
        }
        table.endOutside()
    }

    /// Adds calls of earlier runs, newest first. What this run knows about a call or an event stays.
    mutating func recall(_ rows: [HistoryRow]) {
        let recalled = rows.reversed().compactMap { row in row.summary.event.map { ($0, row.summary) } }
        outcomes.merge(Dictionary(recalled) { $1 }) { now, _ in now }
        table.recall(rows)
    }

    /// A call of the table in full; nil if the deck does not have it.
    func result(of row: CallRow) -> InvocationResult? { kept[row.id]?.result }

    /// The response of the last call of an event, as an expectation; nil if there is none.
    func accepted(for event: String) -> AcceptedResponse? {
        guard let row = table.latest(of: event) else { return nil }
        if let result = result(of: row) { return .result(result) }
        return row.stored.map(AcceptedResponse.stored)
    }

    // MARK: The cursor

    /// Puts the cursor on a row, and shows its call.
    ///
    /// - Returns: the call to read from the history; nil if it is known.
    mutating func select(_ id: Int) -> CallKey? {
        guard let row = table.row(id), id != table.selected || shown == nil else { return nil }
        keepShown()
        table.select(id)
        return show(row)
    }

    /// Moves the cursor by a number of rows.
    mutating func move(by amount: Int) -> CallKey? {
        keepShown()
        guard table.move(by: amount), let row = table.selectedRow else { return nil }
        return show(row)
    }

    /// Shows a call if none is shown: that with the cursor, or the newest one.
    ///
    /// - Returns: the call to read from the history; nil if it is known.
    mutating func showAny() -> CallKey? {
        guard shown == nil, let row = table.selectAny() else { return nil }
        return show(row)
    }

    /// Puts the cursor on the next call in a direction that failed; nil if there is none.
    mutating func selectFailed(_ direction: Int) -> (found: Bool, load: CallKey?) {
        guard let id = table.failed(direction) else { return (false, nil) }
        return (true, select(id))
    }

    private mutating func show(_ row: CallRow) -> CallKey? {
        let tab = shown?.tab ?? .body
        if let call = row.invocation.flatMap({ pending[$0] }) {
            shown = call
        } else if var call = kept[row.id] {
            call.show(tab)
            shown = call
        } else {
            var call = Response(id: Response.unread, event: row.summary.name ?? "", tab: tab)
            if row.isRunning { call.startedAt = row.summary.startedAt }
            shown = call
            return row.key
        }
        return nil
    }

    /// Keeps the folds and the cursor of the call that is shown.
    mutating func keepShown() {
        guard let shown, !shown.isUnread, shown.startFailure == nil, pending[shown.id] == nil, let id = table.selected
        else { return }
        kept.keep(shown, for: id)
    }

    /// Takes a call of the history, and shows it if it has the cursor.
    ///
    /// - Parameter opens: whether the cursor moves there.
    mutating func take(_ call: Response, for key: CallKey, opens: Bool = false) {
        guard let row = table.row(key) else {
            if opens { shown = call }
            return
        }
        if opens {
            keepShown()
            table.select(row.id)
        }
        kept.keep(call, for: row.id)
        guard table.selected == row.id, opens || shown?.isUnread ?? true else { return }
        var call = call
        if !opens, let tab = shown?.tab { call.show(tab) }
        shown = call
    }

    /// A call that the history does not have.
    mutating func miss(_ key: CallKey) {
        guard let row = table.row(key), table.selected == row.id, shown?.isUnread ?? false else { return }
        shown?.refuse("The history does not have this call any more.")
    }

    /// Shows the source lines of a call that failed.
    mutating func show(_ source: SourceExcerpt, for key: SourceKey) {
        guard let shown, shown.missingSource?.key == key else { return }
        self.shown?.show(source)
    }

    // MARK: Comparisons

    /// The call to compare the shown one with, if that is not known yet: the one before it with the same event.
    var missingEarlier: CallKey? {
        guard let shown, shown.tab == .diff, shown.lacksEarlier, let id = table.selected,
            let row = table.previous(before: id)
        else { return nil }
        return row.key
    }

    /// Compares the shown call with the one before it, if that is known.
    mutating func compareWithPrevious() {
        guard missingEarlier != nil, let id = table.selected, let row = table.previous(before: id),
            let result = kept[row.id]?.result
        else { return }
        shown?.compare(with: EarlierResponse(result))
    }

    /// Marks the row with the cursor for a comparison, or compares it with the marked one.
    ///
    /// - Returns: the two calls to read, the older one first; nil if a row was marked or unmarked.
    mutating func compare() -> (CallKey, CallKey)? {
        guard let id = table.selected else { return nil }
        guard let first = compared, first != id, let one = table.row(first), let other = table.row(id) else {
            compared = compared == id ? nil : id
            return nil
        }
        let isOlder = one.summary.startedAt <= other.summary.startedAt
        guard let older = (isOlder ? one : other).key, let newer = (isOlder ? other : one).key else {
            compared = id
            return nil
        }
        compared = nil
        return (older, newer)
    }

    // MARK: The filter

    /// Shows only calls that match; nil shows all. The inspector shows a call that the table shows.
    ///
    /// - Returns: the call to read from the history; nil if it is known.
    mutating func filter(_ pattern: SearchPattern?) -> CallKey? {
        changeRows { $0.show(pattern) }
    }

    /// Shows also the calls that the history found for the filter.
    ///
    /// - Returns: the call to read from the history; nil if it is known.
    mutating func found(_ rows: [HistoryRow]) -> CallKey? {
        changeRows { table in
            table.recall(rows)
            table.found(rows.map(\.id))
        }
    }

    private mutating func changeRows(_ change: (inout CallTable) -> Void) -> CallKey? {
        let before = table.selected
        keepShown()
        change(&table)
        guard let row = table.selectedRow, row.id != before else { return nil }
        return show(row)
    }
}
