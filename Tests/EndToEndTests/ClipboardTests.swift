import Foundation
import Testing

/// What the copy keys put on the clipboard, byte for byte.
@Suite(.limited)
struct ClipboardTests {
    /// A response with a value that is hard to quote, and an event with such a value.
    private let shop = SampleFunction.python(
        "shop", "print('one line')\nprint('größe \\'42\\'')\nreturn {'size': 'gro\\u00dfe \\'42\\'', 'n': event['n']}"
    ).with { $0.events = ["it's.json": "{\"n\": \"it's 5 €\"}"] }

    @Test("Each copy key sends one OSC 52 to the terminal, with the text alone")
    func plain() async throws {
        try await Project.run(shop) { project in
            let deck = try await TerminalSession.open(project, width: 120, height: 36)
            let recording = try await deck.record([Program.lamdeck])
            try await deck.press("i", waitFor: "the answer") { $0.isOK && $0.log.contains("größe '42'") }
            #expect(recording.clipboard == [])

            let url = "http://127.0.0.1:\(shop.port)"
            let curl = "curl -sS \(url)/2015-03-31/functions/function/invocations -d '{\"n\": \"it'\\''s 5 €\"}'"
            let invoke = "lamdeck invoke shop 'it'\\''s.json'"
            let response = "{\"size\": \"große '42'\", \"n\": \"it's 5 €\"}"
            var expected: [String] = []
            for (section, key, text, message) in [
                ("1", "y", url, "✓ copied the address"), ("2", "y", "{\"n\": \"it's 5 €\"}", "✓ copied it's.json"),
                ("2", "Y", project.path("shop/events/it's.json"), "✓ copied the path"),
                ("3", "y", response, "✓ copied the response"), ("3", "Y", curl, "✓ copied it's.json as curl"),
                ("4", "M-y", curl, "✓ copied it's.json as curl"),
                ("5", "M-i", invoke, "✓ copied it's.json as lamdeck invoke"),
            ] {
                try await deck.press(section, key, waitFor: message)
                expected.append(Recording.copying(text))
                try await recording.wait(for: expected)
            }
            try await deck.press("4", "g", "y", waitFor: "✓ copied große '42'")
            try await deck.press("Y", waitFor: "✓ copied the path")
            try await deck.press("5", "G", "k", "y", waitFor: "✓ copied") { !$0.status.contains("the path") }
            expected += ["große '42'", ".size", "größe '42'"].map(Recording.copying)
            try await recording.wait(for: expected)

            // The copied commands do what the deck did.
            let again = try await Program.run("sh", ["-c", curl])
            #expect(again.text == response, "\(again.messages)")
            var variables = project.environment
            variables["PATH"]? += ":" + (Program.lamdeck as NSString).deletingLastPathComponent
            let invoked = try await Program.run("sh", ["-c", invoke], environment: variables, in: project.folder)
            #expect(invoked.status == 0 && invoked.text.contains("it's 5"), "\(invoked.messages)")
        }
    }

    @Test("Inside tmux the text goes to tmux's clipboard, and the terminal gets no OSC 52")
    func inTmux() async throws {
        try await Project.run(shop) { project in
            let deck = try await TerminalSession.open(project, width: 120, height: 36)
            let recording = try await deck.record(
                [Program.lamdeck], with: ["TMUX": deck.tmuxVariable(), "TERM": "screen-256color"])
            try await deck.press("i", waitFor: "the answer") { $0.isOK }
            #expect(try await deck.clipboard() == nil)
            for (keys, text) in [
                (["4", "g", "y"], "große '42'"), (["Y"], ".size"),
                (["M-i"], "lamdeck invoke shop 'it'\\''s.json'"),
            ] {
                for key in keys { try await deck.keys(key) }
                try await waitUntil("\(text) on the clipboard") { try await deck.clipboard() == text }
            }
            #expect(recording.clipboard == [])
        }
    }

    @Test("If tmux does not take the text, OSC 52 is sent plainly and through tmux")
    func deafTmux() async throws {
        try await Project.run(shop) { project in
            let deck = try await TerminalSession.open(project, width: 120, height: 36)
            let recording = try await deck.record(
                [Program.lamdeck], with: ["TMUX": project.path("no.socket") + ",1,0", "TERM": "screen-256color"])
            try await deck.press("1", "y", waitFor: "✓ copied the address")
            let plain = Recording.copying("http://127.0.0.1:\(shop.port)")
            let wrapped = "\u{1B}Ptmux;\u{1B}\(plain)\u{1B}\\"
            try await recording.wait(for: [plain, wrapped])
        }
    }

    @Test("A text that is longer than terminals take is not sent, and the deck says so")
    func tooLong() async throws {
        let shop = SampleFunction.python("shop", "return 'x' * 60000")
        try await Project.run(shop) { project in
            let deck = try await TerminalSession.open(project, width: 120, height: 36)
            let recording = try await deck.record([Program.lamdeck])
            try await deck.press("i", waitFor: "the answer") { $0.isOK }
            try await deck.press("3", "y", waitFor: "not copied: terminals take at most 56 kB")
            try await deck.press("1", "y", waitFor: "✓ copied the address")
            try await recording.wait(for: [Recording.copying("http://127.0.0.1:\(shop.port)")])
        }
    }
}
