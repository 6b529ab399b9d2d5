import Foundation
import Testing

/// Every key that the deck has does what its help says.
@Suite(.limited)
struct KeyTests {
    /// Thirty objects: a tree of 91 rows.
    private static let list = "{\"list\": [{\"i\": i, \"text\": \"-\" * (200 if i == 0 else 3)} for i in range(30)]}"

    /// Logs forty-one lines, one of them long.
    private static func talker(answer: String = list) -> SampleFunction {
        SampleFunction.python(
            "talker",
            """
            for i in range(40): print(f"line {i:02}")
            print("long " + "=" * 300 + " end")
            return \(answer)
            """
        ).with {
            $0.events = Dictionary(uniqueKeysWithValues: "abcdefghijklmnopqrstuvwxyz".map { ("\($0).json", "{}") })
        }
    }

    @Test("Moving within lists and between panes")
    func movingInLists() async throws {
        let names = (1...12).map { "f\($0)" }
        try await Project.run { project in
            let functions = names.map { SampleFunction.node($0) } + [Self.talker()]
            for function in functions { try project.add(function) }
            try project.write("functions.json", SampleFunction.manifest(functions))
            let deck = try await project.deck()
            func selects(_ name: String) -> (Screen) -> Bool { { $0.status.hasPrefix(" ○ \(name) ") } }
            try await deck.wait("no function up") { $0.hasUp(0) && $0.functions.title == "FUNCTIONS 13" }
            for (key, name) in [
                ("j", "f2"), ("Down", "f3"), ("k", "f2"), ("Up", "f1"), ("G", "talker"), ("g", "f1"), ("End", "talker"),
                ("Home", "f1"), ("C-d", "f7"), ("C-u", "f1"), ("NPage", "f12"), ("PPage", "f1"), ("Space", "f12"),
                ("C-b", "f1"), ("C-f", "f12"), ("G", "talker"),
            ] {
                try await deck.press(key, waitFor: "\(key) to select \(name)", until: selects(name))
            }
            try await deck.press("Enter", "j", waitFor: "the second event") { $0.selectedEvent == "b" }
            for (key, event) in [
                ("G", "z"), ("g", "a"), ("Down", "b"), ("Up", "a"),
            ] {
                try await deck.press(key, waitFor: "\(key) to select \(event)") { $0.selectedEvent == event }
            }
            try await deck.press("C-d", waitFor: "an event further down") {
                $0.selectedEvent.map { $0 > "c" } ?? false
            }
            try await deck.press("C-u", waitFor: "the first event") { $0.selectedEvent == "a" }
            // Shift and Tab go back to the functions; 2 returns; Tab goes round.
            try await deck.press("BTab", "k", waitFor: "the function above", until: selects("f12"))
            try await deck.press("2", "Tab", "Tab", "Tab", "k", waitFor: "the function above", until: selects("f11"))
            try await deck.press("3", "1", "k", waitFor: "the function above", until: selects("f10"))
            try await deck.press("5", "1", "k", waitFor: "the function above", until: selects("f9"))
        }
    }

    @Test("Following, wrapping, times, the emulator's lines, scrolling and zoom")
    func logs() async throws {
        // A short answer leaves the log enough rows.
        try await Project.run(Self.talker(answer: "\"short\"")) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "the answer") { $0.isOK }
            let end = try await deck.wait("the log") {
                $0.log.title == "LOG talker · 42 lines" && $0.log.right == "following" && $0.log.contains("= end")
            }
            #expect(Self.hasTimes(end))

            try await deck.press("5", "g", waitFor: "the log's start") {
                $0.log.title == "LOG talker · line 1 of 42" && $0.log.right == "paused"
                    && $0.log.contains("line 00") && !$0.log.contains("= end")
            }
            try await deck.press("C-d", waitFor: "half a page further") {
                !$0.log.contains("line 00") && $0.log.contains("line 10")
            }
            try await deck.press("[", waitFor: "the call's start") { $0.log.contains("line 00") }
            try await deck.press("Enter", waitFor: "the call folded") {
                $0.log.rows.contains { $0.contains("▸ a  42 lines  ✓ ok") } && !$0.log.contains("line 00")
            }
            try await deck.press("Enter", waitFor: "the call unfolded") { $0.log.contains("line 00") }
            try await deck.press("F", waitFor: "the end") {
                $0.log.right == "following" && $0.log.contains("= end")
            }
            try await deck.press("F", waitFor: "that it stays") { $0.log.right == "paused" }
            try await deck.press("G", waitFor: "that it follows") { $0.log.right == "following" }

            try await deck.press("w", waitFor: "the long line cut") {
                !$0.log.contains("= end") && $0.log.contains("long ====")
            }
            for _ in 0..<60 where try await !deck.screen().log.contains("= end") { try await deck.keys("Right") }
            try await deck.wait("the long line's end") { $0.log.contains("= end") }
            for _ in 0..<60 where try await !deck.screen().log.contains("long ====") { try await deck.keys("Left") }
            try await deck.press("w", waitFor: "the long line wrapped") {
                $0.log.contains("= end") && $0.log.contains("long ===")
            }

            try await deck.press("t", waitFor: "no times") { $0.shows(.log) && !Self.hasTimes($0) }
            try await deck.press("t", waitFor: "times") { Self.hasTimes($0) }
            #expect(try await !deck.screen().contains("(rapid)"))
            #expect(try await !deck.screen().contains("RequestId: "))
            try await deck.press("+", waitFor: "the log alone") {
                !$0.shows(.functions) && $0.log.contains("line 29")
            }
            try await deck.press("R", "g", waitFor: "the log's start") { $0.log.right == "paused" }
            // The engine may deliver the emulator's lines after the function's: both ends of the log show them all.
            _ = try await waiting(for: "the emulator's lines") {
                let start = try await deck.press("g", waitFor: "the start") { !$0.log.contains("= end") }
                let end = try await deck.press("G", waitFor: "the end") { $0.log.contains("= end") }
                let lines = (start.log.rows + end.log.rows).joined()
                return lines.contains("REPORT RequestId: ") && lines.contains("START RequestId: ") ? true : nil
            }
            try await deck.press("R", waitFor: "none of them") { !$0.contains("RequestId: ") }

            try await deck.press("_", waitFor: "all sections") { $0.shows(.functions) && $0.shows(.log) }
            try await deck.press("+", waitFor: "the log alone") { !$0.shows(.functions) && $0.shows(.log) }
            try await deck.press("Escape", waitFor: "all sections") { $0.shows(.functions) && $0.shows(.log) }
        }
    }

    /// Whether the log shows times before its lines.
    private static func hasTimes(_ screen: Screen) -> Bool {
        screen.log.rows.contains { $0.contains(#/^ \d\d:\d\d:\d\d /#) }
    }

    @Test("Folding and scrolling a response; invoking again; redrawing; an unbound key")
    func response() async throws {
        try await Project.run(Self.talker(), .node("hello")) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "the answer") { $0.isOK && $0.has("i", "0") }
            try await deck.press("4", "j", waitFor: "the second row") { $0.call.right.hasSuffix("   2/91") }
            try await deck.press("Enter", waitFor: "one object folded") {
                $0.call.right.hasSuffix("   2/89") && !$0.has("i", "0") && $0.has("i", "1")
            }
            try await deck.press("k", "Enter", waitFor: "all folded") {
                $0.has("▸", "list   [ 30 items ]") && !$0.has("i", "1")
            }
            try await deck.press("Enter", "j", "Enter", waitFor: "all unfolded") {
                $0.call.right.hasSuffix("   2/91") && $0.has("i", "0")
            }
            try await deck.press("G", waitFor: "the end") { $0.call.right.hasSuffix("   91/91") && $0.has("i", "29") }
            try await deck.press("g", waitFor: "the start") { $0.call.right.hasSuffix("   1/91") && $0.has("i", "0") }

            // The last call again, from another function.
            try await deck.press("1", "j", waitFor: "the other function") { $0.events.title == "EVENTS hello · 1" }
            try await deck.press(".", "k", waitFor: "the answer again") {
                $0.isWarmOK && $0.log.title == "LOG talker · 83 lines" && $0.log.right == "following"
            }
            try await deck.press("V", waitFor: "V does nothing here; ? shows the keys")
            try await deck.press("C-l", waitFor: "no message") { !$0.contains("does nothing here") }
            try await deck.press("F1", waitFor: "Esc closes")
            try await deck.press("G", waitFor: "the help's end") { $0.contains("suspend lamdeck") }
            try await deck.press("q", waitFor: "no help") { !$0.contains("Esc closes") }
        }
    }

    @Test("Start, stop and restart one or all; D and quit ask first, and quit can be cancelled")
    func lives() async throws {
        try await Project.run(.node("hello").with { $0.hasSpare = true }, .python("orders")) { project in
            let deck = try await project.deck()
            try await deck.wait("no function up") { $0.hasUp(0) }
            try await deck.press("D", waitFor: "no function is running")
            try await deck.press("S", waitFor: "hello") { $0.mark("hello") == "●" && $0.mark("orders") == "○" }
            let first = try await project.containers()
            try await deck.press("r", waitFor: "another container") {
                $0.mark("hello") == "◐" || $0.mark("hello") == "●"
            }
            _ = try await waiting(for: "another container") {
                let now = try await project.containers()
                return now.count == 1 && now != first && now.allSatisfy { $0.state == "running" } ? true : nil
            }
            try await deck.press("U", waitFor: "both") { $0.hasUp(2) }
            try await deck.press("s", waitFor: "one") { $0.mark("hello") == "○" && $0.mark("orders") == "●" }
            // A search, as in less: its letters are text, not commands, and its Enter confirms no question.
            try await deck.type("5/NEEDLE")
            try await deck.wait("the line that was typed") { $0.status.contains("/NEEDLE") }
            try await deck.press("Enter", waitFor: "the result of the search") {
                $0.status.contains("/NEEDLE   no match") && $0.mark("orders") == "●" && $0.hasUp(1)
            }
            try await deck.press("D", waitFor: "Stop the running function?")
            try await deck.press("Enter", waitFor: "the question") { $0.contains("Stop the running function?") }
            try await deck.press("Escape", waitFor: "the sections") {
                !$0.contains("Stop the running function") && $0.mark("orders") == "●"
            }
            try await deck.press("D", "y", waitFor: "none") {
                $0.hasUp(0) && $0.mark("orders") == "○"
            }
            _ = try await waiting(for: "no container") { try await project.allContainers().isEmpty ? true : nil }

            try await deck.press("S", waitFor: "hello") { $0.mark("hello") == "●" }
            try await deck.press("C-c", waitFor: "1 function is running")
            try await deck.press("Escape", waitFor: "the sections") {
                !$0.contains("1 function is running") && $0.mark("hello") == "●"
            }
            try await deck.press("q", "s", waitFor: "the shell") { $0.contains(TerminalSession.prompt) }
            #expect(try await deck.exitStatus() == 0)
            #expect(try await project.containers() == [])
        }
    }

    @Test("^Z returns the terminal to the shell, and fg resumes the deck")
    func suspending() async throws {
        try await Project.run(.node("hello"), .python("orders")) { project in
            let deck = try await project.deck()
            try await deck.press("j", waitFor: "the other function") { $0.events.title == "EVENTS orders · 1" }
            try await deck.press("C-z", waitFor: "the shell") {
                !$0.shows(.events) && $0.contains(TerminalSession.prompt)
            }
            #expect(try await deck.damage() == [])
            try await deck.type("fg")
            try await deck.press("Enter", waitFor: "the deck") { $0.events.title == "EVENTS orders · 1" }
            try await deck.press("k", waitFor: "the first function") { $0.events.title == "EVENTS hello · 1" }
        }
    }
}
