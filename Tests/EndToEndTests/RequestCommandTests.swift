import Foundation
import JSONText
import TestSupport
import Testing

/// HTTP requests from a shell, without a port.
@Suite(.limited)
struct RequestCommandTests {
    /// Says what it got of a request; answers 404 to a path with `none`, and in a wrong shape to one with `wrong`.
    private static func orders() -> SampleFunction {
        SampleFunction.python(
            "orders",
            """
            import json
            if "wrong" in event["rawPath"]: return {"statusCode": "x"}
            if "raise" in event["rawPath"]: raise ValueError("no such order")
            got = {"path": event["rawPath"], "id": event.get("pathParameters", {}).get("id"), "body": event.get("body")}
            got["user"] = event["headers"].get("x-user")
            status = 404 if "none" in event["rawPath"] else 200
            return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(got)}
            """
        ).with { $0.events = [:] }
    }

    /// A manifest with an API in front of the function.
    private static func manifest(_ orders: SampleFunction, port: Int) -> String {
        let api = "\"api\": { \"port\": \(port), \"type\": \"http\", \"routes\": { \"ANY /orders/{id}\": \"orders\" } }"
        return SampleFunction.manifest([orders]).replacing("{ \"defaults\"", with: "{ \(api), \"defaults\"")
    }

    @Test("routes lists the URL of the function and the route, and needs no engine")
    func routes() async throws {
        let (orders, port) = (Self.orders(), FreePort.take())
        try await Project.run(orders) { project in
            try project.write("functions.json", Self.manifest(orders, port: port))
            let table = try await project.lamdeck("routes", "--host", "unix:///none")
            #expect(table.status == 0 && table.messages.isEmpty)
            #expect(table.lines.count == 3)
            #expect(table.lines[1].contains("http://127.0.0.1:\(orders.port)/ "), "\(table.text)")
            #expect(table.lines[2].contains("http://127.0.0.1:\(port)/orders/{id} "), "\(table.text)")
            let objects = try await project.lamdeck("routes", "--json").lines.map { try JSONDocument($0).root }
            #expect(objects.map { $0["type"]?.string } == ["url", "http"])
            #expect(objects[1]["routeKey"]?.string == "ANY /orders/{id}" && objects[1]["api"]?.string == "api")
        }
    }

    @Test("invoke --http: a stopped and a running function get the event of the route, and the response is HTTP")
    func request() async throws {
        let (orders, port) = (Self.orders(), FreePort.take())
        try await Project.run(orders) { project in
            try project.write("functions.json", Self.manifest(orders, port: port))
            for isRunning in [false, true] {
                if isRunning {
                    let up = try await project.lamdeck("up", "--detach")
                    let rows = up.lines.map { $0.split(separator: " ").map(String.init) }
                    let expected = [
                        ["orders", "ready", "http://127.0.0.1:\(orders.port)"],
                        ["ROUTE", "URL", "FUNCTION", "TYPE", "API"],
                        ["ANY", "http://127.0.0.1:\(port)/orders/{id}", "orders", "http", "api"],
                    ]
                    #expect(rows == expected, "\(up.text)")
                }
                let found = try await project.lamdeck(
                    "invoke", "orders", "--http", "PUT /orders/7?x=1", "-H", "x-user: u1", "-d", "@-", input: "hi")
                #expect(found.status == 0, "\(found.messages)")
                #expect(found.text.hasPrefix("HTTP/1.1 200 OK\ncontent-type: application/json\n\n{\n"))
                #expect(found.text.contains("\"id\": \"7\"") && found.text.contains("\"user\": \"u1\""))
                // A form arrives in base64.
                #expect(found.text.contains("\"body\": \"aGk=\""))
                let raw = try await project.lamdeck("invoke", "orders", "--http", "/orders/none", "--raw")
                #expect(raw.status == 0 && raw.text.hasPrefix("{\"path\": \"/orders/none\""))
                #expect(raw.messages.contains("orders: 404 Not Found ("), "\(raw.messages)")
            }
            let history = try await project.lamdeck("history")
            #expect(history.lines.count == 5)
            #expect(history.lines[1].contains("GET /orders/none") && history.lines[1].contains("404 Not Found"))
            #expect(history.lines[2].contains("PUT /orders/7?x=1"))
            let object = try JSONDocument(try await project.lamdeck("history", "--json", "--limit", "1").text).root
            #expect(object["http"]?["target"]?.string == "/orders/none" && object["http"]?["api"]?.string == "api")
            #expect(object["event"] == nil && object["payload"]?["routeKey"]?.string == "ANY /orders/{id}")
            let logs = try await project.lamdeck("logs")
            #expect(logs.text.contains(" · PUT /orders/7?x=1"), "\(logs.text)")
        }
    }

    @Test("A response with a wrong shape is 502 and says what is wrong; a function that fails is 502, too")
    func failures() async throws {
        try await Project.run(Self.orders()) { project in
            let wrong = try await project.lamdeck("invoke", "orders", "--http", "/wrong", "--json")
            #expect(wrong.status == 1)
            let object = try JSONDocument(wrong.text).root
            #expect(object["verdict"]?.string == "ok" && object["http"]?["status"]?.int == 502)
            #expect(object["http"]?["problem"]?.string?.contains("statusCode") == true)
            let raised = try await project.lamdeck("invoke", "orders", "--http", "/raise")
            #expect(raised.status == 1 && raised.text.hasPrefix("HTTP/1.1 502 Bad Gateway\n"))
            #expect(raised.messages.contains("ValueError: no such order"))
        }
    }
}
