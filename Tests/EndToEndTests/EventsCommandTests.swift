import Foundation
import JSONText
import Testing

/// Saved events from a shell. No engine is needed.
@Suite
struct EventsCommandTests {
    @Test("Events are listed in natural order with their expectations, even ten thousand of them")
    func lists() async throws {
        try await Project.run(.node("hello"), .python("orders")) { project in
            try project.write("hello/events/event.expected.json", "{}")
            let table = try await project.lamdeck("events")
            #expect(table.status == 0)
            #expect(
                table.lines == ["FUNCTION  EVENT       EXPECTED", "hello     event.json  yes", "orders    event.json"])
            for number in 1...10_000 { try project.write("orders/events/many\(number).json", "{}") }
            let many = try await project.lamdeck("events", "orders", "--json")
            #expect(many.lines.count == 10_001)
            let last = try JSONDocument(try #require(many.lines.last)).root
            #expect(last["event"]?.string == "many10000.json" && last["expected"]?.bool == false)
            #expect(last["path"]?.string == project.path("orders/events/many10000.json"))
            let unknown = try await project.lamdeck("events", "order")
            #expect(unknown.status == 2 && unknown.messages.contains("did you mean \"orders\"?"))
        }
    }

    @Test("A new event never overwrites a file, and can be invoked")
    func makes() async throws {
        try await Project.run(.node("hello")) { project in
            let templates = try await project.lamdeck("events", "new")
            #expect(templates.lines.count > 100 && templates.text.contains("lambda-edge-request"))
            for (name, file) in [("sqs", "sqs.json"), ("sqs.json", "sqs-2.json")] {
                let made = try await project.lamdeck("events", "new", name, "hello")
                #expect(made.lines == [project.path("hello/events/" + file)])
            }
            let event = try JSONDocument(project.text("hello/events/sqs-2.json")).root
            #expect(event["Records"]?[0]?["eventSource"]?.string == "aws:sqs")
            let printed = try await project.lamdeck("events", "new", "sqs")
            #expect(printed.text == (try project.text("hello/events/sqs.json")))
            let wrapped = try await project.lamdeck(
                "events", "new", "s3-put", "hello", "--in", "sns", "--in", "sqs", "--set", "bucket=photos")
            #expect(wrapped.lines == [project.path("hello/events/s3-put-in-sns-in-sqs.json")])
            let queue = try JSONDocument(project.text("hello/events/s3-put-in-sns-in-sqs.json")).root
            let notification = try JSONDocument(try #require(queue["Records"]?[0]?["body"]?.string)).root
            let inner = try JSONDocument(try #require(notification["Message"]?.string)).root
            #expect(inner["Records"]?[0]?["s3"]?["bucket"]?["name"]?.string == "photos")
            let taken = try await project.lamdeck("events", "new", "alb", "hello", "--name", "event")
            #expect(taken.status == 2 && taken.messages.contains("hello/events/event.json cannot be written"))
            #expect(try project.text("hello/events/event.json") == "{\"n\": 1}")
            for name in ["../up", ".hidden", "a/b", "", "x.expected"] {
                #expect(try await project.lamdeck("events", "new", "alb", "hello", "--name", name).status == 2)
            }
            let unknown = try await project.lamdeck("events", "new", "sq", "hello")
            #expect(unknown.status == 2 && unknown.messages.contains("did you mean \"sqs\"?"))
        }
    }
}
