import LambdaModel
import Testing

@testable import Dashboard

/// Events that are invoked again after each save.
@Suite struct PinTests {
    private func pinned() -> Model {
        var model = Model.deck()
        model.setState(.ready)
        model.type("2P")
        return model
    }

    @Test func `P marks an event as pinned, and a second press removes the mark`() {
        var model = pinned()
        #expect(model.rows.contains { $0.contains(" api-gw-v2 ") && $0.contains("↻") })
        #expect(model.notice?.text == "api-gw-v2.json is invoked again after each save")
        model.type("j")
        #expect(model.rows.contains { $0.contains(" api-gw-v2 ") && $0.contains("↻") }, "not the selected one")
        model.type("P")
        #expect(model.rows.contains { $0.contains(" s3-put ") && $0.contains("↻") }, "one a function")
        model.type("P")
        #expect(!model.rows.contains { $0.contains("↻") })
    }

    @Test func `a save invokes the pinned event and shows the difference from the previous answer`() {
        var model = pinned()
        let first = model.act(.saved(function: "hello", "app.js changed"))
        #expect(first == [.invoke(1, function: "hello", event: "api-gw-v2.json")])
        #expect(model.notice?.text == "app.js changed; hello restarts")
        model.answer(1, #"{"a": 1}"#)
        #expect(model.responseLines == ["  a   1"], "nothing to compare with yet")
        let second = model.act(.saved(function: "hello", "app.js changed"))
        #expect(second == [.invoke(2, function: "hello", event: "api-gw-v2.json")])
        model.notify(.invocationStarted(2, at: Model.start))
        model.answer(2, #"{"a": 2}"#)
        #expect(model.responseLines.contains { $0.hasPrefix("-") && $0.contains("\"a\": 1") })
        #expect(model.responseLines.contains { $0.hasPrefix("+") && $0.contains("\"a\": 2") })
    }

    @Test func `repeated saves do not queue more than one call`() {
        var model = pinned()
        #expect(model.act(.saved(function: "hello", "app.js changed")).count == 1)
        #expect(model.act(.saved(function: "hello", "app.js changed")) == [], "the one that waits runs the new code")
        model.notify(.invocationStarted(1, at: Model.start))
        #expect(model.act(.saved(function: "hello", "app.js changed")).count == 1)
    }

    @Test func `a save invokes nothing without a pin or without the pinned event`() {
        var model = Model.deck()
        #expect(model.act(.saved(function: "hello", "app.js changed")) == [])
        model.type("2P")
        model.notify(.events(function: "hello", EventList(names: ["other.json"], folder: "events")))
        #expect(model.act(.saved(function: "hello", "app.js changed")) == [])
        #expect(model.act(.saved(function: "nobody", "app.js changed")) == [])
    }
}
