import LambdaModel
import Support

/// A log for its pane: the rows of each slot and their content. It exists for one update or one frame and reads each
/// line only once.
struct LogPage {
    let log: LogBuffer
    /// The inside of the pane.
    let rect: Rect
    /// Width of the times before the lines; 0 if they are not shown.
    let timeWidth: Int
    let wraps: Bool
    /// Whether START, END, REPORT and the emulator's lines are shown, and all lines unformatted.
    let isRaw: Bool
    /// The slots that have rows.
    let shown: ShownLines
    /// What is highlighted; nil without a search.
    let search: SearchPattern?
    /// The text of a row above the first line, if older lines were dropped.
    let remark: String?
    private let secondsFromUTC: Int
    private let texts = Texts()

    /// The width from which lines have times.
    private static let widthForTimes = 60

    private final class Texts {
        var texts: [Int: LogText] = [:]
        var rows: [Int: Int] = [:]
        var first: Int?
    }

    /// - Parameter rect: the inside of the pane; nil for its place on the screen.
    init(_ model: Model, _ item: FunctionItem, in rect: Rect? = nil) {
        log = item.log
        let rect = rect ?? model.contentRect(of: .logs)
        self.rect = rect
        timeWidth = model.showsTimes && rect.width >= Self.widthForTimes ? 9 : 0
        wraps = model.wraps
        isRaw = model.showsEmulator
        let query = model.logControls.query(isRaw: isRaw)
        // What another query has found is not what is shown.
        let matches = log.matches?.query == query ? log.matches : nil
        let passing = query.isFilter ? matches?.passing ?? LineSet() : nil
        shown = ShownLines(log.index, passing: passing, folded: log.traces.hidden, isRaw: isRaw)
        search = query.search
        secondsFromUTC = model.secondsFromUTC
        remark = log.remarkAboveOldest(showsAll: isRaw)
    }

    /// Cells for the text of a line. The last column is the scrollbar's.
    var textWidth: Int { max(1, rect.width - timeWidth - 1) }

    var scroller: Scroller {
        Scroller(
            lines: log.index.slots, height: max(1, rect.height), rows: rows, after: shown.slot(after:),
            before: shown.slot(before:))
    }

    /// Whether a slot is the result of a call, or all of a folded call.
    static func isResult(_ slot: Int) -> Bool { slot % 2 == 1 }

    /// Rows of a slot: 0 for one that is not shown.
    func rows(_ slot: Int) -> Int {
        guard shown.isShown(slot) else { return 0 }
        let remark = hasRemark(slot) ? 1 : 0
        guard !Self.isResult(slot) else { return 1 + remark }
        let number = slot / 2
        if let rows = texts.rows[number] { return rows + remark }
        let rows = text(number).rows(width: textWidth, wraps: wraps)
        texts.rows[number] = rows
        return rows + remark
    }

    /// Whether the first row of a slot is the remark about dropped lines.
    func hasRemark(_ slot: Int) -> Bool { remark != nil && slot == firstShown }

    private var firstShown: Int {
        if let slot = texts.first { return slot }
        let slot = shown.slot(after: log.index.slots.lowerBound - 1)
        texts.first = slot
        return slot
    }

    /// The text of a line.
    func text(_ number: Int) -> LogText {
        if let text = texts.texts[number] { return text }
        let record = log.record(number)
        var text = LogText(record, isRaw: isRaw, isExpanded: log.isExpanded(number), width: textWidth)
        if let trace = foldableTrace(number), LogTraces.visible(trace) == number {
            let isOpen = log.traces.isOpen(trace)
            if trace.head != nil {
                text.append(isOpen ? "▾" : "▸ \(trace.label)")
            } else if !isOpen {
                text.replace(by: "▸ \(trace.label)")
            }
        }
        if !isRaw, let build = log.build(of: number) {
            text = LogBuildView(build).text(record, number, width: textWidth)
        } else if !isRaw, let restart = RestartRule(record) {
            text.replace(by: restart.text(at: timeWidth > 0 ? nil : secondsFromUTC), Style(.accent))
        }
        texts.texts[number] = text
        return text
    }

    /// The stack trace that contains a line and can be folded.
    func foldableTrace(_ number: Int) -> LogTrace? {
        guard !isRaw, let trace = log.traces.trace(of: number), trace.folded > 0,
            LogTraces.visible(trace) >= log.removed
        else { return nil }
        return trace
    }

    /// How many lines of a call are shown when it is not folded, or how many lines a build has written.
    func lineCount(of place: Int) -> Int {
        if let build = log.index.build(of: log.index[place]) { return log.index.outputLines(of: build) }
        return isRaw ? log.index.numbers(of: place).count : Int(log.index[place].plainLines)
    }

    /// The cursor and the top as they were left, or moved if what is shown has changed and the cursor would not be
    /// visible.
    func cursor(_ scroller: Scroller) -> LineCursor {
        guard scroller.first != nil else { return LineCursor(line: scroller.lines.lowerBound, top: scroller.start) }
        var cursor = log.cursor
        guard !log.isFollowing else {
            cursor.move(.toLast, on: scroller)
            return cursor
        }
        cursor.line = shown.nearest(cursor.line)
        if scroller.rows(cursor.line) == 0 {
            cursor.line = scroller.next(after: cursor.line) ?? scroller.last ?? cursor.line
        }
        var top = cursor.top
        let nearest = shown.nearest(top.line)
        if nearest != top.line { top = ScrollPosition(line: nearest) }
        cursor.top = scroller.clamped(top)
        if !scroller.visible(from: cursor.top).contains(where: { $0.line == cursor.line }) { cursor.show(on: scroller) }
        return cursor
    }

    /// The group whose header is repeated in the first row: that of the first visible line, if the group began above it.
    func headerPlace(_ scroller: Scroller, _ cursor: LineCursor) -> Int? {
        let rows = scroller.visible(from: cursor.top)
        guard rect.height >= 5, rows.count == rect.height, let top = rows.first, top.line != cursor.line else {
            return nil
        }
        let place = log.index.place(of: top.line / 2)
        guard log.index[place].call != LogCalls.none, !log.index[place].isFolded, let first = shown.first(in: place)
        else {
            return nil
        }
        let isWhole = top.line == first && top.row == 0
        // A header in place of the last row of a call would say nothing about what is below it.
        return isWhole || Self.isResult(top.line) ? nil : place
    }
}

/// A line of lamdeck that says that the function restarted.
struct RestartRule: Hashable {
    /// `app.py saved`; empty if the user asked for it.
    let reason: String
    /// When: seconds since 1970.
    let time: Double

    /// Nil for any other line.
    init?(_ record: LogRecord) {
        guard record.source == .lamdeck, record.text.hasPrefix("restarted") else { return nil }
        let rest = record.text.dropFirst("restarted".count)
        guard rest.isEmpty || rest.hasPrefix(": ") else { return nil }
        let reason = String(rest.dropFirst(2))
        self.reason =
            if reason.hasSuffix(" changed") {
                reason.dropLast(" changed".count) + " saved"
            } else {
                reason.replacing(" changed, built in ", with: " saved, built in ", maxReplacements: 1)
            }
        time = record.time
    }

    /// `── restarted 11:24:53 · app.py saved ──`; without the time if the local time's difference from UTC is nil.
    func text(at secondsFromUTC: Int?) -> String {
        let clock = secondsFromUTC.map { " " + ClockTime.text(time + Double($0)) } ?? ""
        return "── restarted\(clock)" + (reason.isEmpty ? "" : " · \(reason)") + " ──"
    }
}
