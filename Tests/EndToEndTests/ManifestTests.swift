import Foundation
import Testing

/// functions.json is changed while the deck is open.
@Suite(.limited)
struct ManifestTests {
    @Test("A function added to the file appears and runs")
    func newFunction() async throws {
        let (hello, orders) = (SampleFunction.node("hello"), SampleFunction.python("orders"))
        try await Project.run(hello) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "the answer") { $0.isOK }
            try project.add(orders)
            try project.write("functions.json", SampleFunction.manifest([orders, hello]))
            // The selection stays, and running functions continue.
            try await deck.wait("the new function") {
                $0.mark("orders") == "○" && $0.hasUp(1) && $0.log.title.hasPrefix("LOG hello · ")
            }
            try await deck.press("k", "i", waitFor: "its answer") {
                $0.isOK && $0.call.title.contains(#/^CALL [0-9a-f]{8} · event · /#)
                    && $0.log.title.hasPrefix("LOG orders · ")
                    && $0.mark("orders") == "●"
            }
        }
    }

    @Test("A running function whose settings changed is stale, and r fixes it")
    func stale() async throws {
        let hello = SampleFunction.node("hello", answer: "{ size: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE }")
            .with { $0.settings = ["\"memorySize\": 192"] }
        try await Project.run(hello) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "the answer") {
                $0.has("size", "\"192\"") && $0.mark("hello") == "●"
            }
            try project.replace("192", with: "256", in: "functions.json")
            try await deck.wait("the mark") {
                $0.mark("hello") == "!" && $0.contains("settings changed · r to apply")
            }
            let ps = try await project.lamdeck("ps", "--json")
            #expect(ps.text.contains("\"stale\": true") || ps.text.contains("\"stale\":true"))
            try await deck.press("r", waitFor: "the new settings") { $0.mark("hello") == "●" }
            try await deck.press("i", waitFor: "the new answer") { $0.has("size", "\"256\"") }
            // Changed back without a restart, the function is stale again.
            try project.replace("256", with: "192", in: "functions.json")
            try await deck.wait("the mark") { $0.mark("hello") == "!" }
            try project.replace("192", with: "256", in: "functions.json")
            try await deck.wait("no mark") { $0.mark("hello") == "●" }
        }
    }

    @Test("After an edit that breaks the file, the last valid version stays in use and the deck says why")
    func broken() async throws {
        try await Project.run(.node("hello"), .python("orders")) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "the answer") { $0.isOK }
            let good = try project.text("functions.json")
            try project.write("functions.json", good.replacingOccurrences(of: "\"runtime\"", with: "\"runtim\""))
            try await deck.wait("why") {
                $0.status.contains("still using the last valid") && $0.status.contains("functions.json:2:")
                    && $0.status.contains("! lists them") && $0.mark("hello") == "●"
            }
            try await deck.press("!", waitFor: "all errors") {
                $0.contains("unknown key \"runtim\"") && $0.contains("3:15  unknown key")
            }
            try await deck.press("Escape", waitFor: "the sections") { !$0.contains("unknown key") }
            try await deck.press("i", waitFor: "an answer all the same") {
                $0.isWarmOK && $0.callRows.count == 2
            }
            try project.write("functions.json", "{ \"functions\": {")
            try await deck.wait("the other reason") { $0.status.contains("functions.json:1:") }
            try project.write("functions.json", good)
            try await deck.wait("that it is valid again") { $0.status.contains("valid again") }
            try await deck.press("j", waitFor: "the other function") { $0.status.contains("○ orders") }
        }
    }

    @Test("Without functions.json the deck explains what to write, and loads the file when it is written")
    func missing() async throws {
        let hello = SampleFunction.node("hello")
        try await Project.run { project in
            let deck = try await project.deck()
            try await deck.wait("what to write") {
                $0.containsWrapped("There is no functions.json") && $0.contains("\"runtime\": \"nodejs22.x\"")
            }
            try project.add(hello)
            try project.write("functions.json", SampleFunction.manifest([hello]))
            try await deck.wait("the function") { $0.mark("hello") == "○" && $0.selectedEvent == "event" }
            try await deck.press("i", waitFor: "the answer") { $0.isOK }
        }
    }

    @Test("A file that is invalid at the start: the deck shows all errors, and loads the file once it is fixed")
    func brokenFromTheStart() async throws {
        let hello = SampleFunction.node("hello")
        try await Project.run(hello) { project in
            let good = try project.text("functions.json")
            try project.replace("nodejs22.x", with: "nodejs99.x", in: "functions.json")
            try project.replace("\"handler\"", with: "\"handlr\"", in: "functions.json")
            let deck = try await project.deck()
            try await deck.wait("both errors") {
                $0.contains("functions.json cannot be used") && $0.containsWrapped("nodejs99.x")
                    && $0.containsWrapped("handlr")
            }
            try project.write("functions.json", good)
            try await deck.wait("the function") { $0.mark("hello") == "○" }
        }
    }

    @Test("A function removed from the file is stopped, and the deck says so")
    func removed() async throws {
        let (hello, orders) = (SampleFunction.node("hello"), SampleFunction.python("orders"))
        try await Project.run(hello, orders) { project in
            let deck = try await project.deck()
            try await deck.press("U", waitFor: "both") { $0.hasUp(2) }
            try project.write("functions.json", SampleFunction.manifest([orders]))
            try await deck.wait("the rest") {
                $0.hasUp(1) && $0.functions.title == "FUNCTIONS 1" && $0.status.contains("hello")
            }
            _ = try await waiting(for: "hello's container to go") {
                try await project.containers().map(\.function) == ["orders"] ? true : nil
            }
            try await deck.wait("the function that is left") { $0.events.title == "EVENTS orders · 1" }
        }
    }
}
