import Foundation
import JSONText
import TestSupport
import Testing

/// URLs, routes and requests on the command line.
@Suite(.limited)
struct RouteCommandTests {
    /// Answers with the parts of its event.
    private static let echo = """
        { statusCode: 201, headers: { "x-n": "1" }, cookies: ["a=b"],
            body: JSON.stringify({ route: event.routeKey, query: event.rawQueryString, id: event.pathParameters?.id,
                body: event.body, kind: event.headers["content-type"], who: event.headers["x-who"] }) }
        """
    private let orders = SampleFunction.node("orders", answer: echo)
    private let hello = SampleFunction.node("hello")
    private let shop = SampleAPI(
        "shop", routes: ["GET /orders/{id}": "orders", "POST /orders": "orders", "$default": "hello"])
    private let old = SampleAPI("old", type: "rest", routes: ["ANY /{proxy+}": "orders"], "\"stage\": \"v1\"")

    @Test("`lamdeck routes` lists URLs and routes without a host; `up` prints them when their functions are ready")
    func routes() async throws {
        try await Project.run(orders, hello, apis: [shop, old]) { project in
            let table = try await project.lamdeck("routes")
            let (base, rest) = ("http://127.0.0.1:\(shop.port)", "http://127.0.0.1:\(old.port)")
            let rows = table.lines.map { $0.split(separator: " ").map(String.init) }
            let expected = [
                ["ROUTE", "URL", "FUNCTION", "TYPE", "API"],
                ["ANY", "http://127.0.0.1:\(orders.port)/", "orders", "url"],
                ["ANY", "http://127.0.0.1:\(hello.port)/", "hello", "url"],
                ["GET", "\(base)/orders/{id}", "orders", "http", "shop"],
                ["POST", "\(base)/orders", "orders", "http", "shop"],
                ["$default", "\(base)/", "hello", "http", "shop"],
                ["ANY", "\(rest)/{proxy+}", "orders", "rest", "old"],
            ]
            #expect(rows == expected, "\(table.text)\(table.messages)")
            let one = try await project.lamdeck("routes", "hello", "--json")
            let listed = try one.lines.map { try JSONDocument($0).root }
            #expect(listed.compactMap { $0["routeKey"]?.string ?? $0["type"]?.string } == ["url", "$default"])
            #expect(try await project.lamdeck("routes", "helo").messages.contains("did you mean \"hello\"?"))
            #expect(project.hosts.isEmpty, "it needs no host")

            let result = try await project.lamdeck("up") { program in
                try await waitUntil("both functions") {
                    program.output().contains("orders  ready") && program.output().contains("hello  ready")
                }
                try await waitUntil("the routes") { program.output().contains("\(base)/orders/{id}") }
                let output = program.output()
                #expect(output.contains("http://127.0.0.1:\(orders.port)"), "\(output)")
                #expect(output.contains("\(rest)/{proxy+}"), "\(output)")
                #expect(try await HTTPAnswer.get("GET /orders/7", port: shop.port).status == 201)
                program.send(SIGINT)
            }
            #expect(result.status == 130, "\(result.messages)")
        }
    }

    @Test("`invoke --http` makes the event of a route without a port, with and without a running host")
    func invoke() async throws {
        try await Project.run(orders, hello, apis: [shop, old]) { project in
            try project.write("order.json", "{\"n\": 5}")
            for isRunning in [false, true] {
                if isRunning { #expect(try await project.lamdeck("up", "--detach").status == 0) }
                let posted = try await project.lamdeck(
                    "invoke", "orders", "--http", "POST /orders?x=1", "-d", "@order.json", "-H", "x-who: ann", "--json")
                let root = try JSONDocument(posted.text).root
                #expect(posted.status == 0 && root["http"]?["status"]?.int == 201, "\(posted.text)\(posted.messages)")
                #expect(root["http"]?["format"]?.string == "http2" && root["http"]?["api"]?.string == "shop")
                #expect(root["http"]?["headers"]?["set-cookie"]?[0]?.string == "a=b", "\(posted.text)")
                let seen = try JSONDocument(root["http"]?["body"]?.string ?? "").root
                #expect(seen["route"]?.string == "POST /orders" && seen["query"]?.string == "x=1", "\(seen.text)")
                #expect(seen["body"]?.string == "{\"n\": 5}" && seen["who"]?.string == "ann", "\(seen.text)")

                let got = try await project.lamdeck("invoke", "orders", "--http", "/orders/7")
                #expect(got.status == 0 && got.text.contains("\"id\": \"7\""), "\(got.text)\(got.messages)")
                let address = try await project.lamdeck(
                    "invoke", "orders", "--http", "http://127.0.0.1:\(old.port)/things", "--json")
                let other = try JSONDocument(address.text).root
                #expect(other["http"]?["format"]?.string == "rest", "\(address.text)\(address.messages)")
            }
            let rows = try await project.lamdeck("history", "orders", "--json").lines.map {
                try JSONDocument($0).root["http"]?["target"]?.string ?? ""
            }
            #expect(rows.count { $0 == "/orders?x=1" } == 2 && rows.count { $0 == "/orders/7" } == 2, "\(rows)")
            #expect(try await project.lamdeck("invoke", "orders", "-d", "x").status == 2)
        }
    }

    @Test("Mistakes in routes: `validate` names the line and what to write")
    func mistakes() async throws {
        try await Project.run(orders) { project in
            try project.write(
                "functions.json",
                """
                {
                  "api": {
                    "port": \(shop.port),
                    "routes": {
                      "GET /orders/{id}": "orders",
                      "GET /orders/{number}": "orders",
                      "GET /items": "oders",
                      "GET orders": "orders",
                      "GTE /x": "orders",
                      "POST /orders": { "function": "orders", "authorizer": "chek" }
                    },
                    "authorizers": { "check": { "type": "request", "function": "orders" } }
                  },
                  "functions": {
                    "orders": { "runtime": "nodejs22.x", "handler": "app.handler", "code": "orders/code" }
                  }
                }

                """)
            let result = try await project.lamdeck("validate")
            #expect(result.status == 2, "\(result.text)\(result.messages)")
            let said = result.text + result.messages
            for (line, words) in [
                (6, "GET /orders/{id}"), (7, "did you mean \"orders\"?"), (8, "slash"), (9, "did you mean \"GET\"?"),
                (10, "did you mean \"check\"?"),
            ] {
                let isSaid = said.split(separator: "\n").contains {
                    $0.contains("functions.json:\(line):") && $0.contains(words)
                }
                #expect(isSaid, "line \(line): \(said)")
            }
        }
    }
}
