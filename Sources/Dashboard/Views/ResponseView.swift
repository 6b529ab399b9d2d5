import LambdaModel
import Support

/// The result of the selected function's last call.
enum ResponseView {
    static func draw(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        guard let response = model.item?.response else { return EmptyStates.response(model, rect, in: &grid) }
        VerdictRow(response, model, width: rect.width).draw(x: rect.x, y: rect.y, in: &grid)
        guard rect.height > 1, response.page.count > 0 else { return }
        let scroller = ResponsePane(model).scroller(response)
        let visible = scroller.visible(from: response.top(on: scroller))
        for (offset, place) in visible.enumerated() {
            let y = rect.y + 1 + offset
            let line = response.page.line(place.line, width: rect.width)
            let row =
                model.wraps
                ? WrappedText.row(line, place.row, width: rect.width)
                : WrappedText.cut(line, column: response.column, width: rect.width)
            var x = rect.x
            for span in row {
                x += grid.put(span.text, x: x, y: y, style: span.style, width: rect.x + rect.width - x)
            }
            if place.line == response.cursor, model.focus == .response {
                grid.highlight(Rect(x: rect.x, y: y, width: rect.width, height: 1), .selection)
            }
        }
    }

    /// The view whose name is in a column of the verdict's row.
    static func tab(at x: Int, _ model: Model) -> ResponseTab? {
        guard let response = model.item?.response else { return nil }
        let rect = model.contentRect(of: .response)
        return VerdictRow(response, model, width: rect.width).tab(at: x - rect.x)
    }
}

/// The first line of a response: the verdict in words, before the body, and the names of the views.
struct VerdictRow {
    private typealias Part = (text: String, style: Style)

    private let parts: [Part]
    private let tabs: [(tab: ResponseTab, text: String)]
    private let tab: ResponseTab
    private let width: Int

    init(_ response: Response, _ model: Model, width: Int) {
        self.width = width
        tab = response.tab
        guard let result = response.result else {
            tabs = []
            parts = [Self.unfinished(response, model, width)]
            return
        }
        let (first, facts) = Self.facts(result, response.status, response.stored, model)
        var others = facts
        let whole = ResponseTab.allCases.map { ($0, $0.title) }
        let short = [(response.tab, "\(response.tab.title) \(response.tab.rawValue + 1)/\(whole.count)")]
        // The names of all views are shown if there is room for verdict, status and time next to them.
        let isGood = result.verdict == .ok && response.status?.kind == .good
        let wanted = 1 + (response.stored == nil ? 0 : 1) + (isGood ? 1 : 0)
        let needed = Self.cells(Array(others.prefix(wanted)), from: first.text.cellWidth)
        if needed + 1 + Self.width(whole) <= width {
            tabs = whole
        } else {
            tabs = first.text.cellWidth + 1 + Self.width(short) <= width ? short : []
        }
        // A part without room is dropped as a whole, with all that are less important; half a number would mislead.
        let room = tabs.isEmpty ? width : width - 1 - Self.width(tabs.map { ($0.tab, $0.text) })
        if response.stored != nil, Self.cells(Array(others.prefix(1)), from: first.text.cellWidth) > room {
            others[0].text = "history"
        }
        var used = first.text.cellWidth
        parts =
            [first]
            + others.prefix { part in
                used = Self.cells([part], from: used)
                return used <= room
            }
    }

    private static func width(_ tabs: [(ResponseTab, String)]) -> Int {
        tabs.reduce(-1) { $0 + $1.1.cellWidth + 1 }
    }

    /// The width of parts after others.
    private static func cells(_ parts: [Part], from start: Int) -> Int {
        parts.reduce(start) { $0 + 3 + $1.text.cellWidth }
    }

    /// The verdict, and the parts after it, the most important first.
    private static func facts(
        _ result: InvocationResult, _ status: FunctionStatus?, _ stored: HistoryRow?, _ model: Model
    ) -> (Part, [Part]) {
        let isDoubtful = result.error?.isDoubtful ?? false
        let mark = VerdictMark(result.verdict, isDoubtful: isDoubtful, status: status)
        var parts: [String] = []
        if stored != nil {
            let ahead = Double(model.secondsFromUTC)
            parts.append("from history, " + ClockTime.text(result.startedAt + ahead, now: model.now + ahead))
        }
        if result.verdict == .ok, let status, status.kind == .good { parts.append(status.label) }
        parts.append(TimeSpan.short(result.seconds))
        if result.status != nil { parts.append(ByteCount.text(result.sentResponse.count + result.droppedBytes)) }
        if result.isCold { parts.append("cold start") }
        if let memory = result.peakMemory { parts.append(Megabytes.text(memory)) }
        let first = Part(mark.symbol + " " + mark.label, Style(mark.role, attributes: .bold))
        return (first, parts.map { ($0, Style(.text)) })
    }

    private static func unfinished(_ response: Response, _ model: Model, _ width: Int) -> Part {
        if response.refusal != nil { return ("✗ not sent", Style(.error, attributes: .bold)) }
        guard let startedAt = response.startedAt else {
            let isReady = model.item?.state.isServing ?? false
            let message = isReady ? "waiting for the previous call" : "waiting for the container"
            return ("\(model.spinner) \(message)".fitted(width), Style(.busy))
        }
        let elapsed = TimeSpan.short(model.elapsed(since: startedAt))
        if response.isReading {
            return ("\(model.spinner) answered · reading its log".fitted(width), Style(.busy))
        }
        let stop = "Esc stops waiting"
        guard response.isStreaming, let arriving = response.arriving else {
            return ("\(model.spinner) running \(elapsed) · \(stop)".fitted(width), Style(.busy))
        }
        var text = "\(model.spinner) streaming \(elapsed) · \(ByteCount.text(arriving.total))"
        let firstByte = arriving.firstByteMilliseconds.map { "first byte \(TimeSpan.short($0 / 1000))" }
        for part in [firstByte, stop].compactMap(\.self) where text.cellWidth + 3 + part.cellWidth <= width {
            text += " · " + part
        }
        return (text.fitted(width), Style(.busy))
    }

    // MARK: Drawing

    func draw(x start: Int, y: Int, in grid: inout Grid) {
        var x = start
        for (index, part) in parts.enumerated() {
            if index > 0 { x += grid.put(" · ", x: x, y: y, style: Style(.text), width: start + width - x) }
            x += grid.put(part.text, x: x, y: y, style: part.style, width: start + width - x)
        }
        for (column, entry) in places {
            let isShown = entry.tab == tab
            let style = Style(isShown ? .accent : .dim, attributes: isShown ? [.bold, .underline] : [])
            grid.put(entry.text, x: start + column, y: y, style: style)
        }
    }

    /// The positions of the views' names.
    private var places: [(column: Int, entry: (tab: ResponseTab, text: String))] {
        var column = width - Self.width(tabs.map { ($0.tab, $0.text) })
        return tabs.map { entry in
            defer { column += entry.text.cellWidth + 1 }
            return (column, entry)
        }
    }

    /// The view for a click on a column. If the row shows only one name, a click on it means the next view.
    func tab(at column: Int) -> ResponseTab? {
        guard let hit = places.last(where: { $0.column <= column })?.entry.tab else { return nil }
        return tabs.count == 1 ? hit.next : hit
    }
}

/// The mark of a verdict: shape, colour and words, never colour alone.
struct VerdictMark {
    let symbol: String
    let role: Role
    let label: String

    /// The mark of a row of a list.
    init?(_ summary: InvocationSummary) {
        guard let verdict = summary.verdict else { return nil }
        self.init(verdict, status: summary.functionStatus)
    }

    /// - Parameter status: the function's status; one that is not good is shown instead of "ok".
    init(_ verdict: Verdict, isDoubtful: Bool = false, status: FunctionStatus? = nil) {
        guard !isDoubtful else {
            (symbol, role, label) = ("?", .warning, "looks like an error")
            return
        }
        if verdict == .ok, let status, status.kind != .good {
            (symbol, role) = status.kind == .failure ? ("✗", .error) : ("!", .warning)
            label = status.label
            return
        }
        label = verdict.label
        switch verdict {
        case .ok: (symbol, role) = ("✓", .success)
        case .cancelled: (symbol, role) = ("–", .dim)
        case .functionError, .timeout, .crashed, .outOfMemory, .initFailed, .responseTooLarge, .unreachable:
            (symbol, role) = ("✗", .error)
        }
    }
}
