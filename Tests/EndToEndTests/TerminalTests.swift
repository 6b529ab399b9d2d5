import Foundation
import Testing

/// Terminals of all sizes and kinds.
@Suite(.limited)
struct TerminalTests {
    @Test("Resizing keeps the selection and the scroll position, also down to nothing and back")
    func resizing() async throws {
        let orders = SampleFunction.python("orders", "return list(range(200))").with {
            $0.events = ["a.json": "{}", "b.json": "{}", "c.json": "{}"]
        }
        try await Project.run(.node("hello"), orders, .node("edge")) { project in
            let deck = try await project.deck()
            try await deck.press("j", "2", "j", "i", waitFor: "the answer") { $0.contains("✓ ok") }
            try await deck.keys("4")
            var place = "1/202"
            for _ in 0..<6 {
                try await deck.press("C-d", waitFor: "a place further down") { Self.place(in: $0) ?? place != place }
                place = try await Self.place(in: deck.screen()) ?? ""
            }
            let before = try await deck.wait("a whole frame") { $0.isFramed && Self.place(in: $0) == place }

            try await deck.resize(80, 24)
            try await deck.wait("all panes at 80×24") {
                Self.place(in: $0) == place && $0.contains("3 Logs · orders") && $0.selectedEvent == "b.json"
            }
            try await deck.resize(40, 10)
            try await deck.wait("one pane with tabs at 40×10") {
                $0.lines[1].contains("1 Functi") && $0.lines[1].contains("4 Respon") && $0.lines.count == 10
            }
            try await deck.resize(20, 5)
            try await deck.wait("that this is too small") { $0.containsWrapped("lamdeck needs 40×10") }
            try await deck.resize(120, 36)
            // All but the first line and the status line, which show the memory in use.
            try await deck.wait("the panes as they were at 120×36\n\(before)") {
                $0.lines.count == 36 && $0.lines[1..<34] == before.lines[1..<34] && $0.status.contains("● orders")
            }
        }
    }

    /// The cursor's position in an answer of 202 lines, as shown on the border.
    private static func place(in screen: Screen) -> String? {
        screen.line("4 Response")?.split(separator: " ").first { $0.hasSuffix("/202") }.map(String.init)
    }

    @Test("Below 80 columns one pane is visible at a time, with a line of tabs")
    func tabs() async throws {
        try await Project.run(.node("hello")) { project in
            let deck = try await project.deck(width: 79, height: 24)
            try await deck.wait("the functions") {
                $0.lines[1].contains("1 Functions") && $0.lines[1].contains("2 Events") && $0.contains("○ hello")
                    && !$0.contains("event.json")
            }
            try await deck.press("2", waitFor: "the events") { $0.contains("▸ event.json") }
            try await deck.press("i", "4", waitFor: "the answer") {
                $0.contains("✓ ok") && $0.contains("\"says\": \"hello\"")
            }
            try await deck.press("3", waitFor: "the log") { $0.contains("hears {\"n\":1}") && !$0.contains("✓ ok") }
            try await deck.press("BTab", "BTab", waitFor: "the functions") { $0.contains("● hello") }
        }
    }

    @Test("On a terminal of 20×5 the deck says what size it needs, and q quits")
    func tiny() async throws {
        try await Project.run(.node("hello")) { project in
            let deck = try await project.deck(width: 20, height: 5)
            try await deck.wait("what is lacking") { $0.containsWrapped("lamdeck needs 40×10 cells; this has 20×5") }
            try await deck.keys("q")
            #expect(try await deck.exitStatus() == 0)
            #expect(try await deck.damage() == [])
        }
    }

    @Test(
        "A terminal that cannot show the deck, or is unknown",
        arguments: [
            ("TERM=dumb", "TERM=dumb can't show the deck"),
            ("TERM=nonsense-7", "doesn't know TERM=nonsense-7"),
            ("TERM=", "TERM is not set"),
        ])
    func unusable(_ variable: String, _ message: String) async throws {
        try await Project.run(.node("hello")) { project in
            let term = String(variable.dropFirst("TERM=".count))
            let deck = try await project.deck(with: ["TERM": term])
            #expect(try await deck.exitStatus() == 2)
            let screen = try await deck.wait(message)
            #expect(screen.containsWrapped("TERM=xterm-256color"))
            #expect(try await deck.damage() == [])
        }
    }

    @Test("Without a terminal on its input lamdeck says so, and what to use instead")
    func noTerminal() async throws {
        try await Project.run(.node("hello")) { project in
            let result = try await project.lamdeck()
            #expect(result.status == 2)
            #expect(result.text.isEmpty)
            #expect(result.messages.contains("needs a terminal"), "\(result.messages)")
            #expect(result.messages.contains("`lamdeck up`") && result.messages.contains("`lamdeck test`"))
        }
    }

    @Test("If the locale is not UTF-8, the deck draws only ASCII")
    func noUTF8() async throws {
        let hello = SampleFunction.node("hello", answer: "{ says: 'こんにちは' }")
        try await Project.run(hello) { project in
            let deck = try await project.deck(with: ["LC_ALL": "C"])
            let screen = try await deck.press("i", waitFor: "the answer, and a function that waits") {
                $0.contains("v ok . ") && $0.contains("| * hello ")
            }
            #expect(screen.contains("+ 1 Functions -"))
            #expect(screen.contains("\"says\": \"??????????\""))
            #expect(screen.lines.joined().unicodeScalars.allSatisfy { $0.isASCII })
        }
    }

    @Test("NO_COLOR: shapes show the states, and no colour is sent", arguments: [true, false])
    func noColour(_ isWanted: Bool) async throws {
        try await Project.run(.node("hello")) { project in
            let deck = try await project.deck(with: isWanted ? ["NO_COLOR": "1"] : [:])
            try await deck.press("i", waitFor: "the answer") { $0.contains("✓ ok") && $0.mark("hello") == "●" }
            let coloured = try await deck.screen(escapes: true)
            let hasColour = coloured.lines.joined().contains(
                /\u{1B}\[[0-9;]*\b(3[0-7]|4[0-7]|38;5;\d+|48;5;\d+|9[0-7])[;m]/)
            #expect(hasColour == !isWanted, "\(coloured)")
            // The selection is still visible.
            #expect(coloured.lines.joined().contains(/\u{1B}\[[0-9;]*7m/) || !isWanted, "\(coloured)")
        }
    }

    @Test("Wide characters, combining marks and emoji take the right number of cells")
    func wideCharacters() async throws {
        let hello = SampleFunction.node("hello", answer: "{ says: 'こんにちは', accent: 'e\u{301}', hand: '👍' }").with {
            $0.events = ["空のカート.json": "{}", "e\u{301}t\u{E9}.json": "{}"]
        }
        try await Project.run(hello) { project in
            let deck = try await project.deck()
            try await deck.press("2", "G", "i", waitFor: "the answer") {
                $0.contains("✓ ok") && $0.selectedEvent == "空のカート.json" && $0.contains("\"says\": \"こんにちは\"")
            }
            // Every border is where it was.
            let screen = try await deck.wait("a whole frame") { $0.isFramed }
            for line in screen.lines.dropFirst(2).dropLast(3) where line.hasPrefix("│") {
                #expect(line.hasSuffix("│") || line.hasSuffix("┤"), "\(line)")
                #expect(Self.cells(line) == 120, "\(line)")
            }
        }
    }

    /// The width of a line of the characters used in these tests.
    private static func cells(_ line: String) -> Int {
        line.unicodeScalars.reduce(0) { sum, scalar in
            switch scalar.value {
            case 0x300...0x36F: sum
            case 0x3000...0x9FFF, 0x1F300...0x1FAFF: sum + 2
            default: sum + 1
            }
        }
    }

    @Test("A click selects and focuses, the wheel scrolls; --no-mouse leaves both to the terminal")
    func mouse() async throws {
        try await Project.run(.node("hello"), .python("orders")) { project in
            let deck = try await project.deck()
            try await deck.wait("0 of 2 running")
            // Button 1 down and up on the second function, as reported by a terminal that is not like xterm.
            try await deck.type("\u{1B}[M \(Self.mouse(5, 4))\u{1B}[M#\(Self.mouse(5, 4))")
            try await deck.wait("the function that was clicked") { $0.contains("2 Events · orders") }
            try await deck.type("\u{1B}[M`\(Self.mouse(5, 3))")
            try await deck.wait("the function above") { $0.contains("2 Events · hello") }
            #expect(try await deck.flag("mouse_any_flag") == "1")
            try await deck.keys("q")
            #expect(try await deck.exitStatus() == 0)
            #expect(try await deck.damage() == [])

            try await deck.run([Program.lamdeck, "--no-mouse"])
            try await deck.wait("0 of 2 running")
            #expect(try await deck.flag("mouse_any_flag") == "0")
        }
    }

    /// A cell as reported by terminals, counted from 1.
    private static func mouse(_ x: Int, _ y: Int) -> String {
        String(String.UnicodeScalarView([x + 32, y + 32].compactMap { UnicodeScalar($0) }))
    }
}
