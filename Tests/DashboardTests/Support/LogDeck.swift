import LambdaModel

@testable import Dashboard

extension Model {
    /// A deck whose log has the focus and a section of exactly this size.
    static func logDeck(_ width: Int = 76, _ height: Int = 16) -> Model {
        var model = Model.deck()
        model.setState(.ready)
        (model.focus, model.isZoomed) = (.logs, true)
        var size = Size(width: width, height: height)
        for _ in 0..<4 {
            model.resize(size.width, size.height)
            let rect = model.contentRect(of: .logs)
            size = Size(width: size.width + width - rect.width, height: size.height + height - rect.height)
        }
        return model
    }

    /// The rows of the log's section, without blanks at the end and without the scrollbar's column.
    var logRows: [String] { logRows(in: contentRect(of: .logs)) }

    /// The same for a section of another size at the top of the screen.
    func logRows(_ width: Int, _ height: Int) -> [String] {
        logRows(in: Rect(x: 0, y: 0, width: width, height: height))
    }

    private func logRows(in rect: Rect) -> [String] {
        var grid = Grid(Size(width: rect.x + rect.width, height: rect.y + rect.height))
        LogsView.draw(self, rect, in: &grid)
        return (rect.y..<(rect.y + rect.height)).map { y in
            var row = (rect.x..<(rect.x + rect.width - 1)).map { grid[$0, y].text }.joined()
            while row.last == " " { row.removeLast() }
            return row
        }
    }

    /// The row under the cursor.
    var logCursorRow: String? {
        let rect = contentRect(of: .logs)
        let grid = view()
        return zip(rect.y..<(rect.y + rect.height), logRows).first {
            grid[rect.x + rect.width - 2, $0.0].style.highlight == .selection
        }?.1
    }

    /// The section as a picture for comparison.
    var logPicture: String { logRows.filter { !$0.isEmpty }.joined(separator: "\n") }

    var isLogFollowing: Bool { item?.log.isFollowing ?? false }
}
