import LambdaModel

/// The content of the inspector: the running call, the last one, or one from the history.
public struct Response: Sendable {
    /// The call.
    public let id: InvocationID
    /// The event's name.
    public let event: String
    /// When it began: seconds since 1970; nil while it waits in the queue.
    public internal(set) var startedAt: Double?
    /// The result, once there is one.
    public private(set) var result: InvocationResult?
    /// The HTTP status of the function's answer. It is stored, since finding it takes a look at the whole body.
    private(set) var status: FunctionStatus?
    /// Whether its log is still being read, so that the result is not complete.
    public internal(set) var isReading = false
    /// What has arrived of the response while the call runs; nil before the first byte, and when the call has ended.
    private(set) var arriving: ArrivingResponse?
    /// Whether the pane shows what has arrived.
    var isStreaming: Bool { arriving != nil && page.count > 0 }
    /// Why it was not sent.
    public private(set) var refusal: String?
    /// Its row in the history, if it was opened from there.
    public private(set) var stored: HistoryRow?
    /// The view that the user chose.
    private var wanted: ResponseTab
    private var views: [ResponseTab: View] = [:]
    /// The other form of the response of an HTTP call: as the function returned it, or as the client got it.
    private var other: View?
    /// Whether the response is shown as the function returned it, although it is that of an HTTP call.
    private(set) var isRaw = false
    /// What is wrong with the shape of the response of an HTTP call; nil if nothing is.
    private(set) var problem: ResponseShapeProblem?
    private var context = DisplayContext()
    /// Why it failed, with the source lines; nil for a call that did not.
    private var failure: FailureView?
    /// The calls of its trace, including those that it made.
    private var related: [InvocationSummary] = []

    /// One view, with its cursor.
    private struct View: Sendable {
        var page = ResponsePage()
        var place = LineCursor()
        /// Cells scrolled to the right, while lines are cut.
        var column = 0
    }

    init(id: InvocationID, event: String, tab: ResponseTab = .body) {
        self.id = id
        self.event = event
        wanted = tab
    }

    /// The number of a call that is being read from the history.
    static let unread: InvocationID = 0
    /// Whether the call is being read from the history.
    var isUnread: Bool { id == Self.unread && result == nil && refusal == nil }

    /// The number of a start that failed: it is shown in the place of a call.
    static let start: InvocationID = -1

    /// The number of a build that failed: it is shown in the place of a call, too.
    static let build: InvocationID = -2

    /// A start or a build that failed.
    ///
    /// - Parameter id: ``start`` or ``build``.
    init(_ id: InvocationID, _ failure: FailureView, at time: Double? = nil, of function: String) {
        self.init(id: id, event: function)
        (self.failure, startedAt) = (failure, time)
        views[.body] = View(page: ResponsePage(failure.page().lines))
    }

    /// The chip of a start or a build that failed, with the error's type and message; nil for a call.
    var startFailure: FailureView? { id == Self.start || id == Self.build ? failure : nil }

    /// About how many bytes it holds.
    var byteCount: Int {
        guard let result else { return 0 }
        let log = result.log.reduce(0) { $0 + $1.text.utf8.count }
        return result.sentResponse.count + result.request.payload.count + log
    }

    /// The view that is shown. Before there is a result, there is only one.
    public var tab: ResponseTab { result == nil ? .body : wanted }

    // MARK: The view that is shown

    private var view: View {
        get { views[tab] ?? View() }
        set { views[tab] = newValue }
    }

    /// Its lines.
    var page: ResponsePage { view.page }
    /// Its cursor, and the top of the pane.
    var place: LineCursor {
        get { view.place }
        set { view.place = newValue }
    }
    /// The line that has the cursor.
    var cursor: Int { place.line }
    /// The row at the top.
    var top: ScrollPosition { place.top }
    /// Cells scrolled to the right, while lines are cut.
    var column: Int { view.column }

    mutating func scrollSideways(by cells: Int) { view.column = max(0, column + cells) }

    /// Folds or unfolds what begins on a line; false if nothing does.
    mutating func toggle(_ line: Int) -> Bool {
        guard tab == .body, line == failure?.page().foldLine else {
            return view.page.toggle(line)
        }
        change { $0.isUnfolded.toggle() }
        return true
    }

    /// Changes the tree of the shown view. The cursor moves to the row that the change returns, and stays if it is nil.
    /// Returns whether the cursor moved; false if the view has no tree.
    @discardableResult
    mutating func changeTree(_ change: (inout JSONTree) -> Int?) -> Bool {
        guard let row = view.page.withTree(change) ?? nil else { return false }
        place.line = page.line(ofBodyRow: row)
        return true
    }

    /// The row of the tree or of the comparison under the cursor; nil in other views, and before its rows.
    var bodyRow: Int? { page.tree == nil && page.diff == nil ? nil : page.bodyRow(of: cursor) }

    /// Changes the tree of the shown view; nil if it shows something else.
    mutating func withTree<Value>(_ change: (inout JSONTree) -> Value) -> Value? { view.page.withTree(change) }

    /// Shows another view.
    mutating func show(_ tab: ResponseTab) {
        wanted = tab
        prepare()
    }

    // MARK: The call's progress

    mutating func refuse(_ reason: String) {
        refusal = reason
        arriving = nil
        views[.body] = View(page: ResponsePage(reason: reason))
    }

    /// Adds a part of the response while the call runs.
    mutating func receive(_ part: ResponsePart, at now: Double) {
        guard result == nil, refusal == nil else { return }
        if arriving == nil { arriving = ArrivingResponse(part, at: now) } else { arriving?.add(part) }
    }

    /// The call was answered, and its verdict waits for the log.
    mutating func wasAnswered() {
        isReading = true
        if !isStreaming { arriving = nil }
    }

    /// Shows what has arrived, if it is time to. A cursor on the last line stays on the last line; any other one
    /// stays on its line.
    mutating func showArrived(at now: Double) {
        guard arriving?.isDue(at: now) == true, let arriving else { return }
        let (before, cursor) = (page, place)
        view.page = ResponsePage(arriving: arriving)
        if cursor.line >= before.count - 1 {
            // The pane shows as much as it can before this position.
            place = LineCursor(line: page.count - 1, top: ScrollPosition(line: page.count))
        } else {
            let shift = page.firstTextLine - before.firstTextLine
            place.line = max(0, cursor.line - shift)
            place.top.line = max(0, cursor.top.line - shift)
        }
    }

    /// Shows the result of the call; `isReading` while its log is still being read.
    mutating func finish(
        _ result: InvocationResult, _ content: ResponseContent, _ context: DisplayContext, isReading: Bool = false
    ) {
        if case .refused(let reason) = result.reply { return refuse(reason.description) }
        self.result = result
        arriving = nil
        // A part of a response has no status.
        status = result.partialResponse.isEmpty ? content.functionStatus : nil
        self.isReading = isReading
        self.context = context
        let isFailure = result.verdict != .ok || result.error != nil
        failure = isFailure ? FailureView(result, status: status, context.map) : nil
        views = [.body: View(page: ResponsePage(result, content, failure))]
        if case .web(let web) = content {
            problem = web.problem
            other = View(page: ResponsePage(result, web.raw, failure))
        }
        prepare()
    }

    /// Shows the response of an HTTP call as the function returned it, or again as the client got it; false for another
    /// call.
    mutating func toggleRaw() -> Bool {
        guard let shown = views[.body], let next = other else { return false }
        (views[.body], other) = (next, shown)
        isRaw.toggle()
        return true
    }

    /// Adds what became known about a shown answer later; the cursor stays.
    mutating func complete(_ result: InvocationResult) {
        self.result = result
        isReading = false
        (views[.log], views[.timing]) = (nil, nil)
        prepare()
    }

    /// The trace root, which the calls that it made share; nil for a stored call, which gets no more news.
    var traceRoot: String? { stored == nil ? result?.request.traceRoot : nil }

    /// Adds the calls of its trace; the cursor stays.
    mutating func relate(_ calls: [InvocationSummary]) {
        related = calls
        guard let result, !isReading, views[.timing] != nil else { return }
        let page = timing(result)
        views[.timing]?.page = page
    }

    private func timing(_ result: InvocationResult) -> ResponsePage {
        ResponsePage(timing: result, CallTree(of: InvocationSummary(result), among: related))
    }

    /// A call from the history.
    init(id: InvocationID, stored: StoredResponse, _ context: DisplayContext) {
        self.init(id: id, event: stored.row.summary.name ?? stored.result.request.event)
        self.stored = stored.row
        related = stored.related
        finish(stored.result, stored.content, context)
        // A body that was cut can no longer be parsed.
        status = stored.row.summary.functionStatus ?? status
    }

    /// Makes the shown view, if it does not exist yet. Logs and comparisons take a moment, and the user often does not
    /// open them.
    private mutating func prepare() {
        guard let result, views[tab] == nil else { return }
        switch tab {
        case .body: break
        case .event: views[.event] = View(page: ResponsePage(event: result.request.payload))
        case .log, .timing:
            if isReading {
                let message = "its log is still being read"
                views[tab] = View(page: ResponsePage([ResponsePage.Line(message, Style(.dim))]))
                return
            }
            views[tab] = View(
                page: tab == .log ? ResponsePage(log: result, context.map) : timing(result))
        case .diff: views[.diff] = View(page: ResponsePage(comparing: result, context))
        }
    }

    /// The source lines that the failure needs; nil if it needs none, or has them.
    var missingSource: (key: SourceKey, request: SourceRequest)? {
        guard let failure, failure.source == nil, let request = failure.request else { return nil }
        if id == Self.start { return (.start(function: event), request) }
        if id == Self.build { return (.build(function: event, startedAt ?? 0), request) }
        return (stored.map { .stored($0.id) } ?? .call(id), request)
    }

    /// Shows the source lines around the failing line; the cursor stays on its line.
    mutating func show(_ source: SourceExcerpt) {
        let shift = change { $0.source = source }
        if let place = views[.body]?.place, place.line > 0 { views[.body]?.place.line = max(0, place.line + shift) }
    }

    /// Changes how the failure is shown.
    ///
    /// - Returns: by how many lines the rest of the response moves down.
    @discardableResult
    private mutating func change(_ change: (inout FailureView) -> Void) -> Int {
        guard let old = failure else { return 0 }
        var new = old
        change(&new)
        failure = new
        _ = other?.page.replace(old, by: new)
        return views[.body]?.page.replace(old, by: new) ?? 0
    }

    /// Whether there is a result and nothing to compare it with.
    var lacksEarlier: Bool { result != nil && context.earlier == nil }

    /// Compares the response with an earlier one.
    mutating func compare(with earlier: EarlierResponse) {
        context.earlier = earlier
        views[.diff] = nil
        prepare()
    }

}
