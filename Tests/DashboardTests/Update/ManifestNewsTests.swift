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

    @Test func `the first reading selects the first function and asks for its events`() {
        var model = Model(size: Size(width: 120, height: 36), now: Model.start)
        #expect(model.selected == nil)
        #expect(model.update(loaded(["a", "b"])) == [.loadEvents("a")])
        #expect(model.selected == "a")
        #expect(model.notice == nil)
    }

    private static let nine = (1...9).map { number in
        "functions.json:\(number + 2):7: error: function \"orders-\(number)\" has no handler; write \"handler\": "
            + "\"app.handler\" for a function of a managed runtime"
    }

    @Test func `nine mistakes are told with their places, and all of them can be read`() throws {
        var model = Model.deck()
        model.tell(.manifest(.broken(path: "functions.json", problems: Self.nine)))
        #expect(model.status.contains("(9 errors; ! lists them): functions.json:3:7"))
        model.type("!")
        #expect(model.rows.contains { $0.contains("functions.json:11:7:") })
        try Picture.expect(model, "problems")
        // If there is no room for them, they scroll.
        model.resize(40, 10)
        #expect(!model.rows.contains { $0.contains("functions.json:11:7") })
        model.type("G")
        #expect(model.rows.contains { $0.contains("functions.json:11:7") })
        try Picture.expect(model, "problems-end")
        model.type("g")
        #expect(model.overlay == .problems(scrolled: 0))
        // They disappear when the file is valid again.
        model.tell(loaded(["a"]))
        #expect(model.overlay == nil)
        #expect(model.type("!") == [])
        #expect(model.notice?.text == "functions.json has no problems")
    }

    @Test func `nine mistakes in a file that was never good are told to be listed if they have no room`() throws {
        var model = Model(size: Size(width: 80, height: 24), now: Model.start)
        model.tell(.manifest(.broken(path: "functions.json", problems: Self.nine)))
        try Picture.expect(model, "problems-at-start")
        model.type("!")
        #expect(model.overlay == .problems(scrolled: 0))
        #expect(model.press(.escape) == [])
        #expect(model.overlay == nil)
    }

    @Test func `several warnings are listed too`() {
        var model = deck(["a"])
        model.tell(loaded(["a"], warnings: ["functions.json:1:1: warning: one", "functions.json:2:1: warning: two"]))
        #expect(model.notice?.text == "functions.json:1:1: warning: one (and 1 more; ! lists them)")
        model.type("!")
        #expect(model.rows.contains { $0.contains("functions.json:2:1: warning: two") })
    }

    @Test func `another reading keeps the selection and says so`() {
        var model = deck(["a", "b", "c"], selected: "b")
        #expect(model.update(loaded(["c", "b", "a"])) == [.loadEvents("b")])
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
    func `when the selected function goes, the one in its place is selected`(
        before: [String], selected: String, after: [String], now: String
    ) {
        var model = deck(before, selected: selected)
        #expect(model.update(loaded(after)) == [.loadEvents(now)])
        #expect(model.selected == now)
    }

    @Test func `when all go, none is selected, and when one comes it is`() {
        var model = deck(["a", "b"], selected: "b")
        #expect(model.update(loaded([])) == [])
        #expect(model.selected == nil)
        #expect(model.view().mistakes == [])
        #expect(model.update(loaded(["c"])) == [.loadEvents("c")])
        #expect(model.selected == "c")
    }

    @Test func `a function that stays keeps its log, events, response and state, with its new settings`() {
        var model = deck(["a", "b"])
        model.setState(.ready, of: "a")
        model.log(["hello"], of: "a")
        model.type("i")
        model.answer(1, "{}", of: "a")
        var changed = FunctionInfo.sample("a")
        changed.port = 9999
        model.tell(.manifest(.loaded(path: "functions.json", [.sample("new"), changed], warnings: [])))
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

    @Test func `a function that went and came again begins anew`() {
        var model = deck(["a", "b"])
        model.log(["old"], of: "a")
        model.setState(.ready, of: "a")
        model.tell(loaded(["b"]))
        model.tell(loaded(["a", "b"]))
        #expect(model.function("a")?.log.count == 0)
        #expect(model.function("a")?.state == .stopped)
    }

    @Test func `news of a function that went are nothing`() {
        var model = deck(["a", "b"])
        model.type("i")
        model.tell(loaded(["b"]))
        let before = model.rows
        model.setState(.ready, of: "a")
        model.log(["late"], of: "a")
        model.tell(.events(function: "a", EventList(names: ["x.json"])))
        model.tell(.invocationStarted(1, at: Model.start))
        model.answer(1, "{}", of: "a")
        model.tell(.invocationRefused(1, function: "a", "gone"))
        #expect(model.names == ["b"])
        #expect(model.rows == before)
        // The last call was of a removed function: the selected event is invoked.
        model.tell(.events(function: "b", EventList(names: ["b.json"])))
        #expect(model.type(".") == [.invoke(2, function: "b", event: "b.json")])
    }

    @Test func `a broken file leaves the last good one in use, and says why until it is valid again`() {
        var model = deck(["a", "b"], selected: "b")
        let problem = "functions.json:3:5: error: unknown key \"handlr\"; did you mean \"handler\"?"
        #expect(model.update(.manifest(.broken(path: "functions.json", problems: [problem, "x", "y"]))) == [])
        #expect(model.names == ["a", "b"])
        #expect(model.selected == "b")
        #expect(model.status.contains("the last valid functions.json is in use"))
        #expect(model.status.contains("functions.json:3:5: error: unknown key"))
        #expect(model.status.contains("(3 errors; ! lists them)"))
        model.type("k")
        #expect(model.status.contains("the last valid functions.json is in use"))
        model.tell(loaded(["a", "b"]))
        #expect(model.notice?.text == "functions.json is valid again")
        model.type("j")
        #expect(!model.status.contains("the last valid"))
    }

    @Test func `a file that goes leaves its functions, and says that it is gone`() {
        var model = deck(["a", "b"])
        model.tell(.manifest(.missing(["/home/ada"])))
        #expect(model.names == ["a", "b"])
        #expect(model.status.contains("functions.json is missing"))
        model.type("j")
        #expect(model.status.contains("functions.json is missing"))
        model.tell(loaded(["a", "b"]))
        #expect(!model.status.contains("gone"))
    }

    @Test func `what is doubtful is told, the first with how many more there are`() {
        var model = deck(["a"])
        model.tell(loaded(["a"], warnings: ["nodejs20.x is deprecated"]))
        #expect(model.notice == Notice(.warning, "nodejs20.x is deprecated"))
        model.tell(loaded(["a"], warnings: ["nodejs20.x is deprecated", "b", "c"]))
        #expect(model.notice == Notice(.warning, "nodejs20.x is deprecated (and 2 more; ! lists them)"))
    }
}
