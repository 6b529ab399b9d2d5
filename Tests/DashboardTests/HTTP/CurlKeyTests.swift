import LambdaModel
import Testing

@testable import Dashboard

/// Calls and events as curl.
@Suite("Copies as curl") struct CurlKeyTests {
    private static let page = #"{"statusCode":200,"body":"ok"}"#
    private static let restEvent =
        #"{"httpMethod":"PUT","path":"/a","headers":{"content-type":"text/plain"},"body":"x","requestContext":{}}"#

    private func show(_ event: String, in model: inout Model) {
        model.type("2")
        let content = EventContent(name: "cart.json", Array(event.utf8))
        model.notify(.event(function: "orders", .content("cart.json", content)))
    }

    @Test(
        "A call by HTTP is copied as its request, at the place where it arrived",
        arguments: [Key.character("Y"), .alt("y")])
    func call(key: Key) {
        let event =
            #"{"version":"2.0","rawPath":"/orders","rawQueryString":"x=1","headers":{"content-type":"application/json","#
            + #""host":"127.0.0.1:8000"},"requestContext":{"http":{"method":"POST"}},"body":"{\"qty\":1}"}"#
        let result = InvocationResult.http("POST", "/orders?x=1", Self.page, event: event)
        var model = Model.httpDeck()
        model.serve(result)
        model.type("3j")
        model.inspect(result)
        let text =
            "curl -sS -X POST 'http://127.0.0.1:8000/orders?x=1' -H 'content-type: application/json'"
            + #" --data-raw '{"qty":1}'"#
        #expect(model.press(key) == [.copy(text)])
        #expect(model.notice?.text == "✓ copied POST /orders?x=1 as curl")
    }

    @Test("The target is that of the request, which the event may have decoded")
    func target() {
        let event = #"{"httpMethod":"GET","path":"/a b","requestContext":{}}"#
        let result = InvocationResult.http("GET", "/a%20b?", Self.page, format: .rest, api: "admin", event: event)
        var model = Model.httpDeck()
        model.serve(result)
        model.type("3j")
        model.inspect(result)
        #expect(model.press(.alt("y")) == [.copy("curl -sS 'http://127.0.0.1:8001/a%20b?'")])
    }

    @Test("A call of an event that is no request calls the function")
    func otherCall() {
        var model = Model.httpDeck()
        model.type("2i")
        var result = InvocationResult.sample("{}", event: "cart.json")
        (result.request.function, result.request.payload) = ("orders", Array(#"{"Records":[]}"#.utf8))
        model.finish(1, result)
        let text = #"curl -sS http://127.0.0.1:9002/2015-03-31/functions/function/invocations -d '{"Records":[]}'"#
        #expect(model.press(.alt("y")) == [])
        show(#"{"Records":[]}"#, in: &model)
        #expect(model.press(.alt("y")) == [.copy(text)])
        model.type("3")
        #expect(model.press(.alt("y")) == [.copy(text)])
    }

    @Test("An event that is larger than an argument of a program is piped into curl")
    func largeEvent() {
        var model = Model.httpDeck()
        let event = #"{"Records":["\#(String(repeating: "x", count: 200_000))"]}"#
        show(event, in: &model)
        let url = "http://127.0.0.1:9002/2015-03-31/functions/function/invocations"
        #expect(model.press(.alt("y")) == [.copy("printf %s '\(event)' | curl -sS \(url) --data-binary @-")])
    }

    @Test("A saved event of a request is copied as that request, to a place that makes such events")
    func event() {
        var model = Model.httpDeck()
        show(Self.restEvent, in: &model)
        #expect(
            model.press(.alt("y")) == [
                .copy("curl -sS -X PUT http://127.0.0.1:8001/a -H 'content-type: text/plain' --data-raw x")
            ])
        #expect(model.notice?.text == "✓ copied cart.json as curl")
        show(#"{"rawPath":"/b","requestContext":{"http":{"method":"GET"}}}"#, in: &model)
        #expect(model.press(.alt("y")) == [.copy("curl -sS http://127.0.0.1:8000/b")])
    }

    @Test("Without such a place, the function is called with the event")
    func noPlace() {
        var info = FunctionInfo.routed
        info.routes = []
        var model = Model.deck(functions: [info], events: ["cart.json"])
        show(Self.restEvent, in: &model)
        guard case .copy(let text)? = model.press(.alt("y")).first else {
            Issue.record("nothing was copied")
            return
        }
        #expect(text.hasPrefix("curl -sS http://127.0.0.1:9002/2015-03-31/functions/function/invocations -d '"))
        show(#"{"rawPath":"/b","requestContext":{"http":{"method":"GET"}}}"#, in: &model)
        #expect(model.press(.alt("y")) == [.copy("curl -sS http://127.0.0.1:9002/b")])
    }
}
