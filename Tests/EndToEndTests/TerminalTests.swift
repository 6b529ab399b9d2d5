import Foundation
import Testing

/// Terminals of all sizes and kinds.
@Suite(.limited)
struct TerminalTests {
    @Test("Resizing keeps the selection and the scroll position, also down to nothing and back")
    func resizing() async throws {
        let orders = SampleFunction.python("orders", "return {f'k{i:03}': i for i in range(200)}").with {
            $0.events = ["a.json": "{}", "b.json": "{}", "c.json": "{}"]
        }
        try await Project.run(.node("hello"), orders, .node("edge")) { project in
            let deck = try await project.deck()
            try await deck.press("j", "2", "j", "i", waitFor: "the answer") { $0.isOK }
            try await deck.keys("4")
            var place = "1/200"
            for _ in 0..<6 {
                try await deck.press("C-d", waitFor: "a place further down") {
                    $0.call.right.hasSuffix("/200") && $0.call.right != place
                }
                place = try await deck.screen().call.right
            }
            let before = try await deck.wait("a whole frame") { $0.isFramed && $0.call.right == place }

            try await deck.resize(80, 24)
            try await deck.wait("all sections at 80×24") {
                $0.lines.count == 24 && $0.isFramed && $0.call.right == place && $0.selectedEvent == "b"
                    && $0.log.title.hasPrefix("LOG orders")
            }
            try await deck.resize(40, 10)
            try await deck.wait("one section with tabs at 40×10") {
                $0.lines.count == 10 && $0.lines[1].contains(#/1 Func +2 Events +3 Calls +4 Call +5 Log/#)
            }
            try await deck.resize(20, 5)
            try await deck.wait("that this is too small") { $0.containsWrapped("lamdeck needs 40×10") }
            try await deck.resize(120, 36)
            // All but the first line, the status line and the functions, which show the memory in use.
            try await deck.wait("the sections as they were at 120×36\n\(before)") {
                screen in
                screen.lines.count == 36 && screen.isFramed && screen.status.contains("● orders")
                    && [Screen.Name.events, .preview, .calls, .call, .log].allSatisfy {
                        screen.section($0) == before.section($0)
                    }
            }
        }
    }

    @Test("Below 70 columns one section is visible at a time, with a line of tabs")
    func tabs() async throws {
        try await Project.run(.node("hello")) { project in
            let deck = try await project.deck(width: 69, height: 24)
            try await deck.wait("the functions") {
                $0.lines[1].contains(#/1 Functions +2 Events +3 Calls +4 Call +5 Log/#) && $0.mark("hello") == "○"
                    && !$0.lines[2...].contains { $0.contains(" event") }
            }
            try await deck.press("2", waitFor: "the events") { $0.lines[2] == " · event" && $0.mark("hello") == nil }
            try await deck.press("i", "4", waitFor: "the answer") {
                $0.lines[3] == "  ✓ OK" && $0.contains("says   \"hello\"")
            }
            try await deck.press("3", waitFor: "the calls") {
                $0.lines[2].contains(#/^ \d\d:\d\d:\d\d  ✓ ok +event /#) && !$0.contains("says   ")
            }
            try await deck.press("5", waitFor: "the log") {
                $0.contains("hears {\"n\":1}") && !$0.contains("says   ") && !$0.contains("  ✓ OK")
            }
            try await deck.press("BTab", "BTab", "BTab", "BTab", waitFor: "the functions") { $0.mark("hello") == "●" }
            // From 70 columns on, all sections are visible.
            try await deck.resize(70, 24)
            try await deck.wait("all sections") { $0.isFramed && $0.shows(.functions) && $0.isOK && $0.shows(.log) }
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
                $0.contains("  + OK") && $0.lines.contains { $0.hasPrefix(" * hello ") && $0.contains(" | ") }
            }
            #expect(screen.lines[1].hasPrefix("- FUNCTIONS 1 -") && screen.lines[1].contains("-+- CALLS hello . 1 -"))
            #expect(screen.contains("says   \"??????????\""))
            #expect(screen.lines.joined().unicodeScalars.allSatisfy { $0.isASCII })
        }
    }

    @Test("NO_COLOR: shapes show the states, and no colour is sent", arguments: [true, false])
    func noColour(_ isWanted: Bool) async throws {
        try await Project.run(.node("hello")) { project in
            let deck = try await project.deck(with: isWanted ? ["NO_COLOR": "1"] : [:])
            try await deck.press("i", waitFor: "the answer") { $0.isOK && $0.mark("hello") == "●" }
            let coloured = try await deck.captured().joined(separator: "\n")
            let hasColour = coloured.contains(
                /\u{1B}\[[0-9;]*\b(3[0-7]|4[0-7]|38;5;\d+|48;5;\d+|9[0-7])[;m]/)
            #expect(hasColour == !isWanted, "\(coloured)")
            // The selection is still visible.
            #expect(coloured.contains(/\u{1B}\[[0-9;]*7m/) || !isWanted, "\(coloured)")
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
                $0.isOK && $0.selectedEvent == "空のカート" && $0.has("says", "\"こんにちは\"")
                    && $0.has("accent", "\"e\u{301}\"") && $0.has("hand", "\"👍\"") && $0.showsCall(of: "空のカート")
            }
            // The line between the halves is in the same column of each row, and what ends at it or at the screen's end
            // ends there.
            let screen = try await deck.wait("a whole frame, with the call's peak memory") {
                $0.isFramed && $0.lines.contains { $0.contains("空のカート") && $0.contains(" MB") && $0.contains("deck") }
            }
            for line in screen.lines[1..<34] where line.hasSuffix("─") { #expect(Screen.cells(line) == 120, "\(line)") }
            let calls = try #require(screen.lines.first { $0.contains("deck") && $0.contains("空のカート") })
            #expect(Screen.cells(calls) == 119, "\(calls)")
        }
    }

    @Test("A click selects and focuses, the wheel scrolls; --no-mouse leaves both to the terminal")
    func mouse() async throws {
        try await Project.run(.node("hello"), .python("orders")) { project in
            let deck = try await project.deck()
            try await deck.wait("the functions") { $0.hasUp(0) && $0.functions.title == "FUNCTIONS 2" }
            // Button 1 down and up on the second function, as reported by a terminal that is not like xterm.
            try await deck.type("\u{1B}[M \(Self.mouse(5, 4))\u{1B}[M#\(Self.mouse(5, 4))")
            try await deck.wait("the function that was clicked") { $0.events.title == "EVENTS orders · 1" }
            try await deck.type("\u{1B}[M`\(Self.mouse(5, 3))")
            try await deck.wait("the function above") { $0.events.title == "EVENTS hello · 1" }
            #expect(try await deck.flag("mouse_any_flag") == "1")
            try await deck.keys("q")
            #expect(try await deck.exitStatus() == 0)
            #expect(try await deck.damage() == [])

            try await deck.run([Program.lamdeck, "--no-mouse"])
            try await deck.wait("the functions") { $0.hasUp(0) && $0.functions.title == "FUNCTIONS 2" }
            #expect(try await deck.flag("mouse_any_flag") == "0")
        }
    }

    /// A cell as reported by terminals, counted from 1.
    private static func mouse(_ x: Int, _ y: Int) -> String {
        String(String.UnicodeScalarView([x + 32, y + 32].compactMap { UnicodeScalar($0) }))
    }
}
