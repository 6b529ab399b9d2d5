import LambdaModel
import Support

/// The calls of the selected function, newest first.
enum CallsView {
    /// Whether the columns have a header.
    static func hasHeader(width: Int, height: Int) -> Bool { width >= 70 && height >= 26 }

    static func hasHeader(_ model: Model) -> Bool {
        let layout = Layout(model)
        guard layout.hasTitles, let rect = layout.sections[.calls] else { return false }
        return hasHeader(width: rect.width, height: model.size.height - 3)
    }

    /// The rows of calls in the section, without the header.
    static func rows(_ rect: Rect, _ model: Model) -> Rect {
        guard hasHeader(model), rect.height > 1 else { return rect }
        return Rect(x: rect.x, y: rect.y + 1, width: rect.width, height: rect.height - 1)
    }

    /// The first visible call.
    static func offset(_ model: Model) -> Int {
        guard let table = model.item?.calls.table else { return 0 }
        let height = rows(model.contentRect(of: .calls), model).height
        return ListOffset.of(table.position ?? 0, count: table.visibleCount, height: height)
    }

    static func title(_ model: Model, _ title: inout SectionView.Title) {
        guard let item = model.item else { return }
        let table = item.calls.table
        title.subject = item.info.name
        guard table.count > 0 else { return }
        let statistics = table.statistics
        let shown = table.filter == nil ? "" : Count.text(table.visibleCount) + "/"
        title.subject += " · \(shown)\(Count.text(table.count))"
        if let filter = table.filter { title.subject += " · /" + filter.text.fitted(16) }
        if table.failedCount > 0 { title.subject += " · \(Count.text(table.failedCount)) failed" }
        if let p95 = statistics.p95 {
            let p50 = statistics.p50.map { "p50 \(TimeSpan.short($0 / 1000))  " } ?? ""
            title.right = (model.size.width >= 100 ? p50 : "") + "p95 \(TimeSpan.short(p95 / 1000))"
        }
    }

    static func draw(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        guard let item = model.item, item.calls.table.count > 0 else {
            return EmptyStates.calls(model, rect, in: &grid)
        }
        let table = item.calls.table
        let inner = rows(rect, model)
        let columns = CallColumns(
            width: inner.width, hasRequests: table.requestCount > 0, hasAuthorizers: table.authorizerCount > 0,
            ahead: Double(model.secondsFromUTC), now: model.now)
        if inner.y > rect.y { columns.header(x: rect.x, y: rect.y, in: &grid) }
        let offset = offset(model)
        for row in 0..<inner.height where offset + row < table.visibleCount {
            let call = table.visible(offset + row)
            let y = inner.y + row
            columns.draw(call, item.calls.pending[call.invocation ?? -1], model, x: inner.x, y: y, in: &grid)
            if call.id == item.calls.compared { grid.put("▸", x: inner.x, y: y, style: Style(.accent)) }
            if call.id == table.selected {
                let line = Rect(x: inner.x, y: y, width: inner.width, height: 1)
                grid.highlight(line, model.focus == .calls ? .selection : .selectionElsewhere)
            }
        }
    }
}

/// The columns of a row of calls, as many as the width has room for.
struct CallColumns {
    private let width: Int
    private let ahead: Double
    private let now: Double
    private let result: Int
    private let from: Int
    private let bar: Int
    private let peak: Int
    private let event: Int

    private let time: Int

    /// Cells for `121+59 ms`.
    private static let duration = 10

    /// - Parameters:
    ///   - hasRequests: whether HTTP requests made calls: method and path need more room than the name of an event.
    ///   - hasAuthorizers: whether there are calls of authorizers: whom they are for needs more room than a client's name.
    init(width: Int, hasRequests: Bool, hasAuthorizers: Bool = false, ahead: Double, now: Double) {
        (self.width, self.ahead, self.now) = (width, ahead, now)
        from = width < 74 ? 0 : hasAuthorizers && width >= 90 ? 20 : 10
        if hasRequests, width < 100 {
            result = width >= 60 ? 14 : width >= 46 ? 12 : 8
            (bar, peak) = (width >= 60 ? 4 : 0, 0)
            time = width >= 46 ? 8 : 5
        } else {
            result = width >= 90 ? 17 : width >= 60 ? 14 : 12
            bar = width >= 60 ? 7 : width >= 46 ? 4 : 0
            peak = width >= 76 ? 8 : 0
            time = 8
        }
        let used = 1 + time + 2 + result + 1 + (from > 0 ? from + 1 : 0) + (bar > 0 ? bar + 1 : 0)
        event = max(0, width - used - Self.duration - peak - 2)
    }

    func header(x: Int, y: Int, in grid: inout Grid) {
        let style = Style(.dim)
        var column = x + 1
        func put(_ text: String, _ cells: Int) {
            grid.put(text.fitted(max(0, cells)), x: column, y: y, style: style, width: max(0, cells))
            column += cells
        }
        put("TIME", time + 2)
        put("RESULT", result + 1)
        put("EVENT", event + 1)
        if from > 0 { put("FROM", from + 1) }
        put("INIT+HANDLER", (bar > 0 ? bar + 1 : 0) + Self.duration)
        if peak > 0 { grid.put("PEAK", x: x + width - 5, y: y, style: style) }
    }

    /// - Parameter pending: the call, if it has not ended.
    func draw(_ call: CallRow, _ pending: Response?, _ model: Model, x start: Int, y: Int, in grid: inout Grid) {
        var x = start + 1
        func put(_ text: String, _ style: Style, _ cells: Int) {
            if cells > 0 { grid.put(text.fittedKeepingEnds(cells), x: x, y: y, style: style, width: cells) }
            x += cells
        }
        let summary = call.summary
        put(moment(summary.startedAt), Style(.dim), time)
        x += 2
        let (mark, text, role) = outcome(call, pending, model)
        put(mark + " ", Style(role), 2)
        put(text, Style(role), result - 2)
        x += 1
        let name = (summary.http ?? authorized(summary, model)).map { $0.text(cells: event) } ?? summary.callName
        let source = call.from.text
        put(name ?? (from > 0 ? "—" : source), Style(name == nil ? .dim : .text), event)
        x += 1
        if from > 0 {
            put(source, Style(.dim), from)
            x += 1
        }
        durations(call, pending, model, x: x, y: y, in: &grid)
        if peak > 0, let memory = summary.peakMemory {
            let text = Megabytes.text(memory)
            grid.put(text, x: start + width - 1 - text.cellWidth, y: y, style: Style(.dim))
        }
    }

    /// The request that the call of an authorizer let through; nil for another call, and for a request that was denied.
    private func authorized(_ summary: InvocationSummary, _ model: Model) -> HTTPCall? {
        guard let origin = summary.origin, let id = origin.authorizes, let name = origin.function else { return nil }
        return model.functions[name]?.calls.table.row(.request(id))?.summary.http
    }

    /// The time of day; the date, if it is another day.
    private func moment(_ seconds: Double) -> String {
        let text = ClockTime.text(seconds + ahead, now: now + ahead)
        if text.contains("-") { return String(text.prefix { $0 != " " }) }
        // Without the seconds if there is no room for them.
        return text.cellWidth <= time ? text : String(text.prefix(time))
    }

    private func outcome(_ call: CallRow, _ pending: Response?, _ model: Model) -> (String, String, Role) {
        if let pending {
            if pending.startedAt == nil { return (model.spinner, "queued", .busy) }
            return (
                model.spinner, pending.isReading ? "answered" : pending.isStreaming ? "streaming" : "running", .busy
            )
        }
        if call.isRunning { return (model.spinner, "running", .busy) }
        if call.isRefused { return ("✗", "not sent", .error) }
        guard let mark = VerdictMark(call.summary) else { return ("·", "ended", .dim) }
        return (mark.symbol, Self.words(call.summary, mark, room: result - 2), mark.role)
    }

    /// The status with its reason if there is room, otherwise its number; the type of an error.
    private static func words(_ summary: InvocationSummary, _ mark: VerdictMark, room: Int) -> String {
        if summary.verdict == .ok, let status = summary.functionStatus {
            return status.label.cellWidth <= room && status.kind != .good ? status.label : "\(status.code)"
        }
        if summary.verdict == .functionError, let type = summary.errorType { return type }
        return mark.label
    }

    private func durations(
        _ call: CallRow, _ pending: Response?, _ model: Model, x start: Int, y: Int, in grid: inout Grid
    ) {
        var x = start
        let summary = call.summary
        if pending != nil || call.isRunning {
            let begin = pending == nil ? summary.startedAt : pending?.startedAt
            let text = begin.map { TimeSpan.short(model.elapsed(since: $0)) } ?? ""
            x += bar > 0 ? bar + 1 : 0
            grid.put(text, x: x + Self.duration - text.cellWidth, y: y, style: Style(.busy))
            return
        }
        if bar > 0 {
            let cells = TimeBar.cells(
                start: summary.initMilliseconds ?? 0, handler: summary.milliseconds ?? 0, width: bar)
            grid.fill(Rect(x: x, y: y, width: cells.start, height: 1), "▆", style: Style(.initTime))
            grid.fill(Rect(x: x + cells.start, y: y, width: cells.handler, height: 1), "▆", style: Style(.handlerTime))
            x += bar + 1
        }
        // A call that was cancelled in the queue never ran.
        let isUnsent = summary.verdict == .cancelled && summary.milliseconds == 0
        let text = isUnsent ? "" : CallTime.text(start: summary.initMilliseconds, handler: summary.milliseconds)
        grid.put(text, x: x + max(0, Self.duration - text.cellWidth), y: y, style: Style(.text))
    }
}

/// A call's time as a bar on a logarithmic scale: a call of 1 ms has one cell, one of 10 s all of them.
enum TimeBar {
    /// Cells for the init and for the handler.
    static func cells(start: Double, handler: Double, width: Int) -> (start: Int, handler: Int) {
        let total = max(0, start) + max(0, handler)
        guard total > 0, total.isFinite, width > 0 else { return (0, 0) }
        // Powers of ten from 1 ms (0) to 10 s (4).
        var (power, rest) = (0.0, total)
        while rest >= 10, power < 4 { (power, rest) = (power + 1, rest / 10) }
        if power < 4, rest > 1 { power += (rest - 1) / 9 }
        let cells = max(1, min(width, 1 + Int((power / 4 * Double(width - 1)).rounded())))
        guard start > 0 else { return (0, cells) }
        let share = max(1, min(cells, Int((start / total * Double(cells)).rounded())))
        return (share, cells - share)
    }
}

/// A call's times in little room.
enum CallTime {
    /// `32 ms`, or with an init `121+59 ms`; empty if nothing is known. Milliseconds.
    static func text(start: Double?, handler: Double?) -> String {
        guard let start, start > 0 else { return handler.map { TimeSpan.short($0 / 1000) } ?? "" }
        guard let handler else { return TimeSpan.short(start / 1000) + " init" }
        if max(start, handler) >= 1000 {
            return "\(Decimals.text(start / 1000, 2))+\(Decimals.text(handler / 1000, 2)) s"
        }
        return "\(Decimals.text(start, 0))+\(Decimals.text(handler, handler < 9.95 ? 1 : 0)) ms"
    }
}
