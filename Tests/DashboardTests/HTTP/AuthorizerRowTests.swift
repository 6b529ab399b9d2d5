import LambdaModel
import Testing

@testable import Dashboard

/// Calls of authorizers, and what lamdeck writes about requests that they deny.
@Suite("Authorizers in the deck") struct AuthorizerRowTests {
    private static let id = "188a90c3-8f3b-4c56-9a5e-0242ac110002"

    /// A deck whose selected function has authorized a request, and denied another one.
    private func deck(_ width: Int) -> Model {
        var model = Model.deck(Size(width: width, height: 36), functions: [.sample("guard"), .routed])
        for (number, authorized) in [(1, "no-such-call"), (2, Self.id)] {
            var origin = CallOrigin(address: "127.0.0.1:51234", port: 8000, function: "orders")
            origin.authorizes = authorized
            model.finish(call: "guard-\(number)", of: "guard", event: nil, origin: origin)
        }
        model.serve(.http("POST", "/orders", "{}", id: Self.id))
        return model
    }

    @Test("A row has the authorized request, and the function that it is for", arguments: [120, 200])
    func row(width: Int) {
        let rows = deck(width).rows
        #expect(rows.contains { $0.contains(#/✓ ok +POST /orders +for orders/#) }, "\(rows)")
        #expect(rows.contains { $0.contains(#/✓ ok +— +for orders/#) }, "a denied request made no call")
    }

    @Test("A long name of the function has room on a wide screen")
    func longName() {
        var model = Model.deck(Size(width: 200, height: 36), functions: [.sample("guard")])
        var origin = CallOrigin(address: "127.0.0.1:51234", port: 8000, function: "orders-and-carts")
        origin.authorizes = Self.id
        model.finish(call: "a", of: "guard", event: nil, origin: origin)
        #expect(model.rows.contains { $0.contains("for orders-and-carts") })
    }

    @Test("The lines about denied requests and responses that are not valid have the colour of warnings")
    func lines() {
        func role(_ text: String, _ source: LogRecord.Source = .lamdeck) -> Role? {
            let record = LogRecord(time: 0, source: source, text: text)
            return LogText(record, isRaw: false, isExpanded: false).firstLine.first?.style.role
        }
        #expect(role("POST /orders: denied with 401: no identity source") == .warning)
        #expect(role("the response to GET /orders is not valid: it has no statusCode") == .warning)
        #expect(role("init took 120 ms") == .info)
        #expect(role("x: denied with 401", .output) == .text)
    }
}
