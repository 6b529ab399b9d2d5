import LambdaModel

/// A log for its pane: the rows of each line and their content. It exists for one update or one frame and reads each
/// line only once.
struct LogPage {
    let log: LogBuffer
    /// The inside of the pane.
    let rect: Rect
    /// Width of the times before the heads of groups; 0 if they are not shown.
    let timeWidth: Int
    /// Whether lines within groups also have times.
    let hasLineTimes: Bool
    let wraps: Bool
    /// Whether START, END, REPORT and the emulator's lines are shown, and all lines unformatted.
    let showsAll: Bool
    /// The text of a row above the oldest head, if older lines were dropped.
    let remark: String?
    private let texts = Texts()

    /// The pane width from which every line has a time; on a narrower pane only the heads of groups have one.
    private static let widthForLineTimes = 72

    private final class Texts {
        var texts: [Int: LogText] = [:]
        var rows: [Int: Int] = [:]
        var oldestHead: Int?
    }

    init(_ model: Model, _ item: FunctionItem) {
        log = item.log
        rect = model.contentRect(of: .logs)
        timeWidth = model.showsTimes && model.size.width >= 60 ? 9 : 0
        hasLineTimes = timeWidth > 0 && rect.width >= Self.widthForLineTimes
        wraps = model.wraps
        showsAll = model.showsEmulator
        remark = log.remarkAboveOldest(showsAll: showsAll)
    }

    /// Cells before the text of a line.
    var indent: Int {
        if hasLineTimes { return timeWidth + 2 }
        return timeWidth > 0 ? 4 : 2
    }

    /// Cells for the text of a line.
    var textWidth: Int { max(1, rect.width - indent) }

    var scroller: Scroller {
        let index = log.index
        return Scroller(
            lines: index.lines, height: max(1, rect.height), rows: rows,
            after: { [showsAll] in index.line(after: $0, showsAll: showsAll) },
            before: { [showsAll] in index.line(before: $0, showsAll: showsAll) })
    }

    /// Whether a line is the head of a group.
    static func isHead(_ line: Int) -> Bool { line % 2 == 0 }

    /// Rows of a line: 0 for one that is not shown.
    func rows(_ line: Int) -> Int {
        let number = line / 2
        guard log.index.isShown(line, showsAll: showsAll, source: log.record(number).source) else { return 0 }
        guard !Self.isHead(line) else { return hasRemark(line) ? 2 : 1 }
        if let rows = texts.rows[number] { return rows }
        let rows = text(number).rows(width: textWidth, wraps: wraps)
        texts.rows[number] = rows
        return rows
    }

    /// Whether the first row of a head is the remark about dropped lines.
    func hasRemark(_ line: Int) -> Bool { remark != nil && line == oldestHead }

    /// The first head that is shown: that of the oldest visible group.
    private var oldestHead: Int {
        if let line = texts.oldestHead { return line }
        let index = log.index
        var line = index.lines.lowerBound
        while line < index.lines.upperBound,
            !index.isShown(line, showsAll: showsAll, source: log.record(line / 2).source)
        {
            line = index.line(after: line, showsAll: showsAll)
        }
        texts.oldestHead = line
        return line
    }

    /// The text of a line.
    func text(_ number: Int) -> LogText {
        if let text = texts.texts[number] { return text }
        let text = LogText(log.record(number), isRaw: showsAll, isExpanded: log.isExpanded(number))
        texts.texts[number] = text
        return text
    }

    /// How many lines of a group are shown when it is not folded.
    func lineCount(of place: Int) -> Int {
        let index = log.index
        guard showsAll else { return index[place].plainLines }
        return (place + 1 < index.count ? index[place + 1].first : index.end) - index[place].first
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
        let index = log.index
        cursor.line = index.nearest(cursor.line, showsAll: showsAll)
        if scroller.rows(cursor.line) == 0 {
            cursor.line = scroller.next(after: cursor.line) ?? scroller.last ?? cursor.line
        }
        var top = cursor.top
        let nearest = index.nearest(top.line, showsAll: showsAll)
        if nearest != top.line { top = ScrollPosition(line: nearest) }
        cursor.top = scroller.clamped(top)
        if !scroller.visible(from: cursor.top).contains(where: { $0.line == cursor.line }) { cursor.show(on: scroller) }
        return cursor
    }
}
