import Support

/// The errors and warnings of functions.json as a list; covers the panes.
public struct ProblemsScreen: Hashable, Sendable {
    /// The place of the selected problem.
    private(set) var index = 0

    /// The keys, in the order of the footer.
    static let bindings: [ScreenBinding] = [
        .init(keys: [.enter, .character("e")], label: "edit", description: "open the file at the problem's line"),
        .init(keys: [.down, .character("j")], label: "", description: "the next problem"),
        .init(keys: [.up, .character("k")], label: "", description: "the previous problem"),
        .init(keys: [.pageDown, .character(" ")], label: "", description: "ten problems down"),
        .init(keys: [.pageUp], label: "", description: "ten problems up"),
        .init(keys: [.home, .character("g")], label: "", description: "the first problem"),
        .init(keys: [.end, .character("G")], label: "", description: "the last problem"),
        .init(keys: [.character("y")], label: "copy", description: "copy the selected problem"),
        .init(keys: [.character("Y")], label: "copy all", description: "copy all problems"),
        .init(
            keys: [.escape, .character("!"), .character("q"), .control("c")], label: "close",
            description: "back to the sections"),
    ]

    /// Takes a key.
    mutating func handle(_ key: Key, _ model: Model) -> ScreenAction {
        let problems = Self.problems(model)
        index = clamped(problems)
        switch key {
        case .escape, .character("!"), .character("q"), .control("c"): return .close
        case .enter, .character("e"): return open(problems, model)
        case .down, .character("j"): return move(by: 1, problems)
        case .up, .character("k"): return move(by: -1, problems)
        case .pageDown, .character(" "): return move(by: 10, problems)
        case .pageUp: return move(by: -10, problems)
        case .home, .character("g"): return move(by: -problems.count, problems)
        case .end, .character("G"): return move(by: problems.count, problems)
        case .character("y"): return copy(problems.isEmpty ? [] : [problems[index]])
        case .character("Y"): return copy(problems)
        case .control("l"): return .effects([.redraw])
        case .control("z"): return .effects([.suspend])
        case .character, .control, .alt, .function, .tab, .backTab, .backspace, .delete, .insert, .left, .right:
            return .notify("\(key.name) does nothing in the list of problems; Esc closes it")
        }
    }

    /// Takes the mouse. A press selects a problem, and a double click opens its file.
    mutating func handle(_ event: MouseEvent, _ model: Model, _ rect: Rect) -> ScreenAction {
        let problems = Self.problems(model)
        index = clamped(problems)
        switch event.action {
        case .scrollUp: return move(by: -1, problems)
        case .scrollDown: return move(by: 1, problems)
        case .drag, .release: return .keep
        case .press, .doubleClick:
            guard rect.contains(x: event.x, y: event.y), event.y > rect.y else { return .keep }
            let rows = ProblemRows(problems, selected: index, rect)
            guard let hit = rows.problem(row: event.y - rect.y - 1) else { return .keep }
            index = hit
            return event.action == .doubleClick ? open(problems, model) : .keep
        }
    }

    /// The problems of functions.json as it is now.
    static func problems(_ model: Model) -> [LocatedProblem] { model.manifest.problems.map(LocatedProblem.init) }

    /// The list may have become shorter.
    private func clamped(_ problems: [LocatedProblem]) -> Int { max(0, min(index, problems.count - 1)) }

    private mutating func move(by amount: Int, _ problems: [LocatedProblem]) -> ScreenAction {
        index = max(0, min(problems.count - 1, index + amount))
        return .keep
    }

    private func open(_ problems: [LocatedProblem], _ model: Model) -> ScreenAction {
        guard !problems.isEmpty else { return .notify("there is no problem to open") }
        guard let manifest = model.manifest.path, let path = problems[index].path(besides: manifest) else {
            return .notify("this problem names no file")
        }
        return .effects([.edit(path: path, line: problems[index].position?.line)])
    }

    private func copy(_ problems: [LocatedProblem]) -> ScreenAction {
        guard !problems.isEmpty else { return .notify("there is no problem to copy") }
        return .effects([.copy(problems.map { $0.text + "\n" }.joined())])
    }

    // MARK: Drawing

    /// Draws the list into the body of the screen.
    func draw(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        grid.fill(rect, style: Style())
        guard rect.width > 0, rect.height > 0 else { return }
        let problems = Self.problems(model)
        let selected = clamped(problems)
        let place = problems.isEmpty ? "" : "\(Count.text(selected + 1))/\(Count.text(problems.count))"
        ScreenHeading.draw(
            "PROBLEMS", Self.subject(model, problems), right: place.isEmpty ? [] : [(place, .dim)], isFocused: true,
            rect,
            in: &grid)
        guard !problems.isEmpty else { return Self.drawEmpty(model, rect, in: &grid) }
        ProblemRows(problems, selected: selected, rect).draw(in: &grid)
    }

    private static func subject(_ model: Model, _ problems: [LocatedProblem]) -> String {
        let name = model.manifest.path.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        var parts = [name ?? "functions.json"]
        let warnings = problems.reduce(0) { $0 + ($1.severity == .warning ? 1 : 0) }
        let errors = problems.count - warnings
        if errors > 0 { parts.append(Count.text(errors, "error")) }
        if warnings > 0 { parts.append(Count.text(warnings, "warning")) }
        if case .broken = model.manifest, !model.functions.isEmpty {
            parts.append("still using the last valid version")
        }
        return parts.joined(separator: " · ")
    }

    private static func drawEmpty(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        let (text, role): (String, Role) =
            switch model.manifest {
            case .loading: ("Reading functions.json.", .dim)
            case .missing: ("There is no functions.json yet. Esc closes this view.", .dim)
            case .broken: ("functions.json cannot be used.", .error)
            case .loaded: ("✓ functions.json has no problems", .success)
            }
        let width = max(1, rect.width - 2)
        for (row, line) in WrappedText.lines(text, width: width).prefix(max(0, rect.height - 2)).enumerated() {
            grid.put(line, x: rect.x + 1, y: rect.y + 2 + row, style: Style(role), width: max(0, rect.width - 2))
        }
    }
}

/// The wrapped rows of the problems, and which of them are visible.
struct ProblemRows {
    private struct Row {
        let problem: Int
        /// The position in front of the first row of a problem; empty in the others.
        let place: String
        let text: String
    }

    private let problems: [LocatedProblem]
    private let selected: Int
    private let rect: Rect
    private let placeWidth: Int
    private let rows: [Row]
    private let offset: Int

    /// - Parameter rect: the view, of which the first row is the title.
    init(_ problems: [LocatedProblem], selected: Int, _ rect: Rect) {
        (self.problems, self.selected, self.rect) = (problems, selected, rect)
        let places = problems.map(Self.place)
        let placeWidth = min(places.reduce(0) { max($0, $1.cellWidth) }, max(0, rect.width / 3))
        self.placeWidth = placeWidth
        let width = max(1, rect.width - 5 - placeWidth - 2)
        rows = problems.indices.flatMap { index in
            WrappedText.lines(problems[index].message, width: width).enumerated().map {
                Row(problem: index, place: $0 == 0 ? places[index] : "", text: $1)
            }
        }
        let height = max(0, rect.height - 1)
        let first = rows.firstIndex { $0.problem == selected } ?? 0
        let last = rows.lastIndex { $0.problem == selected } ?? first
        // All of the selected problem is visible, or its beginning.
        let wanted = ListOffset.of((first + last) / 2, count: rows.count, height: height)
        offset = max(0, min(wanted, first))
    }

    /// Line and column, and the file if it is not functions.json.
    private static func place(_ problem: LocatedProblem) -> String {
        guard let position = problem.position else { return problem.file ?? "" }
        let numbers = "\(position.line):\(position.column)"
        guard let file = problem.file, !file.hasSuffix(".json") else { return numbers }
        return "\(file):\(numbers)"
    }

    /// The problem of a visible row.
    func problem(row: Int) -> Int? {
        rows.indices.contains(offset + row) && row >= 0 && row < rect.height - 1 ? rows[offset + row].problem : nil
    }

    func draw(in grid: inout Grid) {
        for (index, row) in rows.dropFirst(offset).prefix(max(0, rect.height - 1)).enumerated() {
            let y = rect.y + 1 + index
            let problem = problems[row.problem]
            let isWarning = problem.severity == .warning
            let role: Role = isWarning ? .warning : .error
            let isFirst = offset + index == 0 || rows[offset + index - 1].problem != row.problem
            func put(_ text: String, _ x: Int, _ style: Style) {
                let room = rect.width - x - 1
                if room > 0 { grid.put(text, x: rect.x + x, y: y, style: style, width: room) }
            }
            if isFirst { put(isWarning ? "!" : "✗", 1, Style(role, attributes: .bold)) }
            put(row.place.fittedToEnd(placeWidth), 3, Style(.link))
            put(row.text, 3 + placeWidth + (placeWidth > 0 ? 2 : 0), Style(isFirst ? .text : .dim))
            guard row.problem == selected else { continue }
            grid.highlight(Rect(x: rect.x, y: y, width: rect.width, height: 1), .selection)
        }
    }
}
