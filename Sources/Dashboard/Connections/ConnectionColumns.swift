import LambdaModel
import Support

/// The columns of the list of connections, as many as the width has room for.
struct ConnectionColumns {
    private struct Column {
        let title: String
        /// Columns with a low rank get their room first.
        let rank: Int
        /// The most cells.
        let most: Int
        let role: Role
        /// Cells in which a long text is still of use; nil if it is shown with all its letters or not at all.
        var least: Int?
        var isNumber = false
        /// Whether the beginning of a long text is more important than its end.
        var keepsStart = false
        let text: (WebSocketConnectionRow) -> String

        /// Cells for the title and the longest text.
        func cells(_ rows: [WebSocketConnectionRow]) -> Int {
            min(most, rows.reduce(title.cellWidth) { max($0, text($1).cellWidth) })
        }
    }

    private static let gap = 2

    /// The columns that are shown, in the order of the screen.
    private let columns: [(column: Column, cells: Int)]

    /// - Parameters:
    ///   - hasAPI: whether the rows are of several APIs.
    ///   - width: the cells of a row, with the column of the scrollbar.
    init(_ rows: [WebSocketConnectionRow], _ model: Model, hasAPI: Bool, width: Int) {
        let all = Self.all(rows, model, hasAPI: hasAPI).map { (column: $0, cells: $0.cells(rows)) }
        var room = width - 2 + Self.gap
        var kept: Set<Int> = []
        for (index, entry) in all.enumerated().sorted(by: { $0.element.column.rank < $1.element.column.rank }) {
            let cells = min(entry.cells, entry.column.least ?? entry.cells) + Self.gap
            guard cells <= room else { continue }
            kept.insert(index)
            room -= cells
        }
        // What is left is for the texts that were cut, from the left.
        columns = all.indices.filter(kept.contains).map { index in
            let (column, wanted) = all[index]
            let least = min(wanted, column.least ?? wanted)
            let cells = min(wanted, least + max(0, room))
            room -= cells - least
            return (column, cells)
        }
    }

    private static func all(_ rows: [WebSocketConnectionRow], _ model: Model, hasAPI: Bool) -> [Column] {
        let now = model.now
        let ahead = Double(model.secondsFromUTC)
        let columns = [
            Column(title: "CLIENT", rank: 0, most: 40, role: .text, least: 12, keepsStart: true) { $0.client },
            Column(title: "API", rank: 5, most: 16, role: .text) { PlainText.line($0.api) },
            Column(title: "SINCE", rank: 8, most: 14, role: .dim) {
                ClockTime.text($0.since + ahead, now: now + ahead)
            },
            Column(title: "AGE", rank: 1, most: 12, role: .text, isNumber: true) { $0.age(now: now) },
            Column(title: "IN", rank: 2, most: 11, role: .text, isNumber: true) { Count.text($0.messagesIn) },
            Column(title: "OUT", rank: 3, most: 11, role: .text, isNumber: true) { Count.text($0.messagesOut) },
            Column(title: "LAST", rank: 4, most: 16, role: .dim, isNumber: true) {
                $0.lastMessage(now: now) ?? "—"
            },
            Column(title: "PRINCIPAL", rank: 7, most: 20, role: .text, least: 9) {
                $0.principal.map { PlainText.line($0) } ?? "—"
            },
            Column(title: "ID", rank: 6, most: 20, role: .dim) { PlainText.line($0.id) },
        ]
        let hasPrincipal = rows.contains { $0.principal != nil }
        return columns.filter { ($0.title != "API" || hasAPI) && ($0.title != "PRINCIPAL" || hasPrincipal) }
    }

    /// Draws the titles.
    func header(x: Int, y: Int, in grid: inout Grid) {
        draw(x, y, in: &grid) { ($0.title, .dim) }
    }

    /// Draws a connection.
    func draw(_ row: WebSocketConnectionRow, x: Int, y: Int, in grid: inout Grid) {
        draw(x, y, in: &grid) { ($0.text(row), $0.role) }
    }

    private func draw(_ x: Int, _ y: Int, in grid: inout Grid, _ text: (Column) -> (String, Role)) {
        var x = x + 1
        for (column, cells) in columns {
            let (text, role) = text(column)
            let shown = column.keepsStart ? text.fitted(cells) : text.fittedKeepingEnds(cells)
            let inset = column.isNumber ? cells - shown.cellWidth : 0
            grid.put(shown, x: x + inset, y: y, style: Style(role), width: cells)
            x += cells + Self.gap
        }
    }
}
