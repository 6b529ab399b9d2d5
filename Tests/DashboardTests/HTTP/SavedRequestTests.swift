import LambdaModel
import Testing

@testable import Dashboard

/// `^S`: the request of a call becomes an event file, from wherever the call is shown.
@Suite("Saving requests as events") struct SavedRequestTests {
    private static let id = "1399074e-8f3b-4c56-9a5e-0242ac110002"
    private static let page = #"{"statusCode":200,"body":"ok"}"#

    private func result(_ method: String = "GET", _ target: String = "/orders/7?a=1") -> InvocationResult {
        .http(method, target, Self.page, id: Self.id)
    }

    /// A deck with one call by HTTP, which only the history has in full.
    private func deck(_ result: InvocationResult) -> Model {
        var model = Model.httpDeck()
        model.call(Self.id, ["INFO looking"], of: "orders")
        model.serve(result)
        return model
    }

    private func loaded(_ result: InvocationResult) -> Message {
        .loaded(
            function: "orders", .request(Self.id),
            StoredResponse(
                row: HistoryRow(id: 17, summary: InvocationSummary(result)), result: result,
                content: ResponseContent(result)))
    }

    @Test("In the log, the call under the cursor is read from the history, then its name is asked for")
    func log() {
        var model = deck(result())
        model.type("5")
        let key = CallKey.request(Self.id)
        #expect(model.press(.control("s")) == [.loadCall(function: "orders", key)])
        #expect(model.act(loaded(result())) == [])
        #expect(model.status.contains("save the event as: get-orders-7.json"))
        #expect(
            model.press(.enter) == [.event(function: "orders", .file(.saveCall(17, as: "get-orders-7.json")))])
    }

    @Test("A line outside of calls has no event")
    func outside() {
        var model = Model.httpDeck()
        model.log(["flushed"], of: "orders")
        model.type("5")
        #expect(model.press(.control("s")) == [])
        #expect(model.notice?.text == "this line is outside of calls; M-s saves the log as a file")
    }

    @Test("A call that the history does not have is not asked for again and again")
    func missing() {
        var model = deck(result())
        model.type("5")
        model.press(.control("s"))
        model.notify(.loaded(function: "orders", .request(Self.id), nil))
        #expect(model.overlay == nil)
        #expect(model.notice?.text == "the history does not have this call")
        // Another call that is read does not open the dialog.
        #expect(model.act(loaded(result())) == [])
        #expect(model.overlay == nil)
    }

    @Test("In the calls and the inspector", arguments: [Key.character("3"), .character("4")])
    func calls(section: Key) {
        var model = deck(result())
        model.type("3j")
        model.inspect(result())
        model.press(section)
        #expect(model.press(.control("s")) == [])
        #expect(model.status.contains("save the event as: get-orders-7.json"))
    }

    @Test("A call whose row is selected, and that is being read")
    func unread() {
        var model = deck(result())
        model.type("3j")
        #expect(model.press(.control("s")) == [.loadCall(function: "orders", .request(Self.id))])
        _ = model.act(loaded(result()))
        #expect(model.status.contains("save the event as: get-orders-7.json"))
    }

    @Test("In the history, the call's function is selected")
    func history() {
        var model = deck(result())
        model.type("jh")
        model.found([HistoryRow(id: 9, summary: InvocationSummary(result("POST", "/")))], problem: nil)
        #expect(model.press(.control("s")) == [.loadEvents("orders")])
        #expect(model.selected == "orders")
        #expect(model.status.contains("save the event as: post-root.json"))
        var other = InvocationSummary(result())
        other.function = "gone"
        model.press(.escape, .character("h"))
        model.found([HistoryRow(id: 9, summary: other)], problem: nil)
        #expect(model.press(.control("s")) == [])
        #expect(model.notice?.text == "functions.json has no function gone any more")
    }

    @Test("In the logs of all functions")
    func allLogs() {
        var model = deck(result())
        model.type("L")
        #expect(model.press(.control("s")) == [.loadCall(function: "orders", .request(Self.id))])
        _ = model.act(loaded(result()))
        #expect(model.status.contains("save the event as: get-orders-7.json"))
    }

    @Test(
        "The suggested name",
        arguments: [
            ("GET", "/", "get-root"), ("GET", "/orders/7/?x=1", "get-orders-7"),
            ("DELETE", "/a//b%20c.json", "delete-a-b-c"),
            ("POST", "/orders/{id}", "post-orders-id"), ("GET", "/..", "get"), ("OPTIONS", "*", "options"),
            ("GET", "/" + String(repeating: "a", count: 300), "get-" + String(repeating: "a", count: 56)),
        ])
    func name(method: String, target: String, name: String) {
        var model = deck(result(method, target))
        model.type("3j")
        model.inspect(result(method, target))
        model.press(.control("s"))
        #expect(model.status.contains("save the event as: \(name).json"), "\(model.status)")
    }
}
