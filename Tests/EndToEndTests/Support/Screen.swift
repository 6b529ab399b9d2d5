import Foundation

/// The content of a terminal.
struct Screen: Hashable, Sendable, CustomStringConvertible {
    let lines: [String]

    /// A picture for a failure's message.
    var description: String {
        let edge = String(repeating: "~", count: 40)
        return ([edge] + lines + [edge]).joined(separator: "\n")
    }

    func contains(_ text: String) -> Bool { lines.contains { $0.contains(text) } }

    /// Whether the log shows the head of a call of an event.
    func showsHead(of event: String) -> Bool {
        lines.contains { $0.contains(#/[▾▸·] [0-9a-f]{8}  /#) && $0.contains(event) }
    }

    /// Whether a text is shown in one pane, possibly wrapped at blanks or cut into rows.
    func containsWrapped(_ text: String) -> Bool {
        let wanted = text.filter { $0 != " " }
        return Pane.allCases.contains { self.text(of: $0).contains(wanted) } || squeezed(lines).contains(wanted)
    }

    private enum Pane: CaseIterable { case left, right }

    /// The text of a column of panes, without blanks and borders.
    private func text(of pane: Pane) -> String {
        squeezed(
            lines.compactMap { line in
                let parts = line.replacing("┤", with: "│").replacing("├", with: "│").components(separatedBy: "││")
                guard parts.count == 2 else { return nil }
                return pane == .left ? parts[0] : parts[1]
            })
    }

    private func squeezed(_ lines: [String]) -> String {
        lines.joined().filter { !" │├┤┌┐└┘─".contains($0) }
    }

    /// Whether all panes are complete with their borders: the terminal may be read in the middle of a frame.
    var isFramed: Bool {
        lines.count > 3
            && lines[1..<(lines.count - 2)].allSatisfy { line in
                line.first.map { "┌│├└".contains($0) } == true && line.last.map { "┐│┤┘".contains($0) } == true
            }
    }

    /// The first line that contains a text.
    func line(_ text: String) -> String? { lines.first { $0.contains(text) } }

    /// The line above the footer, which shows the selected function and its state.
    var status: String { lines.count > 1 ? lines[lines.count - 2] : "" }

    /// The mark before a function's name in the list: its state as a shape.
    func mark(_ function: String) -> Character? {
        for line in lines {
            for mark in "○◔◐●◉✗!"
            where line.hasPrefix("│ \(mark) \(function) ") || line.hasPrefix(" \(mark) \(function) ") {
                // The status line begins the same; the border distinguishes the list from it.
                if line.hasPrefix("│") { return mark }
            }
        }
        return nil
    }

    /// The name of the selected event; the mark of its last result is at the end of its row.
    var selectedEvent: String? {
        guard let line = line("▸ "), let start = line.range(of: "▸ ") else { return nil }
        let row = line[start.upperBound...].prefix { $0 != "│" }
        return row[..<(row.range(of: "  ")?.lowerBound ?? row.endIndex)].trimmingBlanks
    }
}

extension StringProtocol {
    var trimmingBlanks: String {
        var text = self[...]
        while text.last == " " { text = text.dropLast() }
        while text.first == " " { text = text.dropFirst() }
        return String(text)
    }
}
