import Support

/// What covers the panes.
enum OverlayView {
    static func draw(_ model: Model, in grid: inout Grid) {
        switch model.overlay {
        case .none:
            return
        case .help(let scrolled):
            HelpView.draw(model, scrolled, in: &grid)
        case .screen(let screen):
            screen.draw(model, in: &grid)
        case .event(let dialog):
            dialog.draw(model.size, statusRow: model.size.height - 2, in: &grid)
        case .palette(let palette):
            PaletteView.draw(palette, model, in: &grid)
        case .history(let list):
            HistoryView.draw(list, model, in: &grid)
        case .confirmQuit, .confirmReplaceHost, .confirmStopAll, .confirmFetch:
            if let overlay = model.overlay { question(overlay, model)?.draw(model.size, in: &grid) }
        }
    }

    /// The question that covers the sections; nil for anything else.
    static func question(_ overlay: Overlay, _ model: Model) -> Question? {
        let count = model.live.count
        switch overlay {
        case .confirmQuit:
            return Question(
                Plural.text(count, "function is running", "functions are running"),
                [
                    (.character("s"), "stop \(count == 1 ? "it" : "them") and quit"),
                    (.character("d"), "detach; \(count == 1 ? "it goes" : "they go") on"), (.escape, "stay"),
                ])
        case .confirmReplaceHost:
            let (program, isUsable) =
                if case .otherVersion(let program, let isUsable)? = model.host { (program, isUsable) } else {
                    ("", true)
                }
            let after = "running functions \(isUsable ? "start again" : "stop")"
            return Question(
                "The host is another version of lamdeck: \(withoutSize(program))",
                [
                    (.character("r"), "restart its host with this one; \(after)"),
                    (.escape, isUsable ? "go on with it" : "stay without a host"), (.character("q"), "quit"),
                ])
        case .confirmStopAll:
            return Question(
                count == 1 ? "Stop the running function?" : "Stop the \(count) running functions?",
                [(.character("y"), "stop"), (.escape, "stay")])
        case .confirmFetch(_, let question):
            return Question(question, [(.character("y"), "fetch it"), (.escape, "not now")])
        case .help, .screen, .history, .event, .palette: return nil
        }
    }

    /// A question with its answers, in the middle of the screen.
    struct Question {
        private let title: String
        private let answers: [(key: Key, text: String)]

        init(_ title: String, _ answers: [(key: Key, text: String)]) { (self.title, self.answers) = (title, answers) }

        private func box(_ size: Size) -> Rect {
            let inside = max(title.cellWidth, (answers.map { $0.text.cellWidth }.max() ?? 0) + 6) + 4
            return OverlayView.box(width: inside + 2, height: answers.count + 5, size)
        }

        func draw(_ size: Size, in grid: inout Grid) {
            let box = box(size)
            frame(box, in: &grid)
            grid.put(title, x: box.x + 3, y: box.y + 1, style: Style(.text, attributes: .bold), width: box.width - 4)
            for (row, answer) in answers.enumerated() where row + 3 < box.height - 1 {
                let y = box.y + 3 + row
                grid.put(answer.key.name, x: box.x + 3, y: y, style: Style(.accent, attributes: .bold))
                grid.put(answer.text, x: box.x + 8, y: y, style: Style(), width: box.width - 9)
            }
        }

        /// The key of the answer at a cell.
        func answer(at event: MouseEvent, _ size: Size) -> Key? {
            let box = box(size)
            let row = event.y - box.y - 3
            return box.contains(x: event.x, y: event.y) && answers.indices.contains(row) ? answers[row].key : nil
        }
    }

    /// A program's version and build without the size of its file: `0.1.0 (build of 2026-11-28T22:14:05Z)`.
    private static func withoutSize(_ program: String) -> String {
        guard let comma = program.firstIndex(of: ",") else { return program }
        return program[..<comma] + ")"
    }

    /// A box in the centre of the screen.
    static func box(width: Int, height: Int, _ size: Size) -> Rect {
        let width = min(width, size.width)
        let height = min(height, size.height)
        return Rect(x: (size.width - width) / 2, y: (size.height - height) / 2, width: width, height: height)
    }

    /// An empty frame that hides what is below it.
    static func frame(_ box: Rect, in grid: inout Grid) {
        grid.fill(box, style: Style())
        let style = Style(.borderFocused)
        let (right, bottom) = (box.x + box.width - 1, box.y + box.height - 1)
        for x in box.x...right {
            grid.put("─", x: x, y: box.y, style: style)
            grid.put("─", x: x, y: bottom, style: style)
        }
        for y in box.y...bottom {
            grid.put("│", x: box.x, y: y, style: style)
            grid.put("│", x: right, y: y, style: style)
        }
        grid.put("┌", x: box.x, y: box.y, style: style)
        grid.put("┐", x: right, y: box.y, style: style)
        grid.put("└", x: box.x, y: bottom, style: style)
        grid.put("┘", x: right, y: bottom, style: style)
    }
}

/// All keys, from the tables. If the log has the focus, its own keys follow.
enum HelpView {
    /// A row: keys, and what they do.
    private struct Row {
        let keys: String
        let description: String
        /// Whether they work in the section with the focus.
        let isHere: Bool

        init(_ keys: [Key], _ description: String, isHere: Bool = true) {
            self.keys = keys.map(\.name).joined(separator: " ")
            self.description = description
            self.isHere = isHere
        }
    }

    private static func rows(_ model: Model) -> [Row] {
        let rows = model.keys.withKeys.map { Row($0.keys, $0.description, isHere: $0.panes.contains(model.focus)) }
        return model.focus == .logs ? rows + LogControls.bindings.map { Row($0.keys, $0.description) } : rows
    }

    /// Rows of the complete help.
    static func rowCount(_ model: Model) -> Int { rows(model).count }

    /// Rows that are visible at once.
    static func height(_ model: Model) -> Int {
        max(1, min(rowCount(model) + 4, model.size.height) - 4)
    }

    static func draw(_ model: Model, _ scrolled: Int, in grid: inout Grid) {
        let rows = rows(model)
        let keyWidth = rows.map(\.keys.cellWidth).max() ?? 0
        let textWidth = rows.map(\.description.cellWidth).max() ?? 0
        let height = height(model)
        // The screen may have grown since the user scrolled.
        let scrolled = min(scrolled, max(0, rows.count - height))
        let box = OverlayView.box(width: keyWidth + textWidth + 8, height: height + 4, model.size)
        OverlayView.frame(box, in: &grid)
        let title = " Keys "
        grid.put(title, x: box.x + 2, y: box.y, style: Style(.titleFocused, attributes: .bold))
        for (place, row) in rows.dropFirst(scrolled).prefix(height).enumerated() {
            let y = box.y + 2 + place
            let room = box.width - 4
            grid.put(row.keys, x: box.x + 2, y: y, style: Style(row.isHere ? .accent : .dim), width: room)
            grid.put(
                row.description.fitted(room - keyWidth - 2), x: box.x + 2 + keyWidth + 2, y: y,
                style: Style(row.isHere ? .text : .dim))
        }
        let more = rows.count - scrolled - height
        let foot = (more > 0 ? " ↓ \(more) more · " : " ") + "Esc closes "
        grid.put(foot, x: box.x + box.width - 2 - foot.cellWidth, y: box.y + box.height - 1, style: Style(.dim))
    }
}
