import LambdaModel
import Support

/// A line or a result in the list of all logs: time, function, level, text.
struct AllLogsLine {
    private let position: LogPosition
    private let source: AllLogsMerge.Source?
    private let text: LogText
    private let time: Double
    private let nameWidth: Int
    /// Whether it is a rule for a restart, which has no name.
    private let isRule: Bool

    /// The widest name's column.
    private static let mostName = 16
    /// Cells of a time with its blank: `11:26:50.907  `.
    private static let timeWidth = 14
    /// The width from which lines have times.
    private static let widthForTimes = 60

    /// The columns before the text: a blank, the time, the name, a line and the level.
    private static func lead(_ merge: AllLogsMerge, _ rect: Rect) -> (time: Int, name: Int) {
        let names = merge.sources.map(\.name.cellWidth).max() ?? 0
        return (rect.width >= widthForTimes ? timeWidth : 0, min(names, rect.width >= widthForTimes ? mostName : 8))
    }

    /// Cells for the text after the column of levels.
    static func textWidth(_ merge: AllLogsMerge, _ rect: Rect) -> Int {
        let lead = lead(merge, rect)
        return max(8, rect.width - 1 - lead.time - lead.name - 4 - levelWidth - 1)
    }

    private static let levelWidth = 8

    init(_ position: LogPosition, _ merge: AllLogsMerge, width: Int) {
        self.position = position
        source = merge.source(of: position)
        nameWidth = merge.sources.map(\.name.cellWidth).max() ?? 0
        let number = position.slot / 2
        guard let source else {
            (text, time, isRule) = (LogText(remark: [("", Style())]), position.time, false)
            return
        }
        let record = source.log.record(number)
        time = record.time
        if LogPage.isResult(position.slot) {
            let index = source.log.index
            let group = index[index.place(of: number)]
            if let build = index.build(of: group) {
                var view = LogBuildView(build)
                view.lines = index.outputLines(of: build)
                let spans = group.isFolded ? view.folded(width: width) : view.result(width: width)
                (text, isRule) = (LogText(remark: spans), false)
                return
            }
            let view = LogResultView(id: index.invocation(of: group) ?? "", facts: index.facts(of: group))
            (text, isRule) = (LogText(remark: view.result(width: width)), false)
            return
        }
        if let rule = RestartRule(record) {
            let words = "── \(source.name) restarted" + (rule.reason.isEmpty ? "" : ": \(rule.reason)") + " ──"
            (text, isRule) = (LogText(remark: [(words, Style(.accent))]), true)
            return
        }
        isRule = false
        if let build = source.log.build(of: number) {
            text = LogBuildView(build).text(record, number, width: width)
            return
        }
        var text = LogText(record, isRaw: false, isExpanded: false, width: width + 6)
        if let trace = source.log.traces.trace(of: number), LogTraces.visible(trace) == number,
            !source.log.traces.isOpen(trace)
        {
            if trace.head != nil { text.append("▸ \(trace.label)") } else { text.replace(by: "▸ \(trace.label)") }
        }
        self.text = text
    }

    /// The level's word, and the lines without it.
    private var parts: (level: ResponsePage.Span?, text: LogText) {
        guard let first = text.lines[0].first, text.hasLevel else { return (nil, text) }
        var rest = text
        rest.removeLevel()
        return (first, rest)
    }

    /// How many rows it has if lines are wrapped.
    func rows(width: Int) -> Int { parts.text.rows(width: width, wraps: true) }

    /// Draws one of its rows.
    ///
    /// - Parameter shownTime: the time of the row above, which is not repeated.
    func draw(
        _ row: Int, _ screen: AllLogsScreen, _ rect: Rect, secondsFromUTC: Int, isCursor: Bool,
        _ shownTime: inout String, in grid: inout Grid
    ) {
        let hasTimes = rect.width >= Self.widthForTimes
        let name = min(nameWidth, hasTimes ? Self.mostName : 8)
        var x = rect.x + 1
        if hasTimes {
            let text = Self.clock(time + Double(secondsFromUTC))
            // The end of a call has lamdeck's time, its lines the engine's.
            if row == 0, !LogPage.isResult(position.slot) || source?.log.build(of: position.slot / 2) != nil {
                if text != shownTime { grid.put(text, x: x, y: rect.y, style: Style(.dim)) }
                shownTime = text
            }
            x += Self.timeWidth
        }
        let style = Style(isRule ? .dim : .name(source?.place ?? 0))
        let label = isRule ? "—" : position.function.fittedKeepingEnds(name)
        grid.put(label, x: x, y: rect.y, style: style, width: name)
        grid.put("│", x: x + name + 1, y: rect.y, style: style)
        x += name + 3
        var (level, text) = parts
        if let level, row == 0 { grid.put(level.text, x: x, y: rect.y, style: level.style, width: Self.levelWidth - 1) }
        x += Self.levelWidth
        if let search = screen.query.search, !LogPage.isResult(position.slot) {
            text.mark(
                search, isCursor ? .currentMatch : .match,
                whole: source?.log.record(position.slot / 2).text ?? "")
        }
        let end = rect.x + rect.width - 1
        let spans = screen.wraps ? text.row(row, width: max(1, end - x), wraps: true, column: 0) : text.firstLine
        for span in spans {
            x += grid.put(span.text, x: x, y: rect.y, style: span.style, width: max(0, end - x))
        }
    }

    /// `11:26:50.907`.
    static func clock(_ time: Double) -> String {
        guard time.isFinite, (0..<1e11).contains(time) else { return "no time" }
        let milliseconds = Int((time * 1000).rounded())
        let rest = milliseconds % 1000
        return ClockTime.text(Double(milliseconds / 1000)) + "."
            + String(repeating: "0", count: rest < 10 ? 2 : rest < 100 ? 1 : 0)
            + "\(rest)"
    }
}
