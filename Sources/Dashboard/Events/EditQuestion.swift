import LambdaModel
import Support

/// What the deck asks when the editor has ended and the event was not written.
public struct EditQuestion: Hashable, Sendable {
    /// The edit.
    let edited: EditedEvent

    /// The title.
    var title: String {
        switch edited.problem {
        case .mistake: "\(edited.event) is not JSON"
        case .changed: "\(edited.event) was changed while you edited it"
        case .failed: "\(edited.event) is not saved"
        }
    }

    /// What is wrong, in lines. The line with the mistake is followed by a mark below its column.
    func details(width: Int) -> [(text: String, role: Role)] {
        switch edited.problem {
        case .mistake(let mistake):
            let place = "line \(mistake.line), column \(mistake.column): \(mistake.message)"
            return WrappedText.lines(place, width: max(1, width)).map { ($0, .error) }
                + Self.excerpt(mistake, width: width).map { ($0, .text) }
        case .changed: return [("Another program wrote the file.", .text)]
        case .failed(let reason): return WrappedText.lines(reason, width: max(1, width)).map { ($0, .error) }
        }
    }

    /// The keys and what they do.
    var answers: [(key: String, text: String)] {
        switch edited.problem {
        case .mistake(let mistake):
            [
                ("e", "edit it again, at line \(mistake.line)"), ("k", "keep it as it is"),
                ("u", "undo: drop what you wrote"),
            ]
        case .changed:
            [("e", "edit yours again"), ("k", "keep yours, over the other"), ("u", "undo: keep the other")]
        case .failed: [("e", "edit it again"), ("k", "save it: try again"), ("u", "undo: drop what you wrote")]
        }
    }

    /// What a key answers; nil for any other key. No other key closes the question: what the user wrote must not
    /// be lost by mistake.
    func answer(for key: Key) -> EditAnswer? {
        switch key {
        case .character("e"), .enter: .reopen
        case .character("k"): .keep
        case .character("u"): .drop
        default: nil
        }
    }

    /// The line with the mistake, cut around its column, and a mark below it.
    private static func excerpt(_ mistake: EventMistake, width: Int) -> [String] {
        let scalars = Array(mistake.text.unicodeScalars)
        let before = String(String.UnicodeScalarView(scalars.prefix(mistake.column - 1)))
        guard !mistake.text.isEmpty, width > 8, mistake.column - 1 <= scalars.count else { return [] }
        let shown = before.fittedToEnd(width / 2)
        let rest = String(String.UnicodeScalarView(scalars.dropFirst(mistake.column - 1)))
        let line = shown + rest.fitted(max(1, width - shown.cellWidth))
        return ["", line, String(repeating: " ", count: shown.cellWidth) + "^"]
    }

    /// The widest text, as far as the screen has room, and the box around all of it.
    private func places(_ size: Size) -> (inside: Int, box: Rect) {
        let answerWidth = (answers.map { $0.text.cellWidth }.max() ?? 0) + 6
        let widest = max(title.cellWidth, answerWidth, details(width: 200).map { $0.text.cellWidth }.max() ?? 0)
        let inside = max(1, min(widest, size.width - 6, 76))
        let height = details(width: inside).count + answers.count + 5
        return (inside, OverlayView.box(width: inside + 6, height: height, size))
    }

    /// The key of the answer at a cell.
    func answer(at event: MouseEvent, _ size: Size) -> Key? {
        let box = places(size).box
        let row = event.y - (box.y + box.height - 1 - answers.count)
        guard box.contains(x: event.x, y: event.y), answers.indices.contains(row) else { return nil }
        return answers[row].key.first.map { .character($0) }
    }

    /// Draws the question in the middle of the screen.
    func draw(_ size: Size, in grid: inout Grid) {
        let (inside, box) = places(size)
        let lines = details(width: inside)
        OverlayView.frame(box, in: &grid)
        let (x, room) = (box.x + 3, max(0, box.width - 6))
        grid.put(title.fittedKeepingEnds(room), x: x, y: box.y + 1, style: Style(.text, attributes: .bold))
        // The answers must be visible on the smallest screen.
        let most = max(0, box.height - 4 - answers.count)
        for (row, line) in lines.prefix(most).enumerated() {
            grid.put(line.text.fitted(room), x: x, y: box.y + 2 + row, style: Style(line.role))
        }
        for (row, answer) in answers.enumerated() {
            let y = box.y + box.height - 1 - answers.count + row
            grid.put(answer.key, x: x, y: y, style: Style(.accent, attributes: .bold))
            grid.put(answer.text.fitted(room - 5), x: x + 5, y: y, style: Style())
        }
    }
}
