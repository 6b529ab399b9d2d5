import Foundation

/// The content of a terminal.
struct Screen: Hashable, Sendable, CustomStringConvertible {
    /// The text of the rows.
    let lines: [String]
    /// For each row, whether each cell has a colour behind it.
    private let grounds: [[Bool]]

    /// - Parameter captured: the rows, with or without escape sequences for colours.
    init(captured: [String]) {
        var (lines, grounds) = ([String](), [[Bool]]())
        // A colour continues on the next row.
        var hasGround = false
        for row in captured {
            var (text, cells) = (String.UnicodeScalarView(), [Bool]())
            var scalars = row.unicodeScalars[...]
            while let scalar = scalars.popFirst() {
                if scalar == "\u{1B}", scalars.first == "[" {
                    let sequence = scalars.prefix { !("@"..."~").contains($0) || $0 == "[" }.dropFirst()
                    scalars = scalars.dropFirst(sequence.count + 2)
                    Self.read(String(sequence), &hasGround)
                } else if scalar == "\u{E}" || scalar == "\u{F}" {
                    // tmux announces line drawing.
                    continue
                } else {
                    text.append(scalar)
                    cells += Array(repeating: hasGround, count: Self.cells(scalar))
                }
            }
            lines.append(String(text).withoutEndBlanks)
            grounds.append(cells)
        }
        (self.lines, self.grounds) = (lines, grounds)
    }

    /// What the numbers of a sequence say about the background.
    private static func read(_ sequence: String, _ hasGround: inout Bool) {
        var numbers = sequence.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }[...]
        while let number = numbers.popFirst() {
            switch number {
            case 0, 27, 49: hasGround = false
            case 7, 40...48, 100...107: hasGround = true
            default: break
            }
            if number == 38 || number == 48 { numbers = numbers.dropFirst(numbers.first == 5 ? 2 : 4) }
        }
    }

    /// The width of a character, of those used in these tests.
    private static func cells(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x300...0x36F: 0
        case 0x3000...0x9FFF, 0x1F300...0x1FAFF: 2
        default: 1
        }
    }

    /// The width of a text.
    static func cells(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + cells($1) } }

    /// A picture for a failure's message.
    var description: String {
        let edge = String(repeating: "~", count: 40)
        return ([edge] + lines + [edge]).joined(separator: "\n")
    }

    func contains(_ text: String) -> Bool { lines.contains { $0.contains(text) } }

    /// Whether a text is shown in one half of the screen, possibly wrapped at blanks or cut into rows.
    func containsWrapped(_ text: String) -> Bool {
        let wanted = text.filter { $0 != " " }
        return [halves.map(\.left), halves.map(\.right), lines].contains { Self.squeezed($0).contains(wanted) }
    }

    private static func squeezed(_ lines: [String]) -> String {
        lines.joined().filter { !" │├┤┌┐└┘─┬┼".contains($0) }
    }

    /// The first line that contains a text.
    func line(_ text: String) -> String? { lines.first { $0.contains(text) } }

    /// The line above the footer, which shows the selected function and its state.
    var status: String { lines.count > 1 ? lines[lines.count - 2] : "" }

    /// The first line: the project, the selected function, how many functions run, and the engine.
    var header: String { lines.first ?? "" }

    /// Whether the header says that so many functions run.
    func hasUp(_ count: Int) -> Bool { header.contains("  \(count) up  ") }

    // MARK: Sections

    /// A part of the screen with a title.
    enum Name: String {
        case functions = "FUNCTIONS"
        case events = "EVENTS"
        case preview = "EVENT"
        case calls = "CALLS"
        case call = "CALL"
        case log = "LOG"
    }

    /// The text of a section.
    struct Section: Hashable, Sendable {
        /// The left part of its title: the name and what it shows.
        let title: String
        /// The right part of its title.
        let right: String
        /// The rows below it, without blanks at their ends.
        let rows: [String]
        /// The row that is marked over its whole width; nil if none is.
        let selected: String?

        func contains(_ text: String) -> Bool { rows.contains { $0.contains(text) } }
    }

    var functions: Section { section(.functions) }
    var events: Section { section(.events) }
    var calls: Section { section(.calls) }
    var call: Section { section(.call) }
    var log: Section { section(.log) }

    /// A section; without text if it is not visible.
    func section(_ name: Name) -> Section { find(name) ?? Section(title: "", right: "", rows: [], selected: nil) }

    /// Whether a section is visible with its title.
    func shows(_ name: Name) -> Bool { find(name) != nil }

    private func find(_ name: Name) -> Section? {
        let isLeft = name == .functions || name == .events || name == .preview
        let rows = halves.enumerated().map { (row: $0, text: isLeft ? $1.left : $1.right) }
        guard let start = rows.firstIndex(where: { Self.title($0.text)?.name == name.rawValue }) else { return nil }
        let below = rows[(start + 1)...].prefix { Self.title($0.text) == nil }
        // A blank column precedes text.
        let first = isLeft ? 0 : (divider ?? -1) + (name == .calls ? 1 : 2)
        // The verdict of a call has a background, too, and is above the rows.
        let selected = below.last { entry in
            let cells = grounds[entry.row + 1]
            return cells.indices.contains(first) && cells[first]
        }
        let title = Self.title(rows[start].text)
        return Section(
            title: title?.left ?? "", right: title?.right ?? "", rows: below.map(\.text.withoutEndBlanks),
            selected: selected?.text.withoutEndBlanks)
    }

    /// The column of the line between the halves; nil if there is none.
    private var divider: Int? {
        guard lines.count > 1, let place = lines[1].unicodeScalars.firstIndex(of: "┬") else { return nil }
        return Self.cells(String(lines[1].unicodeScalars[..<place]))
    }

    /// The rows between the header and the status line. Without a line between the halves, both are the whole row.
    private var halves: [(left: String, right: String)] {
        guard lines.count > 3 else { return [] }
        let divider = divider
        return lines[1..<(lines.count - 2)].map { line in
            guard let divider else { return (line, line) }
            var (left, right, column) = (String.UnicodeScalarView(), String.UnicodeScalarView(), 0)
            for scalar in line.unicodeScalars {
                if column < divider || column == divider && Self.cells(scalar) == 0 {
                    left.append(scalar)
                } else if column > divider {
                    right.append(scalar)
                }
                column += Self.cells(scalar)
            }
            return (String(left), String(right))
        }
    }

    /// The name and the text of a title; nil if a row of a half is none.
    private static func title(_ text: String) -> (name: String, left: String, right: String)? {
        guard text.hasPrefix("─ "), text.hasSuffix("─") else { return nil }
        let parts = text.split(separator: "─").map(\.trimmingBlanks)
        let name = parts.first?.split(separator: " ").first.map(String.init) ?? ""
        guard Name(rawValue: name) != nil else { return nil }
        return (name, parts[0], parts.count > 1 ? parts[parts.count - 1] : "")
    }

    /// Whether the line between the halves is complete: the terminal may be read in the middle of a frame.
    var isFramed: Bool {
        guard let divider, lines.count > 3 else { return false }
        return lines[1..<(lines.count - 2)].allSatisfy { line in
            var column = 0
            for scalar in line.unicodeScalars {
                if column == divider { return "│├┤┬┼".unicodeScalars.contains(scalar) }
                column += Self.cells(scalar)
            }
            return false
        }
    }

    // MARK: Content of sections

    /// The mark before a function's name in the list: its state as a shape.
    func mark(_ function: String) -> Character? {
        // Below 70 columns, the list is the whole body.
        let rows = shows(.functions) ? functions.rows : lines.dropFirst(2).dropLast(2).map(\.withoutEndBlanks)
        for row in rows {
            for mark in "○◔◐●◉✗!" where (row + " ").hasPrefix(" \(mark) \(function) ") { return mark }
        }
        return nil
    }

    /// The name of the selected event, without `.json`. The mark of its last result precedes it, and the result itself
    /// is at the end of its row.
    var selectedEvent: String? {
        guard let row = events.selected, row.count > 3 else { return nil }
        let name = row.dropFirst(3)
        return String(name[..<(name.range(of: "  ")?.lowerBound ?? name.endIndex)])
    }

    /// The result of the call in the inspector with its mark: `✓ OK`, `✗ FUNCTION ERROR  ValueError boom`,
    /// `✗ not sent`; nil while there is none.
    var verdict: String? {
        // It is below the names of the views, which a call has only after its end.
        let row = call.rows.prefix(2).first { row in row.first { $0 != " " }.map { "✓✗!–?".contains($0) } ?? false }
        return row?.trimmingBlanks
    }

    /// Whether the inspector shows a good answer.
    var isOK: Bool { verdict == "✓ OK" }

    /// The facts about the call in the inspector, which follow the names of its views: `warm`, `83 bytes`.
    var facts: [String] {
        guard let row = call.rows.first, row.contains(" response "), let gap = row.range(of: " diff ") else {
            return []
        }
        return row[gap.upperBound...].trimmingBlanks.components(separatedBy: " · ")
    }

    /// Whether the inspector shows a good answer that no start preceded.
    var isWarmOK: Bool { isOK && facts.contains("warm") }

    /// The rows of calls, newest first, without the names of the columns.
    var callRows: [String] { calls.rows.filter { $0.contains(#/^.\d\d:\d\d:\d\d  /#) } }

    /// Whether the table of calls has one of an event, by its name without `.json`.
    func showsCall(of event: String) -> Bool { callRows.contains { $0.contains("  \(event)  ") } }

    /// Whether a section has a row of a tree with a key and its value.
    func has(_ key: String, _ value: String, in name: Name = .call) -> Bool {
        section(name).rows.contains { row in
            let words = row.split(separator: " ", maxSplits: 1).map(String.init)
            guard words.count == 2, words[0] == key else { return false }
            // A scrollbar may be at the end of the row.
            let rest = words[1].trimmingBlanks
            return rest == value || rest.hasPrefix(value + " ") && "│┃".contains(rest.last ?? " ")
        }
    }
}

extension StringProtocol {
    var trimmingBlanks: String {
        var text = self[...]
        while text.last == " " { text = text.dropLast() }
        while text.first == " " { text = text.dropFirst() }
        return String(text)
    }

    /// The text without the blanks at its end.
    var withoutEndBlanks: String {
        var text = self[...]
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }
}
