import Foundation
import TestSupport
import Testing

/// What the deck's keys do with the files of saved events.
@Suite(.limited)
struct EventFileTests {
    /// Makes a program called vim, which writes the text of `draft` into its last argument, and notes its other ones in
    /// `arguments`.
    private func makeEditor(_ project: Project) throws {
        try project.write(
            "vim",
            """
            #!/bin/sh
            for file in "$@"; do :; done
            echo "$#" "$1" >>'\(project.path("arguments"))'
            cat '\(project.path("draft"))' >"$file"
            """)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: project.path("vim"))
    }

    @Test("A valid edit becomes the event; an invalid one asks with line and column, and the file stays whole")
    func editing() async throws {
        try await Project.run(.node("hello")) { project in
            try makeEditor(project)
            let event = "hello/events/event.json"
            let deck = try await project.deck(with: ["EDITOR": project.path("vim"), "VISUAL": ""])
            try await deck.wait("the event") { $0.selectedEvent == "event" }
            try project.write("draft", "{\n  \"n\": 2\n}\n")
            try await deck.press("e", waitFor: "event.json is saved")
            #expect(try project.text(event) == "{\n  \"n\": 2\n}\n")
            try await deck.wait("the preview") { $0.has("n", "2", in: .preview) }
            try await deck.press("u", waitFor: "event.json is as it was before")
            #expect(try project.text(event) == "{\"n\": 1}")
            try await deck.press("e", waitFor: "event.json is saved")

            try project.write("draft", "{\n  \"n\": 3,\n  oops\n}\n")
            try await deck.press("e", waitFor: "the mistake") {
                $0.contains("event.json is not JSON") && $0.contains("line 3, column 3: ") && $0.contains("oops")
            }
            #expect(try project.text(event) == "{\n  \"n\": 2\n}\n")
            // No other key closes the question. The editor opens at the line.
            try await deck.press("q", "Escape", "C-l", waitFor: "event.json is not JSON")
            try project.write("draft", "{\"n\": 3}\n")
            try await deck.press("e", waitFor: "event.json is saved")
            #expect(try project.text(event) == "{\"n\": 3}\n")
            let arguments = try project.text("arguments").split(separator: "\n")
            #expect(arguments.count == 4 && arguments.last == "2 +3", "\(arguments)")

            // Dropped, and kept although it is not JSON.
            try project.write("draft", "{\"n\": ")
            try await deck.press("e", waitFor: "event.json is not JSON")
            try await deck.press("u", waitFor: "the sections") { !$0.contains("is not JSON") && $0.shows(.functions) }
            #expect(try project.text(event) == "{\"n\": 3}\n")
            try await deck.press("e", waitFor: "event.json is not JSON")
            try await deck.press("k", waitFor: "event.json is saved")
            #expect(try project.text(event) == "{\"n\": ")
        }
    }

    @Test("Another program writes an event while it is edited: the deck asks, and u keeps the other text")
    func editedTwice() async throws {
        try await Project.run(.node("hello")) { project in
            try makeEditor(project)
            let event = "hello/events/event.json"
            let other = "echo '[\"other\", '$(wc -l <'\(project.path("arguments"))')']' >'\(project.path(event))'"
            try project.write("vim", project.text("vim") + "\n\(other)\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: project.path("vim"))
            try project.write("draft", "[\"mine\"]\n")
            let deck = try await project.deck(with: ["EDITOR": project.path("vim"), "VISUAL": ""])
            try await deck.wait("the event") { $0.selectedEvent == "event" }
            try await deck.press("e", waitFor: "event.json was changed while you edited it")
            #expect(try project.text(event) == "[\"other\", 1]\n")
            try await deck.press("u", waitFor: "the sections") { !$0.contains("while you edited it") && $0.shows(.log) }
            #expect(try project.text(event) == "[\"other\", 1]\n")
            try await deck.press("e", waitFor: "event.json was changed while you edited it")
            try await deck.press("k", waitFor: "event.json is saved")
            #expect(try project.text(event) == "[\"mine\"]\n")
        }
    }

    @Test("Duplicate, rename and delete an event, each with its files; u undoes each")
    func copies() async throws {
        try await Project.run(.node("hello")) { project in
            func files() throws -> [String] {
                try FileManager.default.contentsOfDirectory(atPath: project.path("hello/events")).sorted()
            }
            try project.write("hello/events/event.expected.json", "{\"says\": \"hello\", \"n\": 1}\n")
            let deck = try await project.deck()
            try await deck.wait("the event") { $0.selectedEvent == "event" }
            try await deck.press("2", "C", waitFor: "copy event.json as: event-2.json")
            try await deck.press("C-u", waitFor: "copy event.json as: .json")
            try await deck.type("cart")
            try await deck.press("Enter", waitFor: "the copy") {
                $0.status.contains("cart.json is written") && $0.selectedEvent == "cart"
            }
            // The expectation is not copied.
            #expect(try files() == ["cart.json", "event.expected.json", "event.json"])
            #expect(try project.text("hello/events/cart.json") == "{\"n\": 1}")

            try await deck.press("G", "M", waitFor: "rename event.json to: event.json")
            try await deck.press("C-u", waitFor: "rename event.json to: .json")
            try await deck.type("cart")
            try await deck.press("Enter", waitFor: "cart.json exists")
            try await deck.type("-full")
            try await deck.press("Enter", waitFor: "the new name") {
                $0.status.contains("event.json is cart-full.json now · u undo") && $0.selectedEvent == "cart-full"
            }
            #expect(try files() == ["cart-full.expected.json", "cart-full.json", "cart.json"])

            try await deck.press("X", waitFor: "the deletion") {
                $0.status.contains("deleted cart-full.json · u undo") && $0.events.title == "EVENTS hello · 1"
            }
            #expect(try files() == ["cart.json"])
            try await deck.press("u", waitFor: "the event again") {
                $0.status.contains("cart-full.json is as it was before") && $0.selectedEvent == "cart-full"
            }
            #expect(try files() == ["cart-full.expected.json", "cart-full.json", "cart.json"])
            try await deck.press("u", waitFor: "its old name") { $0.selectedEvent == "event" }
            #expect(try files() == ["cart.json", "event.expected.json", "event.json"])
            #expect(try project.text("hello/events/event.json") == "{\"n\": 1}")
            try await deck.press("u", waitFor: "cart.json is removed again")
            #expect(try files() == ["event.expected.json", "event.json"])
            try await deck.press("u", waitFor: "there is nothing to undo")
        }
    }

    @Test("A accepts a response as expectation; the list shows whether later calls are as expected; u takes it back")
    func expectation() async throws {
        try await Project.run(.python("shop", "return {'sum': 40 + event['n']}")) { project in
            let deck = try await project.deck()
            func row(_ start: String, _ hasExpectation: Bool) -> (Screen) -> Bool {
                { screen in screen.events.rows.contains { $0.hasPrefix(start) && $0.contains(" ≡ ") == hasExpectation }
                }
            }
            try await deck.press("i", waitFor: "the answer") { $0.isOK && row(" ✓ event ", false)($0) }
            try await deck.press("2", "A", waitFor: "accepted: event.json expects this response · u undo")
            try await deck.wait("that it holds", until: row(" ✓ event ", true))
            #expect(try project.text("shop/events/event.expected.json").contains("\"sum\": 41"))
            #expect(try await project.lamdeck("test", "shop").status == 0)

            try project.replace("40 +", with: "50 +", in: "shop/code/app.py")
            try await deck.press("i", waitFor: "another answer") { $0.has("sum", "51") && row(" ≠ event ", true)($0) }
            #expect(try await project.lamdeck("test", "shop").status == 1)
            try await deck.press("A", waitFor: "the new expectation", until: row(" ✓ event ", true))
            #expect(try project.text("shop/events/event.expected.json").contains("\"sum\": 51"))
            // Each u takes back one.
            try await deck.press("u", waitFor: "event.json is as it was before")
            #expect(try project.text("shop/events/event.expected.json").contains("\"sum\": 41"))
            try await deck.press("i", waitFor: "that it differs", until: row(" ≠ event ", true))
            try await deck.press("u", waitFor: "no expectation", until: row(" ✓ event ", false))
            #expect(!FileManager.default.fileExists(atPath: project.path("shop/events/event.expected.json")))
        }
    }
}
