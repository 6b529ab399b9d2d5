import LambdaModel
import Testing

@testable import Dashboard

/// functions.json appears, changes, breaks and disappears while the deck is open.
@Suite struct ManifestNewsTests {
    private func loaded(_ names: [String], warnings: [String] = []) -> Message {
        .manifest(.loaded(path: "functions.json", names.map { .sample($0) }, warnings: warnings))
    }

    private func deck(_ names: [String], selected: String? = nil) -> Model {
        var model = Model.deck(functions: names.map { .sample($0) })
        if let selected, let index = names.firstIndex(of: selected) { model.type(String(repeating: "j", count: index)) }
        return model
    }

    @Test func `the first manifest selects the first function and loads its events`() {
        var model = Model(size: Size(width: 120, height: 36), now: Model.start)
        #expect(model.selected == nil)
        #expect(model.act(loaded(["a", "b"])) == [.loadEvents("a")])
        #expect(model.selected == "a")
        #expect(model.notice == nil)
    }

    private static let nine = (1...9).map { number in
        "functions.json:\(number + 2):7: error: function \"orders-\(number)\" has no handler; write \"handler\": "
            + "\"app.handler\" for a function of a managed runtime"
    }

    @Test func `nine mistakes are listed with their positions`() throws {
        var model = Model.deck()
        model.notify(.manifest(.broken(path: "functions.json", problems: Self.nine)))
        #expect(
            model.status.contains(
                "functions.json has 9 errors; still using the last valid version · ! lists them · functions.json:3:7"))
        model.type("!")
        #expect(model.rows.contains { $0.contains("11:7") })
        try Picture.expect(model, "problems")
        // If there is no room for them, they scroll.
        model.resize(40, 10)
        #expect(!model.rows.contains { $0.contains("11:7") })
        model.type("G")
        #expect(model.rows.contains { $0.contains("11:7") })
        try Picture.expect(model, "problems-end")
        model.type("g")
        // They disappear when the file is valid again.
        model.notify(loaded(["a"]))
        #expect(model.overlay == nil)
        #expect(model.type("!") == [])
        #expect(model.notice?.text == "functions.json has no problems")
    }

    @Test func `nine mistakes at start that do not fit can be listed`() throws {
        var model = Model(size: Size(width: 80, height: 24), now: Model.start)
        model.notify(.manifest(.broken(path: "functions.json", problems: Self.nine)))
        try Picture.expect(model, "problems-at-start")
        model.type("!")
        #expect(model.overlay == .screen(.problems(ProblemsScreen())))
        #expect(model.press(.escape) == [])
        #expect(model.overlay == nil)
    }

    @Test func `several warnings can be listed`() {
        var model = deck(["a"])
        model.notify(loaded(["a"], warnings: ["functions.json:1:1: warning: one", "functions.json:2:1: warning: two"]))
        #expect(model.notice?.text == "functions.json:1:1: warning: one (and 1 more; ! lists them)")
        model.type("!")
        #expect(model.rows.contains { $0.contains("2:1") && $0.contains("two") })
    }

    @Test func `a reload keeps the selection and shows a notice`() {
        var model = deck(["a", "b", "c"], selected: "b")
        #expect(model.act(loaded(["c", "b", "a"])) == [.loadEvents("b")])
        #expect(model.selected == "b")
        #expect(model.names == ["c", "b", "a"])
        #expect(model.notice?.text == "functions.json reloaded")
    }

    @Test(arguments: [
        (["a", "b", "c"], "b", ["a", "c"], "c"), (["a", "b", "c"], "c", ["a", "b"], "b"),
        (["a", "b", "c"], "a", ["b", "c"], "b"), (["a", "b", "c"], "b", ["x"], "x"),
        // Renamed: the function at its place is selected.
        (["a", "b", "c"], "b", ["a", "renamed", "c"], "renamed"), (["a"], "a", ["z", "y"], "z"),
    ])
    func `when the selected function is removed, the one at its place is selected`(
        before: [String], selected: String, after: [String], now: String
    ) {
        var model = deck(before, selected: selected)
        #expect(model.act(loaded(after)) == [.loadEvents(now)])
        #expect(model.selected == now)
    }

    @Test func `none is selected when all are removed, and a new function is selected`() {
        var model = deck(["a", "b"], selected: "b")
        #expect(model.act(loaded([])) == [])
        #expect(model.selected == nil)
        #expect(model.view().mistakes == [])
        #expect(model.act(loaded(["c"])) == [.loadEvents("c")])
        #expect(model.selected == "c")
    }

    @Test func `a remaining function keeps its log, events, response and state`() {
        var model = deck(["a", "b"])
        model.setState(.ready, of: "a")
        model.log(["hello"], of: "a")
        model.type("i")
        model.answer(1, "{}", of: "a")
        var changed = FunctionInfo.sample("a")
        changed.port = 9999
        model.notify(.manifest(.loaded(path: "functions.json", [.sample("new"), changed], warnings: [])))
        #expect(model.item?.info.port == 9999)
        #expect(model.item?.state == .ready)
        #expect(model.item?.log.count == 1)
        #expect(model.item?.selectedEvent == "api-gw-v2.json")
        #expect(model.responseLines == ["{}"])
        #expect(model.function("new")?.state == .stopped)
        model.setState(.ready, of: "a", isStale: true)
        model.type("1")
        #expect(model.status.contains("settings changed"))
    }

    @Test func `a removed function that is added again has no log and no state`() {
        var model = deck(["a", "b"])
        model.log(["old"], of: "a")
        model.setState(.ready, of: "a")
        model.notify(loaded(["b"]))
        model.notify(loaded(["a", "b"]))
        #expect(model.function("a")?.log.count == 0)
        #expect(model.function("a")?.state == .stopped)
    }

    @Test func `messages for a removed function are ignored`() {
        var model = deck(["a", "b"])
        model.type("i")
        model.notify(loaded(["b"]))
        let before = model.rows
        model.setState(.ready, of: "a")
        model.log(["late"], of: "a")
        model.notify(.events(function: "a", EventList(names: ["x.json"])))
        model.notify(.invocationStarted(1, at: Model.start))
        model.answer(1, "{}", of: "a")
        model.notify(.invocationRefused(1, function: "a", "gone"))
        #expect(model.names == ["b"])
        #expect(model.rows == before)
        // The last call was of a removed function: the selected event is invoked.
        model.notify(.events(function: "b", EventList(names: ["b.json"])))
        #expect(model.type(".") == [.invoke(2, function: "b", event: "b.json")])
    }

    @Test func `with a broken file, the last valid one is used and the errors stay visible`() {
        var model = deck(["a", "b"], selected: "b")
        let problem = "functions.json:3:5: error: unknown key \"handlr\"; did you mean \"handler\"?"
        #expect(model.act(.manifest(.broken(path: "functions.json", problems: [problem, "x", "y"]))) == [])
        #expect(model.names == ["a", "b"])
        #expect(model.selected == "b")
        #expect(model.status.contains("still using the last valid"))
        #expect(model.status.contains("functions.json:3:5: error: unknown k"))
        #expect(model.status.contains("has 3 errors; still using the last valid version · ! lists them"))
        model.type("k")
        #expect(model.status.contains("still using the last valid"))
        model.notify(loaded(["a", "b"]))
        #expect(model.notice?.text == "functions.json is valid again")
        model.type("j")
        #expect(!model.status.contains("the last valid"))
    }

    @Test func `a missing file keeps the functions and is reported`() {
        var model = deck(["a", "b"])
        model.notify(.manifest(.missing(["/home/ada"])))
        #expect(model.names == ["a", "b"])
        #expect(model.status.contains("functions.json is missing"))
        model.type("j")
        #expect(model.status.contains("functions.json is missing"))
        model.notify(loaded(["a", "b"]))
        #expect(!model.status.contains("gone"))
    }

    @Test func `the first warning is shown with the number of others`() {
        var model = deck(["a"])
        model.notify(loaded(["a"], warnings: ["nodejs20.x is deprecated"]))
        #expect(model.notice == Notice(.warning, "nodejs20.x is deprecated"))
        model.notify(loaded(["a"], warnings: ["nodejs20.x is deprecated", "b", "c"]))
        #expect(model.notice == Notice(.warning, "nodejs20.x is deprecated (and 2 more; ! lists them)"))
    }
}
