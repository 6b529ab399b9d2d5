import LambdaModel
import Support

/// Draws the choice of a template, its parameters, and what it makes.
extension TemplateDialog {
    private static let mostWidth = 100
    private static let mostHeight = 30

    private static func box(_ size: Size) -> Rect {
        OverlayView.box(width: min(mostWidth, size.width - 2), height: min(mostHeight, size.height - 2), size)
    }

    private static func inside(_ box: Rect) -> Rect {
        Rect(x: box.x + 2, y: box.y + 1, width: max(0, box.width - 4), height: max(0, box.height - 2))
    }

    /// How many rows of a list are visible, and the first of them.
    private static func window(_ count: Int, _ selection: Int, _ rect: Rect) -> (rows: Int, first: Int) {
        let rows = max(1, min(count, (rect.height - 3) / 2))
        return (rows, ListOffset.of(min(selection, max(0, count - 1)), count: count, height: rows))
    }

    /// The template in a row of the screen; nil if there is none.
    func template(at event: MouseEvent, _ size: Size) -> Int? {
        let rect = Self.inside(Self.box(size))
        let (rows, first) = Self.window(found.count, selection, rect)
        let row = event.y - rect.y - 1
        guard filling == nil, rect.contains(x: event.x, y: event.y), (0..<rows).contains(row) else { return nil }
        return first + row < found.count ? first + row : nil
    }

    /// Draws the dialog in the middle of the screen.
    func draw(_ size: Size, in grid: inout Grid) {
        let box = Self.box(size)
        OverlayView.frame(box, in: &grid)
        let title = " New event\(filling.map { " from " + $0.choice.name } ?? "") "
        grid.put(title.fitted(box.width - 4), x: box.x + 2, y: box.y, style: Style(.titleFocused, attributes: .bold))
        let inside = Self.inside(box)
        let used = filling.map { draw($0, inside, in: &grid) } ?? drawChoices(inside, in: &grid)
        drawPreview(
            Rect(x: inside.x, y: inside.y + used, width: inside.width, height: inside.height - used - 1), in: &grid)
        let foot = inside.y + inside.height - 1
        let keys =
            filling == nil
            ? "↑↓ choose   Enter take   paste JSON: an event of it   Esc close"
            : "\(isLastParameter ? "Enter done" : "Enter next")   ^S done   S-Tab back   Esc other template"
        let text = remark ?? keys
        grid.put(text.fitted(inside.width), x: inside.x, y: foot, style: Style(remark == nil ? .dim : .error))
    }

    /// The line that is typed and the templates that it finds; returns the rows used.
    private func drawChoices(_ rect: Rect, in grid: inout Grid) -> Int {
        let templates = found
        let count = choices.map { "\(templates.count) of \($0.count)" } ?? "reading the templates"
        grid.put("› ", x: rect.x, y: rect.y, style: Style(.prompt))
        filter.draw(
            x: rect.x + 2, y: rect.y, width: max(1, rect.width - 4 - count.cellWidth), style: Style(.text), in: &grid)
        grid.put(count, x: rect.x + rect.width - count.cellWidth, y: rect.y, style: Style(.dim))
        let (rows, first) = Self.window(templates.count, selection, rect)
        let selection = min(selection, max(0, templates.count - 1))
        let names = templates.map(\.name.cellWidth).max() ?? 0
        let nameWidth = min(names, rect.width / 2)
        for row in 0..<rows where first + row < templates.count {
            let (choice, y) = (templates[first + row], rect.y + 1 + row)
            let isSelected = first + row == selection
            grid.put(isSelected ? "▸" : " ", x: rect.x, y: y, style: Style(.accent))
            grid.put(choice.name.padded(nameWidth), x: rect.x + 2, y: y, style: Style(.text))
            let text = choice.source.isEmpty ? choice.summary : "\(choice.source) · \(choice.summary)"
            let x = rect.x + 4 + nameWidth
            grid.put(text.fitted(rect.x + rect.width - x), x: x, y: y, style: Style(.dim))
            if isSelected { grid.highlight(Rect(x: rect.x, y: y, width: rect.width, height: 1), .selection) }
        }
        if choices != nil, templates.isEmpty {
            grid.put("no template matches", x: rect.x + 2, y: rect.y + 1, style: Style(.dim), width: rect.width - 2)
        }
        return rows + 1
    }

    /// The parameters; returns the rows used.
    private func draw(_ filling: Filling, _ rect: Rect, in grid: inout Grid) -> Int {
        let parameters = filling.choice.parameters
        let (rows, first) = Self.window(parameters.count, filling.index, rect)
        let nameWidth = min(parameters.map(\.name.cellWidth).max() ?? 0, rect.width / 3)
        let valueWidth = max(1, (rect.width - nameWidth - 6) / 2)
        for row in 0..<rows where first + row < parameters.count {
            let (index, y) = (first + row, rect.y + row)
            let parameter = parameters[index]
            let isTyped = index == filling.index
            grid.put(isTyped ? "▸" : " ", x: rect.x, y: y, style: Style(.accent))
            grid.put(parameter.name.padded(nameWidth), x: rect.x + 2, y: y, style: Style(.text))
            let x = rect.x + 4 + nameWidth
            if isTyped {
                filling.line.draw(x: x, y: y, width: valueWidth, style: Style(.text, attributes: .bold), in: &grid)
            } else {
                let value = filling.values[parameter.name] ?? parameter.standard
                grid.put(value.fitted(valueWidth), x: x, y: y, style: Style(.dim))
            }
            let end = x + valueWidth + 2
            grid.put(
                parameter.description.fitted(max(0, rect.x + rect.width - end)), x: end, y: y, style: Style(.dim))
        }
        return rows
    }

    /// A line, and what the template makes.
    private func drawPreview(_ rect: Rect, in grid: inout Grid) {
        guard rect.height > 1 else { return }
        grid.put(String(repeating: "─", count: rect.width), x: rect.x, y: rect.y, style: Style(.border))
        switch filling == nil && selected == nil ? nil : rendered?.result {
        case .event(let bytes):
            let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            for (row, line) in lines.prefix(rect.height - 1).enumerated() {
                let text = PlainText.line(String(decoding: line.prefix(4 * rect.width), as: UTF8.self))
                grid.put(text.fitted(rect.width), x: rect.x, y: rect.y + 1 + row, style: Style(.text))
            }
        case .problem(let text):
            grid.put(text.fitted(rect.width), x: rect.x, y: rect.y + 1, style: Style(.error))
        case nil: return
        }
    }
}
