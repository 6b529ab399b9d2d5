import Foundation
import JSONText
import TestSupport
import Testing

/// What the deck and the commands show of earlier calls, from the history.
@Suite(.limited)
struct ComingBackTests {
    @Test("A restarted deck shows the earlier calls: their names, verdicts and the last response")
    func again() async throws {
        let orders = SampleFunction.python("orders", "print('taken', event['n'])\nreturn {'sum': 40 + event['n']}")
        try await Project.run(orders) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            // On a wide screen, all facts about a call have room.
            let deck = try await project.deck(width: 160)
            try await deck.wait("the container") { $0.mark("orders") == "●" }
            try await deck.press("i", waitFor: "the answer") {
                $0.isOK && $0.has("sum", "41") && $0.showsCall(of: "event") && !$0.facts.contains("history")
            }
            try await deck.press("q", waitFor: "1 function is running")
            try await deck.keys("d")
            #expect(try await deck.exitStatus() == 0)
            try await deck.run([Program.lamdeck])
            try await deck.wait("the call of before, by its name") {
                $0.log.contains("taken 1") && $0.showsCall(of: "event") && $0.callRows.count == 1
            }
            try await deck.wait("its response") {
                $0.isOK && $0.facts.contains("history") && $0.has("sum", "41")
                    && $0.call.title.contains(#/^CALL [0-9a-f]{8} · event · \d\d:\d\d:\d\d$/#)
            }
        }
    }

    @Test("An event with a secret is sent again from its file")
    func sentAgain() async throws {
        let orders = SampleFunction.python("orders", "return {'same': event['key'] == os.environ['API_KEY']}").with {
            $0.settings = ["\"environment\": { \"API_KEY\": \"hunter2-and-more\" }"]
            $0.events = ["event.json": "{\"key\": \"hunter2-and-more\"}"]
        }
        try await Project.run(orders) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "the answer") { $0.isOK && $0.has("same", "true") }
            try await deck.press("h", waitFor: "the history") { $0.contains("event.json") && $0.contains("Esc") }
            try await deck.press("i", waitFor: "what is sent") { $0.status.contains("from disk") }
            try await deck.wait("the second answer") {
                $0.isOK && $0.has("same", "true") && $0.callRows.count { $0.contains("✓ ok") } == 2
            }
            // The history is written in the background.
            let rows = try await waiting(for: "both calls in the history") {
                let rows = try await project.lamdeck("history", "--json")
                return rows.lines.count == 2 ? rows : nil
            }
            #expect(!rows.text.contains("hunter2"))
        }
    }

    @Test("Commands show the function's own status, not the emulator's")
    func status() async throws {
        let orders = SampleFunction.python("orders", "return {'statusCode': 404, 'body': 'nothing here'}")
        try await Project.run(orders) { project in
            let call = try await project.lamdeck("invoke", "orders", "event")
            #expect(call.status == 0, "the function did what it does")
            #expect(call.messages.contains("orders: 404 Not Found ("), "\(call.messages)")
            let json = try await project.lamdeck("invoke", "orders", "event", "--json")
            let object = try JSONDocument(Array(json.output)).root
            #expect(object["verdict"]?.string == "ok" && object["functionStatus"]?.int == 404)
            let table = try await project.lamdeck("history")
            #expect(table.lines.dropFirst().allSatisfy { $0.contains("404 Not Found") }, "\(table.text)")
            let whole = try await project.lamdeck("history", "--id", "1")
            #expect(whole.text.contains("response (404 Not Found)") && !whole.text.contains("200 OK"), "\(whole.text)")
            #expect(try await project.lamdeck("history", "--matching", "404").lines.count == 3)
        }
    }

    @Test("Values that change from call to call do not fail the next test run")
    func goldens() async throws {
        let orders = SampleFunction.python(
            "orders",
            "import uuid, datetime, json\n"
                + "now = datetime.datetime.now(datetime.timezone.utc).isoformat()\n"
                + "n = time.time_ns()\n"
                + "return {'statusCode': 200, 'id': str(uuid.uuid4()), 'at': now, 'n': n, 'kept': event['n'], "
                + "'body': json.dumps({'id': str(uuid.uuid4()), 'kept': 1})}")
        try await Project.run(orders) { project in
            #expect(try await project.lamdeck("test", "--update").status == 0)
            let golden = try project.text("orders/events/event.expected.json")
            for part in [#""id": "<uuid>""#, #""at": "<timestamp>""#, #""n": "<number>""#, #""kept": 1"#, "<re:"] {
                #expect(golden.contains(part), "\(golden)")
            }
            let next = try await project.lamdeck("test")
            #expect(next.status == 0, "\(next.text)")
            #expect(try await project.lamdeck("test", "--once").status == 2)
        }
    }
}
