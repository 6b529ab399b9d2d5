import Foundation
import JSONText
import TestSupport
import Testing

/// HTTP requests in the deck.
@Suite(.limited)
struct DeckRequestTests {
    /// Answers with an order, with a wrong shape at `/orders/0`, and with a page at `/`.
    private let orders = SampleFunction.node(
        "orders",
        answer: """
            event.pathParameters?.id === "0" ? { statusCode: 200, headers: { "x-a": { b: 1 } } }
                : event.rawPath === "/" ? { statusCode: 200, headers: { "content-type": "text/html" }, body: "<h1>Shop</h1>" }
                : { statusCode: 200, headers: { "content-type": "application/json", "x-shop": "Lamp & Desk" },
                    body: JSON.stringify({ id: event.pathParameters?.id, note: event.headers["x-note"] }) }
            """)
    private let api = SampleAPI("shop", routes: ["GET /orders/{id}": "orders"])

    @Test(
        "A request is a row with method, path and status; its response, its curl command, its event file, the browser")
    func request() async throws {
        try await Project.run(orders, apis: [api]) { project in
            try project.write("browser", "#!/bin/sh\necho \"$1\" >>'\(project.path("opened"))'\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: project.path("browser"))
            let deck = try await TerminalSession.open(project, width: 140, height: 40)
            let recording = try await deck.record([Program.lamdeck], with: ["BROWSER": project.path("browser")])
            try await deck.wait("the function") { $0.mark("orders") == "○" }
            try await deck.press("o", waitFor: "orders is stopped")
            // The API's port is open while the host runs, and a request starts the function.
            let answer = try await HTTPAnswer.get(
                "GET /orders/7?x=1", port: api.port, headers: ["x-note: it's 5 €"],
                options: ["--retry", "30", "--retry-connrefused", "--retry-delay", "1"])
            #expect(answer.status == 200 && answer.lines("x-shop") == ["Lamp & Desk"], "\(answer.summary)")
            try await deck.wait("the request as a row") { screen in
                screen.callRows.contains { $0.contains("GET /orders/7") && $0.contains("✓ 200") }
            }
            try await deck.wait("the request in the log") { $0.log.contains("GET /orders/7") }
            try await deck.press("3", "g", waitFor: "the response as HTTP") {
                $0.call.contains("HTTP 200 OK") && $0.call.contains("x-shop: Lamp & Desk") && $0.has("id", "\"7\"")
            }

            try await deck.press("1", "o", waitFor: "opening http://127.0.0.1:\(orders.port)/")
            // Two browsers that start at once may end in any order.
            let first = "http://127.0.0.1:\(orders.port)/\n"
            try await waitUntil("the function's URL in the browser") { (try? project.text("opened")) == first }
            try await deck.press("3", "o", waitFor: "opening http://127.0.0.1:\(api.port)/orders/7")
            let both = first + "http://127.0.0.1:\(api.port)/orders/7?x=1\n"
            try await waitUntil("both URLs in the browser") { (try? project.text("opened")) == both }

            try await deck.press("M-y", waitFor: "✓ copied GET /orders/7?x=1 as curl")
            let copied = try await waiting(for: "the command on the clipboard") { recording.clipboard.last }
            let encoded = copied.split(separator: ";").last?.dropLast() ?? ""
            let curl = String(decoding: Data(base64Encoded: String(encoded)) ?? Data(), as: UTF8.self)
            #expect(curl.hasPrefix("curl "), "\(curl)")
            let again = try await Program.run("sh", ["-c", curl])
            #expect(again.text.contains(answer.text), "\(curl): \(again.text)\(again.messages)")
            try await deck.wait("the copied request as another row") { screen in
                screen.callRows.count { $0.contains("GET /orders/7") } == 2
            }

            try await deck.press("3", "g", "C-s", waitFor: "the name of the file") { $0.contains("save the event as") }
            try await deck.press("Enter", waitFor: "the event") { !$0.contains("save the event as") }
            let files = try await waiting(for: "the event's file") {
                let names = try FileManager.default.contentsOfDirectory(atPath: project.path("orders/events"))
                // A file that is being written has another name.
                let events = names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
                return events.count == 2 ? events.filter { $0 != "event.json" } : nil
            }
            let name = try #require(files.first)
            let saved = try await waiting(for: "the event in the file") {
                try? JSONDocument(project.text("orders/events/\(name)")).root
            }
            #expect(saved["routeKey"]?.string == "GET /orders/{id}" && saved["rawQueryString"]?.string == "x=1")
            let invoked = try await project.lamdeck("invoke", "orders", name, "--json")
            #expect(invoked.status == 0 && invoked.text.contains("\"functionStatus\":200"), "\(invoked.text)")
        }
    }

    @Test(
        "A response of a wrong shape: 502 for the client, and the reason in the inspector, in the log and in a header")
    func wrongShape() async throws {
        try await Project.run(orders, apis: [api]) { project in
            let deck = try await project.deck(width: 140, height: 40)
            try await deck.press("S", waitFor: "the function") { $0.mark("orders") == "●" }
            let answer = try await HTTPAnswer.get("GET /orders/0", port: api.port)
            let reason = "`.headers[\"x-a\"]` is an object"
            #expect(answer.status == 502 && answer.problem.hasPrefix(reason), "\(answer.summary)")
            #expect(try answer.json["message"]?.string == "Internal Server Error")
            // A call that arrives later is not selected.
            try await deck.wait("the request as a row") { screen in
                screen.callRows.contains { $0.contains("GET /orders/0") && $0.contains("✗ 502") }
            }
            try await deck.press("3", "g", waitFor: "the reason") {
                $0.call.contains("is an object") && $0.call.contains("The client got 502")
            }
            try await deck.wait("the reason in the log") {
                $0.containsWrapped("the response to GET /orders/0 is not valid")
            }
            let url = try await HTTPAnswer.get("GET /", port: orders.port)
            #expect(url.status == 200 && url.text == "<h1>Shop</h1>", "\(url.summary)")
            try await deck.wait("the other request as a row") { screen in
                screen.callRows.contains { $0.contains("GET / ") && $0.contains("✓ 200") }
            }
            try await deck.press("g", waitFor: "the page as text") { $0.call.contains("<h1>Shop</h1>") }
        }
    }
}
