import Testing

@testable import Dashboard

/// Saved events appear and disappear on the disk.
@Suite struct EventListTests {
    private func deck(at index: Int, of names: [String]) -> Model {
        var model = Model.deck(events: names)
        model.type("2" + String(repeating: "j", count: index))
        return model
    }

    @Test(
        arguments: [
            (["a", "b", "c"], 1, ["a", "b", "c"], "b"), (["a", "b", "c"], 1, ["0", "a", "b", "c"], "b"),
            (["a", "b", "c"], 1, ["a", "c"], "c"), (["a", "b", "c"], 2, ["a", "b"], "b"),
            (["a", "b", "c"], 0, ["b", "c"], "b"), (["a", "b", "c"], 1, ["x"], "x"),
            (["a", "b"], 1, [], nil), ([], 0, ["a", "b"], "a"),
        ] as [([String], Int, [String], String?)])
    func `the selected event stays selected, or the one at its place is`(
        before: [String], index: Int, after: [String], selected: String?
    ) {
        var model = deck(at: index, of: before)
        #expect(model.act(.events(function: "hello", EventList(names: after))) == [])
        #expect(model.item?.selectedEvent == selected)
        #expect(model.view().mistakes == [])
    }

    @Test func `an event is selected again when the events reappear`() {
        var model = deck(at: 1, of: ["a", "b", "c"])
        model.notify(.events(function: "hello", EventList(names: [])))
        #expect(model.item?.selectedEvent == nil)
        model.notify(.events(function: "hello", EventList(names: ["a", "b", "c"])))
        #expect(model.item?.selectedEvent != nil)
    }

    @Test func `another function's events do not change the selected function's`() {
        var model = deck(at: 1, of: ["a", "b"])
        model.notify(.events(function: "orders", EventList(names: ["o"])))
        #expect(model.item?.selectedEvent == "b")
        #expect(model.function("orders")?.selectedEvent == "o")
    }

    @Test func `the pane says why the events folder cannot be read`() {
        var model = deck(at: 0, of: [])
        model.notify(.events(function: "hello", EventList(folder: "events", problem: "events: permission denied")))
        #expect(model.rows.contains { $0.contains("events: permission denied") })
    }

    @Test func `events that are not loaded yet are not reported as missing`() {
        var model = Model.deck(functions: FunctionInfo.samples, events: ["a"])
        model.type("j")
        #expect(!model.rows.contains { $0.contains("no saved events") })
        model.notify(.events(function: "orders", EventList(names: [])))
        #expect(model.rows.contains { $0.contains("orders has no saved events") })
    }

    /// With a slow folder or a busy machine, the call was made with `{}`.
    @Test func `a call typed before the events are loaded uses the event selected then`() {
        var model = Model.deck(functions: FunctionInfo.samples, events: ["a"])
        model.type("j")
        #expect(model.type("ii") == [])
        #expect(model.rows.contains { $0.contains("orders will be invoked when its saved events are read") })
        #expect(
            model.act(.events(function: "orders", EventList(names: ["o", "p"])))
                == [.invoke(1, function: "orders", event: "o")])
        #expect(!model.rows.contains { $0.contains("when its saved events are read") })
        #expect(model.act(.events(function: "orders", EventList(names: ["p"]))) == [])
        #expect(model.type("i") == [.invoke(2, function: "orders", event: "p")])
    }

    @Test func `keys typed before the events are loaded take effect in order`() {
        var model = Model.deck(functions: FunctionInfo.samples, events: ["a"])
        model.type("j")
        #expect(model.type("2jjPie") == [])
        #expect(
            model.act(.events(function: "orders", EventList(names: ["o", "p", "q"], folder: "/events")))
                == [.invoke(1, function: "orders", event: "q"), .event(function: "orders", .edit("q", line: nil))])
        #expect(model.item?.selectedEvent == "q" && model.item?.pinnedEvent == "q")
        model.type("G")
        #expect(model.act(.events(function: "orders", EventList(names: ["o", "p", "q", "r"]))) == [])
        #expect(model.item?.selectedEvent == "q")
    }

    @Test func `a function that is no longer selected is invoked but its event is not edited`() {
        var model = Model.deck(functions: FunctionInfo.samples, events: ["a"])
        model.type("jiek")
        #expect(
            model.act(.events(function: "orders", EventList(names: ["o"], folder: "/events")))
                == [.invoke(1, function: "orders", event: "o")])
    }
}
