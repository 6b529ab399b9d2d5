import LambdaModel
import Support
import Testing

@testable import Dashboard

/// Requests and routes in little room.
@Suite("Texts of requests and routes") struct RouteTextsTests {
    @Test("A request loses the end of its query first, then the middle of its path")
    func request() {
        let http = HTTPCall(format: .http2, method: "GET", target: "/orders/7731/items?page=2&size=50")
        #expect(http.text(cells: 40) == "GET /orders/7731/items?page=2&size=50")
        #expect(http.text(cells: 36) == "GET /orders/7731/items?page=2&size=…")
        #expect(http.text(cells: 24) == "GET /orders/7731/items?…")
        #expect(http.text(cells: 23) == "GET /orders/7731/items…")
        #expect(http.text(cells: 22) == "GET /orders/7731/item…", "a query that is left out has a mark")
        #expect(http.text(cells: 12) == "GET /o…items")
        for cells in 0...40 { #expect(http.text(cells: cells).cellWidth <= cells) }
    }

    @Test("As many routes as fit, and how many more there are")
    func line() {
        let routes = FunctionInfo.routed.routes
        #expect(
            RouteTexts.line(routes, cells: 100)
                == "GET /orders/{id} → :8000 · POST /orders → :8000 · ANY /{proxy+} → :8001")
        #expect(RouteTexts.line(routes, cells: 60) == "GET /orders/{id} → :8000 · POST /orders → :8000 · +1")
        #expect(RouteTexts.line(routes, cells: 30) == "GET /orders/{id} → :8000 · +2")
        #expect(RouteTexts.line(routes, cells: 20) == "")
        #expect(RouteTexts.line([], cells: 100) == "")
    }

    @Test("With less room, a table has the method and the address, or the key and the port")
    func table() {
        let routes = FunctionInfo.routed.routes
        #expect(
            RouteTexts.table(routes, cells: 60).first == "GET /orders/{id}   http://127.0.0.1:8000/orders/{id}")
        #expect(
            RouteTexts.table(routes, cells: 40) == [
                "GET http://127.0.0.1:8000/orders/{id}", "POST http://127.0.0.1:8000/orders",
                "ANY http://127.0.0.1:8001/{proxy+}",
            ])
        #expect(RouteTexts.table(routes, cells: 30).first == "GET /orders/{id} → :8000")
    }

    @Test("A function without calls says where requests reach it, also if its log has lines")
    func emptyCalls() {
        var model = Model.httpDeck()
        model.log(["started"], of: "orders")
        #expect(
            model.rows.contains { $0.contains("Requests to http://127.0.0.1:9002/ and to its routes appear here:") })
        #expect(model.rows.contains { $0.contains(#/POST /orders +http:\/\/127.0.0.1:8000/orders/#) })
        var info = FunctionInfo.routed
        info.routes = ["$connect", "$default"].map {
            FunctionRoute(api: "chat", kind: .websocket, format: .websocket, key: $0, port: 8002)
        }
        model = Model.deck(functions: [info])
        #expect(model.rows.contains { $0.contains("Requests to its routes start it, and appear here:") })
        #expect(model.rows.contains { $0.contains(#/\$default +ws:\/\/127.0.0.1:8002\//#) })
        #expect(model.rows.count { $0.contains("ws://") } == 2, "the log does not list them again")
    }

    @Test("The palette opens the addresses of APIs")
    func palette() {
        var model = Model.httpDeck(.stopped)
        let entries = PaletteEntry.all(model).filter { $0.title.hasPrefix("open http") }
        #expect(entries.map(\.title) == ["open http://127.0.0.1:8000/ · api", "open http://127.0.0.1:8001/ · admin"])
        #expect(entries.first?.detail == ["GET /orders/{id} → orders", "POST /orders → orders"])
        model.type(":open 8001")
        #expect(model.press(.enter) == [.openURL("http://127.0.0.1:8001/")])
    }

    @Test("The URL of a route")
    func urls() {
        func url(_ key: String, _ kind: APISettings.Kind = .http) -> String {
            FunctionRoute(api: "api", kind: kind, format: .http2, key: key, port: 8000).url
        }
        #expect(url("GET /orders/{id}") == "http://127.0.0.1:8000/orders/{id}")
        #expect(url("ANY /") == "http://127.0.0.1:8000/")
        #expect(url("$default") == "http://127.0.0.1:8000/")
        #expect(url("sendMessage", .websocket) == "ws://127.0.0.1:8000/")
    }

    @Test("The filter of the calls finds method and path")
    func filter() {
        var model = Model.httpDeck()
        model.serve(.http("GET", "/orders/7", "{}", id: "a"))
        model.serve(.http("POST", "/carts", "{}", id: "b"))
        model.type("3/post")
        #expect(model.item?.calls.table.visibleCount == 1)
        #expect(model.item?.calls.table.requestCount == 2)
    }

    @Test("A log forgets the requests whose lines it has dropped")
    func names() {
        var calls = LogCalls()
        for number in 0..<200 {
            let id = "call \(number)"
            let line = calls.retain(id, at: 0)
            calls.learn(InvocationSummary(.http("GET", "/\(number)", "{}", id: id)))
            #expect(calls.facts(line)?.name == "GET /\(number)")
            // The same again, with another verdict.
            calls.learn(InvocationSummary(.http("GET", "/\(number)", "{}", id: id, verdict: .timeout)))
            #expect(calls.nameCount == 1)
            calls.release(line)
            #expect(calls.nameCount == 0)
        }
    }
}
