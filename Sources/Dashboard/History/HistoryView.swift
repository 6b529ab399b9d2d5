import LambdaModel
import Support

/// The stored invocations; covers the panes.
enum HistoryView {
    /// The box: everything between header and footer.
    private static func box(in size: Size) -> Rect {
        Rect(x: 0, y: 1, width: size.width, height: max(0, size.height - 3))
    }

    /// How many rows are visible below the line of the filter.
    static func height(in size: Size) -> Int { max(1, box(in: size).height - 3) }

    private static func offset(_ list: HistoryList, _ size: Size) -> Int {
        ListOffset.of(list.index, count: list.rows.count, height: height(in: size))
    }

    /// The row under the mouse.
    static func row(at event: MouseEvent, _ list: HistoryList, _ size: Size) -> Int? {
        let box = box(in: size)
        let row = event.y - box.y - 2
        guard box.contains(x: event.x, y: event.y), (0..<height(in: size)).contains(row) else { return nil }
        let index = row + offset(list, size)
        return index < list.rows.count ? index : nil
    }

    static func draw(_ list: HistoryList, _ model: Model, in grid: inout Grid) {
        guard model.size.width >= Layout.smallest.width, model.size.height >= Layout.smallest.height else { return }
        let box = box(in: model.size)
        OverlayView.frame(box, in: &grid)
        title(list, box, in: &grid)
        let inside = Rect(x: box.x + 2, y: box.y + 2, width: box.width - 4, height: height(in: model.size))
        filter(list, Rect(x: inside.x, y: box.y + 1, width: inside.width, height: 1), in: &grid)
        if let lines = emptyState(list) {
            let rows = lines.flatMap { WrappedText.lines($0, width: inside.width) }
            for (row, line) in rows.prefix(inside.height).enumerated() {
                grid.put(
                    line, x: inside.x, y: inside.y + row, style: Style(list.problem == nil ? .dim : .error),
                    width: inside.width)
            }
        } else {
            let columns = HistoryColumns(list.rows, model, width: inside.width)
            let offset = offset(list, model.size)
            for row in 0..<inside.height where offset + row < list.rows.count {
                let entry = list.rows[offset + row]
                let y = inside.y + row
                columns.draw(entry, isMarked: list.marked.contains(entry.id), x: inside.x, y: y, in: &grid)
                if offset + row == list.index {
                    grid.highlight(Rect(x: box.x + 1, y: y, width: box.width - 2, height: 1), .selection)
                }
            }
        }
        keys(list, width: model.size.width).draw(model.size, in: &grid)
    }

    private static func title(_ list: HistoryList, _ box: Rect, in grid: inout Grid) {
        let scope = list.function ?? "all functions"
        let text = " History · \(scope) ".fitted(box.width - 4)
        grid.put(text, x: box.x + 1, y: box.y, style: Style(.titleFocused, attributes: .bold))
        guard !list.rows.isEmpty else { return }
        let count = " \(Count.text(list.index + 1))/\(Count.text(list.rows.count)) "
        guard text.cellWidth + count.cellWidth + 4 <= box.width else { return }
        grid.put(count, x: box.x + box.width - 1 - count.cellWidth, y: box.y, style: Style(.titleFocused))
    }

    private static func filter(_ list: HistoryList, _ rect: Rect, in grid: inout Grid) {
        guard list.isTyping || !list.matching.isEmpty else {
            if let problem = list.problem, !list.rows.isEmpty {
                grid.put(problem.fitted(rect.width), x: rect.x, y: rect.y, style: Style(.error))
                return
            }
            let marked = list.marked.count
            let message =
                marked == 0 ? "" : "\(marked) marked · d compares" + (marked == 1 ? " it with the selected one" : "")
            grid.put(message.fitted(rect.width), x: rect.x, y: rect.y, style: Style(.accent))
            return
        }
        var x = rect.x + grid.put("/", x: rect.x, y: rect.y, style: Style(.prompt))
        // Of a long text, the end is shown: the user types there.
        var text = list.matching
        while text.cellWidth > rect.width - 2 { text.removeFirst() }
        x += grid.put(text, x: x, y: rect.y, style: Style(.text), width: rect.width - 2)
        if list.isTyping { grid.cursor = Grid.Position(x: x, y: rect.y) }
    }

    private static func emptyState(_ list: HistoryList) -> [String]? {
        guard list.rows.isEmpty else { return nil }
        if let problem = list.problem {
            return [problem, "", "The functions are not affected."]
        }
        guard list.isLoaded else { return ["reading the history"] }
        guard list.matching.isEmpty else { return ["Nothing matches.", "", "Esc clears the filter."] }
        let ofFunction = list.function.map { " of \($0)" } ?? ""
        return [
            "The history has no call\(ofFunction) yet.", "",
            "The history keeps each call's event, response, log and timing.",
        ]
    }

    /// The keys in the last row.
    static func keys(_ list: HistoryList, width: Int) -> KeyBar {
        let entries =
            list.isTyping
            ? [KeyBar.Entry(.enter, "keep the filter"), KeyBar.Entry(.escape, "clear it")]
            : KeyMap.history.map { KeyBar.Entry($0.keys[0], $0.label) }
        return KeyBar(entries, keepsLast: true, width: width)
    }
}

/// The columns of a row of the history, as many as the width has room for.
struct HistoryColumns {
    private let ahead: Double
    private let now: Double
    private let width: Int
    private let time: Int
    /// Whether a date is shown without its time.
    private let isNarrow: Bool
    private let function: Int
    private let event: Int
    private let numbers: (duration: Int, memory: Int)

    init(_ rows: [HistoryRow], _ model: Model, width: Int) {
        ahead = Double(model.secondsFromUTC)
        now = model.now + ahead
        self.width = width
        isNarrow = width < 46
        let (ahead, now, isNarrow) = (ahead, now, isNarrow)
        time = rows.reduce(0) { max($0, Self.time($1.summary.startedAt + ahead, now, isNarrow).cellWidth) }
        numbers = (width >= 46 ? 11 : 0, width >= 70 ? 9 : 0)
        let room = width - 4 - time - 2 - numbers.duration - numbers.memory
        let names = rows.reduce(0) { max($0, $1.summary.function.cellWidth) }
        let events = rows.reduce(0) { max($0, ($1.summary.name ?? "").cellWidth) }
        function = room >= 40 ? min(names, room / 3) : 0
        event = max(0, min(events, (room - function) / 2))
    }

    func draw(_ row: HistoryRow, isMarked: Bool, x start: Int, y: Int, in grid: inout Grid) {
        var x = start
        let end = start + width
        func put(_ text: String, _ style: Style, _ cells: Int) {
            grid.put(text.fittedKeepingEnds(cells), x: x, y: y, style: style, width: cells)
            x += cells
        }
        let summary = row.summary
        let mark = VerdictMark(summary)
        put(isMarked ? "▸" : " ", Style(.accent), 2)
        put(mark?.symbol ?? "?", Style(mark?.role ?? .dim), 2)
        put(Self.time(summary.startedAt + ahead, now, isNarrow), Style(.dim), time)
        x += 2
        if function > 0 {
            put(summary.function, Style(.text, attributes: .bold), function)
            x += 2
        }
        let name = summary.http?.text(cells: event) ?? summary.name ?? ""
        put(name, Style(summary.callName == nil ? .info : .text), event)
        x += 2
        let message = end - x - numbers.duration - numbers.memory
        if message > 0 { put(Self.message(summary, message), Style(mark?.role ?? .dim), message) }
        if numbers.duration > 0 {
            let text = summary.milliseconds.map { TimeSpan.short($0 / 1000) } ?? ""
            grid.put(text, x: x + numbers.duration - text.cellWidth, y: y, style: Style(.text))
            x += numbers.duration
        }
        if numbers.memory > 0 {
            let text = summary.peakMemory.map { Megabytes.text($0) } ?? ""
            grid.put(text, x: x + numbers.memory - text.cellWidth, y: y, style: Style(.dim))
        }
    }

    private static func time(_ seconds: Double, _ now: Double, _ isNarrow: Bool) -> String {
        let text = ClockTime.text(seconds, now: now)
        return isNarrow && text.contains("-") ? String(text.prefix { $0 != " " }) : text
    }

    /// The verdict and the error's type; the type alone if there is no room for both.
    private static func message(_ summary: InvocationSummary, _ width: Int) -> String {
        let verdict = summary.outcome ?? "called from outside"
        guard let type = summary.errorType, !type.isEmpty else {
            let whole = summary.initMilliseconds.map { "\(verdict) · init \(TimeSpan.short($0 / 1000))" } ?? verdict
            return whole.cellWidth <= width ? whole : verdict
        }
        let both = "\(verdict) · \(type)"
        if both.cellWidth <= width { return both }
        return summary.verdict == .functionError ? type.fitted(width) : verdict.fitted(width)
    }
}
