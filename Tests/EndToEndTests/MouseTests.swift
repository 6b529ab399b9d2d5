import Foundation
import Testing

/// The mouse, as terminals like xterm report it.
@Suite(.limited)
struct MouseTests {
    @Test("A click on a word of the footer does what its key does")
    func footer() async throws {
        try await Project.run(.node("hello")) { project in
            let deck = try await project.deck(with: ["TERM": "xterm-256color"])
            let screen = try await deck.wait("the footer") { $0.hasUp(0) && $0.lines.last?.contains("? keys") == true }
            try await deck.click(column(of: "? keys", screen), 36)
            try await deck.wait("Esc closes")
            // The keys below the help are not those of the sections.
            try await deck.press("Escape", waitFor: "no help") { !$0.contains("Esc closes") }
            try await deck.click(column(of: ": palette", screen) + 3, 36)
            try await deck.wait("│ › ")
            try await deck.press("Escape", waitFor: "no palette") { !$0.contains("│ › ") }
            try await deck.click(column(of: "i invoke", screen), 36)
            try await deck.wait("the answer") { $0.isOK }
            // Between two words there is nothing.
            try await deck.click(column(of: "q quit", screen) - 1, 36)
            try await deck.press("2", waitFor: "the events' keys") { $0.isOK && !$0.contains("is running") }
        }
    }

    @Test("Dragging the line between the halves and the title of a section moves them; they stay when the button is up")
    func borders() async throws {
        try await Project.run(.node("hello"), .python("orders")) { project in
            let deck = try await project.deck(with: ["TERM": "xterm-256color"])
            try await deck.press("i", waitFor: "the answer") { $0.isOK && $0.isFramed }
            func column(_ screen: Screen) -> Int { Screen.cells(String(screen.lines[1].prefix { $0 != "┬" })) + 1 }
            func row(_ screen: Screen) -> Int { (screen.lines.firstIndex { $0.contains("─ LOG hello") } ?? -1) + 1 }
            let before = try await deck.screen()
            let (x, y) = (column(before), row(before))
            try await deck.drag((x, 10), (x + 6, 11), (x + 12, 12))
            try await deck.wait("the line moved") { $0.isFramed && column($0) == x + 12 }
            try await deck.drag((x + 20, y), (x + 20, y - 5))
            try await deck.wait("the log larger") { $0.isFramed && row($0) == y - 5 && column($0) == x + 12 }
            // The mouse moves on without a button: a drag that begins elsewhere moves nothing.
            try await deck.drag((x + 20, y + 2), (x + 20, y - 2))
            try await deck.press("1", "j", waitFor: "the other function") { $0.status.contains("○ orders") }
            try await deck.press("k", waitFor: "the sizes as they were") {
                $0.isFramed && row($0) == y - 5 && column($0) == x + 12
            }
        }
    }

    /// The column of a text in the footer, counted from 1.
    private func column(of text: String, _ screen: Screen) throws -> Int {
        let footer = try #require(screen.lines.last)
        let place = try #require(footer.range(of: text), "\(footer)")
        return Screen.cells(String(footer[..<place.lowerBound])) + 1
    }
}

extension TerminalSession {
    /// Presses and releases the first button on a cell, counted from 1.
    fileprivate func click(_ x: Int, _ y: Int) async throws {
        try await type("\u{1B}[<0;\(x);\(y)M\u{1B}[<0;\(x);\(y)m")
    }

    /// Presses the first button on a cell, moves over others, and releases it on the last one.
    fileprivate func drag(_ first: (Int, Int), _ others: (Int, Int)...) async throws {
        try await type("\u{1B}[<0;\(first.0);\(first.1)M")
        for (x, y) in others { try await type("\u{1B}[<32;\(x);\(y)M") }
        let end = others.last ?? first
        try await type("\u{1B}[<0;\(end.0);\(end.1)m")
    }
}
