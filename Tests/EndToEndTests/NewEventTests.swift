import Foundation
import JSONText
import Testing

/// Events from templates, from pasted text and from calls: each becomes a file.
@Suite(.limited)
struct NewEventTests {
    @Test(
        "A template is found by typing, takes the value of a parameter, and becomes a file with the name that is typed")
    func template() async throws {
        try await Project.run(.node("hello"), .node("other")) { project in
            let deck = try await project.deck()
            try await deck.press("j", "a", waitFor: "the templates") { $0.contains("New event") && $0.contains(" of ") }
            try await deck.type("s3-put")
            try await deck.wait("one template") { $0.contains("▸ s3-put ") && $0.contains("an object was put") }
            // The bucket is the first of six parameters.
            try await deck.press("Enter", "C-u", waitFor: "no value") {
                $0.contains("New event from s3-put") && !$0.contains("example-orders")
            }
            try await deck.type("photos")
            try await deck.wait("the value") { $0.lines.contains { $0.contains(#/▸ bucket +photos /#) } }
            try await deck.press("Enter", "Enter", "Enter", "Enter", "Enter", waitFor: "the last one") {
                $0.lines.contains { $0.contains(#/▸ time +2/#) }
            }
            try await deck.press("Enter", waitFor: "name of the new event: s3-put.json")
            try await deck.press("C-u", waitFor: "name of the new event: .json")
            try await deck.type("first/upload")
            try await deck.press("Enter", waitFor: "first/upload.json is written · e edits it")
            let file = try project.text("other/events/first/upload.json")
            let record = try #require(JSONDocument(file).root["Records"]?.elements.first(where: { _ in true })?["s3"])
            #expect(record["bucket"]?["name"]?.string == "photos")
            #expect(record["bucket"]?["arn"]?.string == "arn:aws:s3:::photos")
            try await deck.wait("the event in the list") {
                $0.selectedEvent == "first/upload" && $0.events.title.hasSuffix(" 2")
            }
            try await deck.press("2", "Enter", waitFor: "its answer") {
                $0.isOK && $0.callRows.count == 1 && $0.call.title.contains(" · first/upload · ")
            }
            #expect(!FileManager.default.fileExists(atPath: project.path("hello/events/first")))
        }
    }

    @Test("Pasted JSON becomes an event as it is; damaged JSON is refused with its place; a name that is taken, too")
    func pasted() async throws {
        try await Project.run(.node("hello")) { project in
            let deck = try await project.deck()
            try await deck.wait("the event") { $0.selectedEvent == "event" }
            try await deck.paste("{\n  \"n\": 17,\n  \"n2\": 1.0}")
            try await deck.wait("name of the new event: pasted.json")
            try await deck.press("C-u", waitFor: "name of the new event: .json")
            try await deck.type("event")
            try await deck.press("Enter", waitFor: "event.json exists")
            try await deck.type("17")
            try await deck.press("Enter", waitFor: "event17.json is written")
            #expect(try project.text("hello/events/event17.json") == "{\n  \"n\": 17,\n  \"n2\": 1.0}\n")
            #expect(try project.text("hello/events/event.json") == "{\"n\": 1}")
            try await deck.wait("the event") { $0.selectedEvent == "event17" }
            try await deck.press("i", waitFor: "its answer") {
                $0.isOK && $0.has("n", "17") && $0.showsCall(of: "event17")
            }

            try await deck.paste("{\n  \"n\": 17,\n  n: 1}")
            try await deck.wait("the place") { $0.status.contains("the pasted text is not JSON: 3:3: ") }
            // In the dialog it is the same, and Esc leaves it.
            try await deck.press("a", waitFor: "New event")
            try await deck.paste("[1, 2")
            try await deck.wait("the place") { $0.contains("the pasted text is not JSON: 1:") }
            try await deck.paste("[1, 2]")
            try await deck.wait("name of the new event: pasted.json")
            try await deck.press("Escape", waitFor: "the sections") { !$0.contains("name of the new event") && $0.isOK }
            let files = try FileManager.default.contentsOfDirectory(atPath: project.path("hello/events")).sorted()
            #expect(files == ["event.json", "event17.json"])
        }
    }

    @Test("^S saves the event of a call by curl as a file, and the saved event can be invoked")
    func savedCall() async throws {
        let hello = SampleFunction.node("hello")
        try await Project.run(hello, .python("other")) { project in
            let deck = try await project.deck()
            try await deck.press("S", waitFor: "hello") { $0.mark("hello") == "●" }
            #expect(try await project.post("{\"n\":{\"deep\":[1.0,true]}}", port: hello.port).contains("deep"))
            try await deck.wait("its row") { $0.callRows.contains { $0.contains(#/✓ ok +— +curl /#) } }
            try await deck.press("3", "j", waitFor: "the call") { $0.isOK && $0.has("says", "\"hello\"") }
            try await deck.press("C-s", waitFor: "save the event as: curl.json")
            try await deck.press("Enter", waitFor: "is written · e edits it")
            let files = try FileManager.default.contentsOfDirectory(atPath: project.path("hello/events")).sorted()
            #expect(files == ["curl.json", "event.json"])
            let text = try project.text("hello/events/curl.json")
            #expect(text.filter { !$0.isWhitespace } == "{\"n\":{\"deep\":[1.0,true]}}", "\(text)")
            try await deck.wait("the event") { $0.selectedEvent == "curl" }
            try await deck.press("2", "i", waitFor: "its answer") {
                $0.isWarmOK && $0.showsCall(of: "curl") && $0.callRows.count == 2
            }
        }
    }

    @Test("A saved call lacks the secrets that the history did not keep, and the deck says where")
    func secrets() async throws {
        let hello = SampleFunction.node("hello").with {
            $0.settings = ["\"environment\": { \"API_KEY\": \"hunter2-and-more\" }"]
        }
        try await Project.run(hello) { project in
            let deck = try await project.deck()
            try await deck.press("S", waitFor: "hello") { $0.mark("hello") == "●" }
            _ = try await project.post(
                "{\"n\": 1, \"auth\": {\"keys\": [\"a\", \"hunter2-and-more\"]}}", port: hello.port)
            try await deck.wait("its row") { $0.callRows.contains { $0.contains(#/✓ ok +— +curl /#) } }
            try await deck.press("3", "j", waitFor: "the call") { $0.isOK }
            try await deck.press("C-s", waitFor: "save the event as: curl.json")
            try await deck.press("Enter", waitFor: "is written without the secrets at auth.keys[1] · e adds them")
            let text = try project.text("hello/events/curl.json")
            #expect(!text.contains("hunter2") && text.contains("•••") && text.contains("\"n\": 1"), "\(text)")
        }
    }
}
