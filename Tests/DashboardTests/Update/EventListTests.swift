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
    func `the selected event stays, or the one in its place is selected`(
        before: [String], index: Int, after: [String], selected: String?
    ) {
        var model = deck(at: index, of: before)
        #expect(model.update(.events(function: "hello", EventList(names: after))) == [])
        #expect(model.item?.selectedEvent == selected)
        #expect(model.view().mistakes == [])
    }

    @Test func `an event that came back stands where it stood`() {
        var model = deck(at: 1, of: ["a", "b", "c"])
        model.tell(.events(function: "hello", EventList(names: [])))
        #expect(model.item?.selectedEvent == nil)
        model.tell(.events(function: "hello", EventList(names: ["a", "b", "c"])))
        #expect(model.item?.selectedEvent != nil)
    }

    @Test func `events of another function change nothing here`() {
        var model = deck(at: 1, of: ["a", "b"])
        model.tell(.events(function: "orders", EventList(names: ["o"])))
        #expect(model.item?.selectedEvent == "b")
        #expect(model.function("orders")?.selectedEvent == "o")
    }

    @Test func `a folder that cannot be read says why in the pane`() {
        var model = deck(at: 0, of: [])
        model.tell(.events(function: "hello", EventList(folder: "events", problem: "events: permission denied")))
        #expect(model.rows.contains { $0.contains("events: permission denied") })
    }

    @Test func `events that are not read yet are not said to be missing`() {
        var model = Model.deck(functions: FunctionInfo.samples, events: ["a"])
        model.type("j")
        #expect(!model.rows.contains { $0.contains("no saved events") })
        model.tell(.events(function: "orders", EventList(names: [])))
        #expect(model.rows.contains { $0.contains("orders has no saved events") })
    }

    /// With a slow folder or a busy machine, the call was made with `{}`.
    @Test func `a call that is typed before the events are read is made with the one that is selected then`() {
        var model = Model.deck(functions: FunctionInfo.samples, events: ["a"])
        model.type("j")
        #expect(model.type("ii") == [])
        #expect(model.rows.contains { $0.contains("orders will be invoked when its saved events are read") })
        #expect(
            model.update(.events(function: "orders", EventList(names: ["o", "p"])))
                == [.invoke(1, function: "orders", event: "o")])
        #expect(!model.rows.contains { $0.contains("when its saved events are read") })
        #expect(model.update(.events(function: "orders", EventList(names: ["p"]))) == [])
        #expect(model.type("i") == [.invoke(2, function: "orders", event: "p")])
    }

    @Test func `keys that are typed before the events are read take effect in their order`() {
        var model = Model.deck(functions: FunctionInfo.samples, events: ["a"])
        model.type("j")
        #expect(model.type("2jjPie") == [])
        #expect(
            model.update(.events(function: "orders", EventList(names: ["o", "p", "q"], folder: "/events")))
                == [.invoke(1, function: "orders", event: "q"), .edit(path: "/events/q", line: nil)])
        #expect(model.item?.selectedEvent == "q" && model.item?.pinnedEvent == "q")
        model.type("G")
        #expect(model.update(.events(function: "orders", EventList(names: ["o", "p", "q", "r"]))) == [])
        #expect(model.item?.selectedEvent == "q")
    }

    @Test func `an editor does not open for a function that is no longer selected, but its call is made`() {
        var model = Model.deck(functions: FunctionInfo.samples, events: ["a"])
        model.type("jiek")
        #expect(
            model.update(.events(function: "orders", EventList(names: ["o"], folder: "/events")))
                == [.invoke(1, function: "orders", event: "o")])
    }
}
