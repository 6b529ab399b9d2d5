import Foundation
import Testing

/// The palette finds commands, functions, events and calls by a few letters.
@Suite(.limited)
struct PaletteTests {
    private static let events = ["cart.json": "{\"n\": 1}", "voucher.json": "{\"n\": 2}"]

    @Test("A command, an event, a call and a function by a few letters; Esc closes")
    func all() async throws {
        let orders = SampleFunction.python("orders").with { $0.events = Self.events }
        try await Project.run(.node("hello"), orders) { project in
            let deck = try await project.deck()
            try await deck.wait("no function up") { $0.hasUp(0) && $0.mark("orders") == "○" }

            // The letters of a command in their order; they are text here, and no keys.
            try await open(deck)
            try await deck.type("stpall")
            try await deck.wait("the command") {
                Self.first($0).contains(#/^command +stop all functions; asks first +D$/#)
            }
            try await deck.press("Enter", waitFor: "no function is running") { !Self.isOpen($0) }

            // An event of a function that is not selected.
            try await open(deck)
            try await deck.type("!vou")
            try await deck.wait("the event") { Self.first($0).hasPrefix("event     invoke orders / voucher") }
            try await deck.press("Enter", waitFor: "its answer") {
                $0.status.contains("● orders") && $0.isOK && $0.has("n", "2") && $0.selectedEvent == "voucher"
            }
            try await open(deck)
            try await deck.type("cart")
            try await deck.press("Enter", waitFor: "the answer of the other one") {
                $0.isWarmOK && $0.has("n", "1") && $0.callRows.count == 2 && $0.selectedEvent == "cart"
            }

            // The earlier call.
            try await open(deck)
            try await deck.type("#")
            try await deck.wait("the calls") { Self.first($0).hasPrefix("call ") && $0.contains("2 of ") }
            try await deck.type("voucher")
            try await deck.press("Enter", waitFor: "the earlier call") {
                $0.call.title.contains(" · voucher · ") && $0.has("n", "2") && !Self.isOpen($0)
            }

            try await open(deck)
            try await deck.type("@hel")
            try await deck.press("Enter", waitFor: "the function") {
                $0.status.hasPrefix(" ○ hello") && $0.events.title == "EVENTS hello · 1"
            }

            // Without a match, Enter does nothing; Esc closes whatever was typed.
            try await open(deck)
            try await deck.type("zzqx")
            try await deck.press("Enter", waitFor: "nothing matches")
            try await deck.press("Escape", waitFor: "the sections") {
                !Self.isOpen($0) && $0.status.contains("○ hello")
            }
            try await deck.press("C-p", waitFor: "an empty line") { Self.isOpen($0) && !$0.contains("zzqx") }
            // Escape and j at once would be M-j.
            try await deck.press("Escape", waitFor: "the sections again") { !Self.isOpen($0) }
            try await deck.press("j", waitFor: "the other function") { $0.status.contains("● orders") }
        }
    }

    private func open(_ deck: TerminalSession) async throws {
        try await deck.press(":", waitFor: "the palette") { Self.isOpen($0) }
    }

    private static func isOpen(_ screen: Screen) -> Bool { screen.contains("│ › ") }

    /// The first entry, between the edges of the box.
    private static func first(_ screen: Screen) -> String {
        guard let line = screen.lines.firstIndex(where: { $0.contains("│ › ") }), line + 2 < screen.lines.count else {
            return ""
        }
        let parts = screen.lines[line + 2].split(separator: "│")
        return parts.map(\.trimmingBlanks).first { part in
            ["command ", "function ", "event ", "call "].contains { part.hasPrefix($0) }
        } ?? ""
    }
}
