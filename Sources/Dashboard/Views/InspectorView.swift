import LambdaModel
import Support

/// The selected call: its event, response, log, timing and diff.
enum InspectorView {
    /// Rows above the page: the names of the views, the verdict, and a blank line, as far as there is room. The number
    /// does not change from call to call.
    static func headRows(height: Int, screen: Size) -> Int { height < 6 ? 1 : screen.height < 30 ? 2 : 3 }

    static func title(_ model: Model, _ title: inout SectionView.Title) {
        guard let item = model.item, let response = item.response else { return }
        let row = item.calls.table.selectedRow
        let ahead = Double(model.secondsFromUTC)
        if response.startFailure != nil {
            title.name = response.id == Response.build ? "Build" : "Start"
            title.subject = item.info.name
            return
        }
        // The words of the table: `curl`, and not its version.
        let isRow = row.map { response.isUnread || $0.invocation == response.id || $0.stored == response.stored?.id }
        let summary = isRow == true ? row?.summary : response.stored?.summary
        let caller = summary.flatMap { $0.event == nil ? $0.origin?.shortName : nil }
        let pane = ResponsePane(model)
        let name = (summary?.http ?? response.result?.request.http)?.text(cells: max(12, pane.width - 36))
        var parts = [name, caller].compactMap(\.self)
        if parts.isEmpty { parts = [EventName.stem(of: response.event)] }
        if let id = response.result?.requestID, name == nil || pane.width >= 70 {
            parts.insert(String(id.prefix(8)), at: 0)
        }
        if let time = response.result?.startedAt ?? row?.summary.startedAt {
            parts.append(ClockTime.text(time + ahead, now: model.now + ahead))
        }
        title.subject = parts.filter { !$0.isEmpty }.joined(separator: " · ")
        if pane.isLonger(response), response.result != nil {
            title.right = "\(Count.text(response.cursor + 1))/\(Count.text(response.page.count))"
        }
        if let differences = response.page.diff?.title { title.right = differences }
        // While the user moves in the tree, the path of the value is more important than the rest.
        if model.focus == .inspector, let row = response.bodyRow, let tree = response.page.tree, row < tree.count {
            let room = pane.width - title.name.cellWidth - 16 - title.right.cellWidth
            let path = tree.path(of: row).jq.fittedToEnd(max(0, room))
            title.right = [path, title.right].filter { !$0.isEmpty }.joined(separator: "   ")
        }
    }

    static func draw(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        guard let response = model.item?.response else { return EmptyStates.inspector(model, rect, in: &grid) }
        let head = InspectorHead(
            response, model, width: rect.width, rows: headRows(height: rect.height, screen: model.size))
        head.draw(x: rect.x, y: rect.y, in: &grid)
        guard rect.height > head.rows, response.page.count > 0 else { return }
        let scroller = ResponsePane(model).scroller(response)
        let visible = scroller.visible(from: response.top(on: scroller))
        let bar = Rect(x: rect.x, y: rect.y + head.rows, width: rect.width + 1, height: rect.height - head.rows)
        if let first = visible.first, let last = visible.last {
            // Lines, of which the last visible one may have more rows.
            let (lines, total) = (last.line - first.line + 1, response.page.count(width: rect.width))
            ScrollbarView.draw(top: first.line, height: lines, total: total, rect: bar, in: &grid)
        }
        let pattern = model.search[.inspector].pattern
        for (offset, place) in visible.enumerated() {
            let y = rect.y + head.rows + offset
            let isCut = response.page.isCut(place.line)
            var line = response.page.line(
                place.line, width: rect.width, isCut: !model.wraps && response.column == 0)
            if let pattern {
                let isHere = place.line == response.cursor
                line = MatchMarks.marked(line, pattern, isHere ? .currentMatch : .match) ?? line
            }
            let row =
                model.wraps && !isCut
                ? response.page.row(place.row, of: place.line, line, width: rect.width)
                : isCut && response.column == 0
                    ? WrappedText.fitted(line, width: rect.width)
                    : WrappedText.cut(line, column: response.column, width: rect.width)
            var x = rect.x
            for span in row {
                x += grid.put(span.text, x: x, y: y, style: span.style, width: rect.x + rect.width - x)
            }
            if row.last?.style.highlight == .codeLine {
                grid.highlight(Rect(x: rect.x, y: y, width: rect.width, height: 1), .codeLine)
            }
            if place.line == response.cursor, model.focus == .inspector {
                grid.highlight(Rect(x: rect.x, y: y, width: rect.width, height: 1), .selection, besides: .currentMatch)
            }
        }
    }

    /// The view whose name is at a cell.
    static func tab(at x: Int, row: Int, _ model: Model) -> ResponseTab? {
        guard row == 0, let response = model.item?.response else { return nil }
        let rect = model.contentRect(of: .inspector)
        return InspectorHead(
            response, model, width: rect.width, rows: headRows(height: rect.height, screen: model.size)
        )
        .tab(at: x - rect.x)
    }
}

/// The rows above the page of a call: the names of the views with the facts at the right end, and the verdict.
struct InspectorHead {
    private typealias Part = (text: String, style: Style)

    /// How many rows it has.
    let rows: Int
    private let width: Int
    private let tab: ResponseTab
    private let tabs: [(tab: ResponseTab, text: String)]
    private let verdict: [Part]
    private let facts: [String]

    init(_ response: Response, _ model: Model, width: Int, rows: Int) {
        (self.width, self.rows) = (width, rows)
        tab = response.tab
        guard let result = response.result else {
            (tabs, facts) = ([], [])
            verdict = [Self.unfinished(response, model, width)]
            return
        }
        verdict = Self.verdict(result, response)
        facts = Self.facts(result, response)
        let all = ResponseTab.allCases.map { ($0, " \(Self.name($0, result)) ") }
        let whole = all.reduce(-1) { $0 + $1.1.cellWidth + 1 }
        let short = [(response.tab, " \(response.tab.title) \(response.tab.rawValue + 1)/\(all.count) ")]
        let used = rows > 1 ? 0 : verdict.reduce(1) { $0 + $1.text.cellWidth }
        tabs = used + whole <= width ? all : short
    }

    /// The name of a view, with the number of lines of the log.
    private static func name(_ tab: ResponseTab, _ result: InvocationResult) -> String {
        guard tab == .log else { return tab.title }
        let lines = result.log.count + result.droppedLines
        return lines == 0 ? tab.title : "\(tab.title) \(Count.text(lines))"
    }

    // MARK: Words

    /// The verdict as a chip, with the error's type and message, or the status.
    private static func verdict(_ result: InvocationResult, _ response: Response) -> [Part] {
        let chip = VerdictChip(result.verdict, status: response.status, isDoubtful: result.error?.isDoubtful ?? false)
        let mark = VerdictMark(
            result.verdict, isDoubtful: result.error?.isDoubtful ?? false, status: response.status)
        // The shape says it too, on a screen without colours.
        var parts: [Part] = [(" \(mark.symbol)" + chip.span.text, chip.span.style)]
        if response.problem != nil {
            parts.append((" wrong shape of the response", Style(chip.role, attributes: .bold)))
        }
        guard let error = result.error else { return parts }
        if !error.type.isEmpty { parts.append((" " + error.type, Style(chip.role, attributes: .bold))) }
        let message = error.message.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        if !message.isEmpty { parts.append((" " + message, Style(.text))) }
        return parts
    }

    /// What else is known at a glance, the most important first.
    private static func facts(_ result: InvocationResult, _ response: Response) -> [String] {
        var facts: [String] = []
        let summary = InvocationSummary(result)
        let time = CallTime.text(start: summary.initMilliseconds, handler: summary.milliseconds)
        if !time.isEmpty { facts.append(time) }
        if result.status != nil { facts.append(ByteCount.text(result.sentResponse.count + result.droppedBytes)) }
        facts.append(result.isCold ? "cold" : summary.initMilliseconds == nil ? "warm" : "early init")
        if let memory = result.peakMemory { facts.append(Megabytes.text(memory)) }
        if response.stored != nil { facts.append("history") }
        return facts
    }

    private static func unfinished(_ response: Response, _ model: Model, _ width: Int) -> Part {
        if let failure = response.startFailure {
            let type = failure.type.isEmpty ? "" : " " + failure.type
            return (" ✗\(failure.chip.span.text)\(type)".fitted(width), failure.chip.span.style)
        }
        if response.refusal != nil {
            let isKnown = response.id != Response.unread
            return (isKnown ? "✗ not sent" : "not in the history", Style(.error, attributes: .bold))
        }
        if response.isUnread {
            guard let startedAt = response.startedAt else {
                return ("\(model.spinner) reading the history", Style(.dim))
            }
            let elapsed = TimeSpan.short(model.elapsed(since: startedAt))
            return ("\(model.spinner) running \(elapsed)".fitted(width), Style(.busy))
        }
        guard let startedAt = response.startedAt else {
            let isReady = model.item?.state.isServing ?? false
            let message = isReady ? "queued behind a running call" : "waiting for the container"
            return ("\(model.spinner) \(message)".fitted(width), Style(.busy))
        }
        let elapsed = TimeSpan.short(model.elapsed(since: startedAt))
        if response.isReading {
            return ("\(model.spinner) finished · collecting the log".fitted(width), Style(.busy))
        }
        let stop = "\(model.keys[.back]) cancels"
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
        let end = start + width
        guard !tabs.isEmpty else { return put(verdict, x: start, y: y, end: end, in: &grid) }
        var x = start
        for (column, entry) in places {
            let isShown = entry.tab == tab
            let style = Style(
                isShown ? .accent : .dim, highlight: isShown ? .selectionElsewhere : .none,
                attributes: isShown ? .bold : [])
            x = start + column + grid.put(entry.text, x: start + column, y: y, style: style)
        }
        if rows > 1 {
            put(verdict, x: start, y: y + 1, end: end, in: &grid)
        } else {
            let width = verdict.reduce(0) { $0 + $1.text.cellWidth }
            if x + 1 < end { put(verdict, x: max(x + 1, end - width), y: y, end: end, in: &grid) }
        }
        guard rows > 1 else { return }
        // A part without room is dropped with all that are less important; half a number would mislead.
        let texts = (0...facts.count).map { facts.prefix($0).joined(separator: " · ") }
        guard let text = texts.last(where: { x + 2 + $0.cellWidth <= end }) else { return }
        grid.put(text, x: end - text.cellWidth, y: y, style: Style(.dim))
    }

    private func put(_ parts: [Part], x start: Int, y: Int, end: Int, in grid: inout Grid) {
        var x = start
        for part in parts where x < end {
            let text = x + part.text.cellWidth > end ? part.text.fitted(end - x) : part.text
            x += grid.put(text, x: x, y: y, style: part.style, width: end - x)
        }
    }

    /// The positions of the views' names.
    private var places: [(column: Int, entry: (tab: ResponseTab, text: String))] {
        var column = 0
        return tabs.map { entry in
            defer { column += entry.text.cellWidth + 1 }
            return (column, entry)
        }
    }

    /// The view for a click on a column. If the row shows only one name, a click on it means the next view.
    func tab(at column: Int) -> ResponseTab? {
        let hit = places.first { $0.column <= column && column < $0.column + $0.entry.text.cellWidth }?.entry.tab
        guard let hit else { return nil }
        return tabs.count == 1 ? hit.next : hit
    }
}
