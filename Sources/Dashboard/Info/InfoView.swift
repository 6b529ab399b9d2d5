import LambdaModel
import Support

extension InfoScreen {
    /// Draws the settings into the body of the screen.
    func draw(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        grid.fill(rect, style: Style())
        guard rect.width > 0, rect.height > 0 else { return }
        switch content {
        case .loaded: InfoLines(self, rect).draw(in: &grid)
        case .loading, .unknown:
            ScreenHeading.draw("INFO", function ?? "", isFocused: true, rect, in: &grid)
            let lines = WrappedText.lines(reason(model), width: max(1, rect.width - 2))
            for (row, line) in lines.prefix(max(0, rect.height - 2)).enumerated() {
                grid.put(line, x: rect.x + 1, y: rect.y + 2 + row, style: Style(.dim), width: max(0, rect.width - 2))
            }
        }
    }

    /// Why there is nothing to see, and what to do.
    private func reason(_ model: Model) -> String {
        guard let function else { return "There are no functions. Press Esc to go back." }
        if case .loading = content { return "Reading the settings of \(function)." }
        return model.functions[function] == nil
            ? "functions.json does not have \(function) any more. Press ] for the next function."
            : "The settings of \(function) cannot be read. Press r to try again."
    }
}

/// The lines of the settings, and which of them are visible.
struct InfoLines {
    private enum Line {
        case blank
        case title(String)
        case value(Int)
    }

    private static let none = FunctionDetails([])

    private let screen: InfoScreen
    private let rows: [FunctionDetails.Row]
    private let rect: Rect
    private let lines: [Line]
    /// The first visible line.
    private let offset: Int
    /// Rows at the bottom with the whole selected value, if it does not fit into its line.
    private let detail: [String]
    private let widths: (name: Int, value: Int, source: Int)

    init(_ screen: InfoScreen, _ rect: Rect) {
        (self.screen, self.rect, rows) = (screen, rect, screen.rows)
        let details = if case .loaded(let details) = screen.content { details } else { Self.none }
        var lines: [Line] = []
        var count = 0
        for section in details.sections {
            if !lines.isEmpty, rect.height >= 16 { lines.append(.blank) }
            lines.append(.title(section.title))
            lines += section.rows.indices.map { .value(count + $0) }
            count += section.rows.count
        }
        self.lines = lines
        let widths = Self.widths(rows, width: rect.width)
        self.widths = widths
        detail = Self.detail(screen, rows, rect, widths.value)
        let height = max(0, rect.height - (detail.isEmpty ? 0 : detail.count + 1))
        let place = lines.firstIndex { if case .value(screen.index) = $0 { true } else { false } } ?? 0
        // The first section's title stays visible as long as possible.
        offset = max(0, ListOffset.of(place, count: lines.count, height: height))
    }

    private static func widths(
        _ rows: [FunctionDetails.Row], width: Int
    ) -> (name: Int, value: Int, source: Int) {
        let inside = max(0, width - 3)
        let names = rows.reduce(0) { max($0, $1.name.cellWidth) }
        let sources = rows.reduce(0) { max($0, ($1.source?.label ?? "").cellWidth) }
        let name = min(names, max(inside / 3, 12))
        let source = inside >= 50 ? min(sources, 24) : 0
        let values = rows.reduce(0) { max($0, $1.value.cellWidth) }
        // On a wide screen the source is near its value.
        let room = max(0, inside - name - 2 - (source > 0 ? source + 2 : 0))
        return (name, min(room, max(values, 32)), source)
    }

    private static func detail(
        _ screen: InfoScreen, _ rows: [FunctionDetails.Row], _ rect: Rect, _ width: Int
    ) -> [String] {
        guard rect.height >= 12, rows.indices.contains(screen.index) else { return [] }
        let text = screen.shown(rows[screen.index])
        guard text.cellWidth > width else { return [] }
        let lines = WrappedText.lines(text, width: max(1, rect.width - 2))
        return Array(lines.prefix(4))
    }

    /// The value in a row of the view.
    func value(row: Int) -> Int? {
        let height = rect.height - (detail.isEmpty ? 0 : detail.count + 1)
        guard row >= 0, row < height, lines.indices.contains(offset + row) else { return nil }
        if row == 0, hiddenTitle != nil { return nil }
        if case .value(let index) = lines[offset + row] { return index }
        return nil
    }

    /// The title of the section of the first visible value, if it is scrolled away: it is shown in place of that value.
    private var hiddenTitle: String? {
        guard lines.indices.contains(offset), case .value(let index) = lines[offset], index != screen.index else {
            return nil
        }
        for line in lines[..<offset].reversed() { if case .title(let title) = line { return title } }
        return nil
    }

    func draw(in grid: inout Grid) {
        let height = max(0, rect.height - (detail.isEmpty ? 0 : detail.count + 1))
        for (row, line) in lines.dropFirst(offset).prefix(height).enumerated() {
            let y = rect.y + row
            if row == 0, let hiddenTitle {
                drawTitle(hiddenTitle, isFirst: true, y, in: &grid)
                continue
            }
            switch line {
            case .blank: break
            case .title(let title): drawTitle(title, isFirst: row == 0, y, in: &grid)
            case .value(let index): draw(rows[index], isSelected: index == screen.index, y, in: &grid)
            }
        }
        guard !detail.isEmpty else { return }
        let title = Rect(x: rect.x, y: rect.y + height, width: rect.width, height: 1)
        ScreenHeading.draw("VALUE", rows[screen.index].name, right: [("y copy", .dim)], title, in: &grid)
        for (row, line) in detail.enumerated() {
            grid.put(
                line, x: rect.x + 1, y: rect.y + height + 1 + row, style: Style(.string), width: max(0, rect.width - 2))
        }
    }

    private func drawTitle(_ title: String, isFirst: Bool, _ y: Int, in grid: inout Grid) {
        // A narrow screen has no column for the source.
        let source = widths.source == 0 && rows.indices.contains(screen.index) ? rows[screen.index].source : nil
        let place = (source.map { $0.label + " · " } ?? "") + "\(screen.index + 1)/\(rows.count)"
        ScreenHeading.draw(
            title.uppercased(), isFirst ? screen.function ?? "" : "", right: isFirst ? [(place, .dim)] : [],
            isFocused: isFirst, Rect(x: rect.x, y: y, width: rect.width, height: 1), in: &grid)
    }

    private func draw(_ row: FunctionDetails.Row, isSelected: Bool, _ y: Int, in grid: inout Grid) {
        let end = rect.x + rect.width - 1
        func put(_ text: String, _ x: Int, _ width: Int, _ role: Role) {
            let room = min(width, end - rect.x - x)
            guard room > 0 else { return }
            grid.put(text.fittedKeepingEnds(room), x: rect.x + x, y: y, style: Style(role), width: room)
        }
        put(row.name, 2, widths.name, .dim)
        put(screen.shown(row), 4 + widths.name, widths.value, role(row))
        if widths.source > 0, let source = row.source {
            put(source.label, 6 + widths.name + widths.value, widths.source, source == .standard ? .dim : .text)
        }
        guard isSelected else { return }
        grid.highlight(Rect(x: rect.x, y: y, width: rect.width, height: 1), .selection)
    }

    private func role(_ row: FunctionDetails.Row) -> Role {
        if row.isSecret { return screen.isRevealed ? .warning : .dim }
        return row.value.hasPrefix("http://") ? .link : row.source == .standard ? .dim : .text
    }
}
