import LambdaModel
import Testing

@testable import Dashboard

/// The call that keys act on, if other clients made all calls, and in the log.
@Suite("The call that keys act on") struct SelectedCallTests {
    private static let (first, second) = (
        "1399074e-8f3b-4c56-9a5e-0242ac110002", "2399074e-8f3b-4c56-9a5e-0242ac110002"
    )
    private static let event =
        #"{"version":"2.0","rawPath":"/orders","rawQueryString":"","headers":{"host":"127.0.0.1:8000"},"#
        + #""requestContext":{"http":{"method":"POST"}},"body":"x"}"#

    private static func result(_ id: String) -> InvocationResult {
        .http("POST", "/orders", #"{"statusCode":200,"body":"ok"}"#, event: event, id: id)
    }

    /// A deck with two calls of other clients, the second one newer.
    private func deck() -> Model {
        var model = Model.httpDeck()
        for id in [Self.first, Self.second] {
            model.call(id, ["INFO looking"], of: "orders")
            model.serve(Self.result(id))
        }
        return model
    }

    @Test("The calls select the newest one when they get the focus, and the inspector shows it")
    func focus() {
        var model = deck()
        #expect(model.item?.calls.table.selected == nil)
        #expect(model.type("3") == [.loadCall(function: "orders", .request(Self.second))])
        #expect(model.item?.calls.table.selectedRow?.summary.requestID == Self.second)
        #expect(model.press(.enter) == [], "the call that is read is shown at once")
        #expect(model.focus == .inspector)
        model.inspect(Self.result(Self.second))
        #expect(model.item?.response?.result?.requestID == Self.second)
        model.type("3j")
        #expect(model.item?.calls.table.selectedRow?.summary.requestID == Self.first)
    }

    @Test("The number of the inspector shows the newest call, too")
    func inspector() {
        var model = deck()
        #expect(model.type("4") == [.loadCall(function: "orders", .request(Self.second))])
        #expect(model.focus == .inspector)
    }

    @Test("The first call that arrives while the calls have the focus is selected, and later ones are not")
    func arriving() {
        var model = Model.httpDeck()
        model.type("3")
        #expect(
            model.act(.outsideInvocation(InvocationSummary(Self.result(Self.first)))) == [
                .loadCall(function: "orders", .request(Self.first))
            ])
        #expect(model.act(.outsideInvocation(InvocationSummary(Self.result(Self.second)))) == [])
        #expect(model.item?.calls.table.selectedRow?.summary.requestID == Self.first)
    }

    @Test(
        "Keys that save or copy read the newest call, wherever the focus is",
        arguments: [Key.control("s"), .character("y"), .character("Y"), .alt("y"), .alt("i"), .alt("d")],
        ["1", "3", "4"])
    func keys(key: Key, section: String) {
        guard section == "3" || key == .alt("y") || key == .alt("i") || key == .alt("d") else { return }
        var model = deck()
        model.type(section)
        #expect(model.press(key) == [.loadCall(function: "orders", .request(Self.second))])
        let effects = model.inspect(Self.result(Self.second))
        if key == .control("s") {
            #expect(model.status.contains("save the event as: post-orders.json"))
        } else {
            #expect(effects.count == 1 && model.notice?.text.hasPrefix("there is no call") != true)
        }
    }

    @Test(
        "In the log, the call under the cursor is copied, and the notice names it",
        arguments: [Key.character("Y"), .alt("y")])
    func log(key: Key) {
        var model = deck()
        model.type("3")
        model.inspect(Self.result(Self.second))
        model.type("5gg")
        #expect(model.press(key) == [.loadCall(function: "orders", .request(Self.first))])
        let effects = model.inspect(Self.result(Self.first), row: 16)
        #expect(effects == [.copy("curl -sS -X POST http://127.0.0.1:8000/orders -H content-type: --data-raw x")])
        #expect(model.notice?.text == "✓ copied POST /orders as curl")
        #expect(
            model.item?.response?.result?.requestID == Self.second, "the inspector still shows the selected call")
    }

    @Test("A line outside of calls is no call to copy")
    func outside() {
        var model = Model.httpDeck()
        model.log(["flushed"], of: "orders")
        model.type("5")
        #expect(model.press(.alt("y")) == [])
        #expect(model.notice?.text == "this line is outside of calls")
    }
}
