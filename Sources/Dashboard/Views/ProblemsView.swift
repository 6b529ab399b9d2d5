import Support

/// The problems in functions.json, each with its position; covers the panes.
struct ProblemsView {
    private let rows: [(text: String, isFirst: Bool)]
    private let width: Int
    private let height: Int
    private let title: String

    init(_ model: Model) {
        let problems = model.manifest.problems
        width = max(1, min(model.size.width - 6, 110))
        let width = width
        rows = problems.flatMap { problem in
            // Continuation lines are indented, so that the first line of each problem stands out.
            let lines = WrappedText.lines(problem, width: max(1, width - 2))
            return lines.enumerated().map { ($0 == 0 ? $1 : "  " + $1, $0 == 0) }
        }
        height = max(1, min(rows.count, model.size.height - 4))
        if case .broken = model.manifest {
            title = "functions.json: \(Plural.text(problems.count, "error"))"
        } else {
            title = "functions.json: \(Plural.text(problems.count, "warning"))"
        }
    }

    /// The largest number of rows to scroll.
    var mostScrolled: Int { max(0, rows.count - height) }

    func draw(_ scrolled: Int, _ model: Model, in grid: inout Grid) {
        let scrolled = min(scrolled, mostScrolled)
        let box = OverlayView.box(width: width + 6, height: height + 4, model.size)
        OverlayView.frame(box, in: &grid)
        let heading = " \(title) ".fitted(max(1, box.width - 4))
        grid.put(heading, x: box.x + 2, y: box.y, style: Style(.titleFocused, attributes: .bold))
        let role: Role
        if case .broken = model.manifest { role = .error } else { role = .warning }
        for row in 0..<height where scrolled + row < rows.count {
            let line = rows[scrolled + row]
            grid.put(
                line.text, x: box.x + 3, y: box.y + 2 + row, style: Style(line.isFirst ? role : .text),
                width: max(0, box.width - 6))
        }
        let more = mostScrolled - scrolled
        let foot = (more > 0 ? " ↓ \(more) more · " : " ") + "Esc closes "
        grid.put(
            foot, x: max(box.x + 1, box.x + box.width - 2 - foot.cellWidth), y: box.y + box.height - 1,
            style: Style(.dim))
    }
}
