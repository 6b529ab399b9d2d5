import Foundation
import Testing

/// Searches and filters of the sections.
@Suite(.limited)
struct SearchTests {
    @Test("/ finds functions and events by their names, n and N go on, and Esc ends it")
    func lists() async throws {
        let orders = SampleFunction.python("orders-api").with {
            $0.events = ["cart-1.json": "{}", "cart-2.json": "{}", "refund.json": "{}", "recart.json": "{}"]
        }
        try await Project.run(.node("hello"), orders, .python("orders-mail")) { project in
            let deck = try await project.deck()
            try await deck.wait("the functions") { $0.status.hasPrefix(" ○ hello") && $0.hasUp(0) }
            try await search("ord", deck, waitFor: "the first of two") {
                $0.status.contains("/ord   1/2   n N") && $0.events.title == "EVENTS orders-api · 4"
            }
            try await deck.press("Enter", "n", waitFor: "the second") {
                $0.status.contains("/ord   2/2   n N") && $0.events.title == "EVENTS orders-mail · 1"
            }
            try await deck.press("n", waitFor: "the first again") { $0.events.title == "EVENTS orders-api · 4" }
            try await deck.press("Escape", waitFor: "no search") { $0.status.hasPrefix(" ○ orders-api") }

            try await deck.press("2", "G", waitFor: "the last event") { $0.selectedEvent == "refund" }
            try await search("^cart", deck, waitFor: "the first one") {
                $0.status.contains("/^cart   1/2") && $0.selectedEvent == "cart-1"
            }
            try await deck.press("Enter", "N", waitFor: "the last one") { $0.selectedEvent == "cart-2" }
            try await deck.press("Escape", waitFor: "no search") { $0.status.hasPrefix(" ○ orders-api") }
            #expect(try await deck.screen().selectedEvent == "cart-2")
            // A pattern that cannot be read says so at once; Enter keeps the user at it.
            try await search("cart(", deck, waitFor: "what is wrong") {
                $0.status.contains("/cart(   unclosed ( at character 5")
            }
            try await deck.press("Enter", "BSpace", waitFor: "the pattern without it") {
                $0.status.contains("/cart   ") && $0.status.contains("/3   n N")
            }
        }
    }

    @Test("/ finds values of a folded response, and opens what they are in")
    func inspector() async throws {
        let deep = SampleFunction.python(
            "deep",
            "items = [{'id': i, 'in': {'name': 'needle' if i in (7, 19) else 'hay'}} for i in range(25)]\n"
                + "return {'items': items, 'needle': 1}")
        try await Project.run(deep) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "the answer") { $0.isOK && $0.has("id", "0") }
            try await deck.press("4", "Enter", waitFor: "the list folded") {
                $0.has("▸", "items    [ 25 items ]") && !$0.has("id", "0")
            }
            try await search("needle", deck, waitFor: "the first of three") {
                $0.status.contains("/needle   1/3   n N") && $0.has("name", "\"needle\"")
                    && $0.call.right.hasPrefix(".items[7].in.name ")
            }
            try await deck.press("Enter", "n", "y", waitFor: "✓ copied needle")
            try await deck.press("Y", waitFor: "✓ copied the path")
            try await deck.press("n", waitFor: "the third") { $0.call.right.hasPrefix(".needle ") }
            try await deck.press("N", "N", waitFor: "the first") { $0.status.contains("/needle   1/3") }
            try await search("straw", deck, waitFor: "no match") { $0.status.contains("/straw   no match") }
        }
    }

    @Test("/ searches the log, & shows only what matches, &! hides it, and Esc shows all again")
    func log() async throws {
        let talker = SampleFunction.python("talker", "for i in range(40): print(f'line {i:02} of {i % 4}')\nreturn 1")
        try await Project.run(talker) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "the log") { $0.isOK && $0.log.title == "LOG talker · 41 lines" }
            // The search begins at the end, and goes to the nearest match.
            try await deck.keys("5")
            try await search("line [0-2]3", deck, waitFor: "the last of three") {
                $0.status.contains("/line [0-2]3   3/3   n N") && $0.log.selected?.contains("line 23 of 3") == true
            }
            try await deck.press("Enter", "N", waitFor: "the one before") {
                $0.status.contains("   2/3   ") && $0.log.selected?.contains("line 13 of 1") == true
            }
            try await deck.press("n", "n", waitFor: "the first") { $0.log.selected?.contains("line 03 of 3") == true }
            try await deck.press("Escape", waitFor: "no search") { !$0.status.contains("line [0-2]3") }

            try await type("&", "of 1$", deck, waitFor: "ten lines") {
                $0.status.contains("&of 1$   10 lines") && $0.log.contains("line 01 of 1") && !$0.log.contains("of 2")
            }
            try await deck.press("Enter", "!", waitFor: "the other lines") {
                $0.log.title.contains("&! of 1$") && $0.log.contains("of 2") && !$0.log.contains("of 1")
            }
            try await deck.press("!", "F", waitFor: "what matches again") {
                $0.log.title == "LOG talker · 10 of 41 lines · & of 1$" && $0.log.contains("line 37 of 1")
            }
            try await deck.press("Escape", waitFor: "all lines") { $0.log.title == "LOG talker · 41 lines" }
            try await type("&", "![a-", deck, waitFor: "what is wrong") {
                $0.status.contains("&![a-   unclosed [ at character 1")
            }
            try await deck.press("Escape", waitFor: "all lines") { $0.log.title == "LOG talker · 41 lines" }
        }
    }

    @Test("/ filters the calls: by event, error, caller, and by text of the response, which the history has")
    func calls() async throws {
        let shop = SampleFunction.python(
            "shop",
            "if event['n'] == 2: raise ValueError('bad voucher')\nreturn {'answer': f\"number {event['n']}\"}"
        ).with { $0.events = ["cart.json": "{\"n\": 1}", "voucher.json": "{\"n\": 2}"] }
        try await Project.run(shop) { project in
            let deck = try await project.deck()
            try await deck.press("2", "i", waitFor: "the answer") { $0.isOK && $0.showsCall(of: "cart") }
            try await deck.press("j", "i", waitFor: "the error") { $0.verdict?.contains("ValueError") == true }
            _ = try await project.post("{\"n\": \"zebra\"}", port: shop.port)
            try await deck.press("3", waitFor: "three calls") { $0.callRows.count == 3 }
            for (text, row) in [
                ("voucher", "ValueError"), ("valueerr", "voucher"), ("curl", "curl"), ("zebra", "curl"),
            ] {
                try await search(text, deck, waitFor: "one call by \(text)") {
                    $0.callRows.count == 1 && $0.callRows[0].contains(row) && $0.status.contains("/\(text)   1 ")
                }
                try await deck.press("Escape", waitFor: "all calls") {
                    $0.callRows.count == 3 && !$0.status.contains("/\(text)")
                }
            }
            try await search("cart|curl", deck, waitFor: "two calls") { $0.callRows.count == 2 }
            try await search("cart|*", deck, waitFor: "what is wrong") {
                $0.status.contains("/cart|*   nothing to repeat before *")
            }
        }
    }

    /// Opens the search of the section with the focus, instead of one that is open, and types.
    private func search(
        _ text: String, _ deck: TerminalSession, waitFor what: String, until isThere: (Screen) -> Bool
    ) async throws {
        if try await deck.screen().status.hasPrefix(" /") {
            try await deck.press("Escape", waitFor: "no search") { !$0.status.hasPrefix(" /") }
        }
        try await type("/", text, deck, waitFor: what, until: isThere)
    }

    /// Presses the key of a search or a filter, and types.
    private func type(
        _ key: String, _ text: String, _ deck: TerminalSession, waitFor what: String, until isThere: (Screen) -> Bool
    ) async throws {
        try await deck.press(key, waitFor: "an empty line") {
            $0.status == " \(key)" || $0.status.hasPrefix(" \(key)  ")
        }
        try await deck.type(text)
        try await deck.wait(what, until: isThere)
    }
}
