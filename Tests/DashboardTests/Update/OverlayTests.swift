import LambdaModel
import Testing

@testable import Dashboard

/// What covers the panes: the help, and the questions before something is stopped.
@Suite struct OverlayTests {
    private func quitQuestion() -> Model {
        var model = Model.deck()
        model.setState(.ready)
        model.setState(.starting, of: "orders")
        model.type("q")
        return model
    }

    private func stopQuestion() -> Model {
        var model = Model.deck()
        model.setState(.ready)
        model.setState(.busy(queued: 1), of: "edge")
        model.type("D")
        return model
    }

    @Test(arguments: [
        (Key.character("s"), [Effect.quit(.stopFunctions)]), (.character("d"), [.quit(.detach)]),
        (.escape, []),
    ])
    func `the quit question takes the keys that it shows`(key: Key, effects: [Effect]) {
        var model = quitQuestion()
        #expect(model.overlay == .confirmQuit)
        #expect(model.press(key) == effects)
        #expect(model.overlay == nil)
        #expect((model.quitting == nil) == effects.isEmpty)
    }

    @Test func `other keys neither answer the quit question nor change the panes`() {
        for key in [
            Key.character("j"), .character("i"), .character("D"), .tab, .character("Z"), .character("?"), .down,
            .enter, .character("y"), .character("n"),
        ] {
            var model = quitQuestion()
            #expect(model.press(key) == [])
            #expect(model.overlay == .confirmQuit)
            #expect(model.selected == "hello")
            #expect(model.focus == .functions)
        }
    }

    @Test func `without running functions, quitting asks nothing`() {
        var model = Model.deck()
        model.setState(.failed(FailureReason(.image, "no image")))
        #expect(model.type("q") == [.quit(.detach)])
        #expect(model.overlay == nil)
    }

    @Test func `quitting waits for the functions, and a second q exits at once`() {
        var model = quitQuestion()
        #expect(model.type("s") == [.quit(.stopFunctions)])
        #expect(model.isMoving)
        #expect(model.status.contains("stopping the functions"))
        var hasty = model
        #expect(hasty.type("q") == [.exit])
        #expect(model.act(.shutDown) == [.exit])
    }

    @Test func `a signal stops the functions without a question`() {
        var model = quitQuestion()
        #expect(model.act(.terminated) == [.quit(.terminated)])
        #expect(model.overlay == nil)
        #expect(model.act(.shutDown) == [.exit])
    }

    @Test(arguments: [
        (Key.character("y"), [Effect.stop(["hello", "edge"])]), (.escape, []), (.control("c"), []),
    ])
    func `the stop-all question takes the keys that it shows`(key: Key, effects: [Effect]) {
        var model = stopQuestion()
        #expect(model.overlay == .confirmStopAll)
        #expect(model.press(key) == effects)
        #expect(model.overlay == nil)
        #expect(model.quitting == nil)
    }

    @Test(arguments: [Key.enter, .character("n"), .character("D"), .character("s"), .character("Y"), .tab, .down])
    func `the stop-all question ignores other keys`(key: Key) {
        var model = stopQuestion()
        #expect(model.press(key) == [])
        #expect(model.overlay == .confirmStopAll)
    }

    @Test(arguments: ["/NEEDLE", "/Dynamo", "/xirSUDq"], Pane.allCases)
    func `a search has no effects but to search`(line: String, pane: Pane) {
        var model = Model.deck()
        model.setState(.ready)
        model.type("i")
        model.answer(1, "1")
        model.type("\(pane.rawValue)")
        let effects = model.type(line) + model.press(.enter, .escape)
        #expect(
            effects.allSatisfy { effect in
                if case .loadHistory = effect { pane == .calls } else { false }
            })
        #expect(model.overlay == nil)
        #expect(model.focus == pane)
        // The following keys have their usual meaning.
        #expect(model.type("s") == [.stop(["hello"])])
    }

    @Test func `keys of a search in the help have no effects`() {
        var model = Model.deck()
        model.setState(.ready)
        #expect(model.type("?/queue") + model.press(.enter) == [])
    }

    @Test func `while the deck detaches from running functions, it ignores keys`() throws {
        var model = quitQuestion()
        #expect(model.type("d") == [.quit(.detach)])
        #expect(model.status.contains("detaching from 2 functions"))
        #expect(model.type("isrSUDq?h") + model.press(.enter, .tab, .escape) == [])
        #expect(model.mouse(.press, 60, 5) == [])
        #expect(model.overlay == nil)
        #expect(model.focus == .functions)
        try Picture.expect(model, "detaching")
        #expect(model.press(.control("c")) == [.exit])
        #expect(model.act(.shutDown) == [.exit])
    }

    @Test func `while the functions stop, no key starts or invokes one`() {
        var model = quitQuestion()
        model.type("s")
        #expect(model.type("irSU") == [])
        #expect(model.type("q") == [.exit])
    }

    @Test func `stopping all shows a notice if nothing runs`() {
        var model = Model.deck()
        #expect(model.type("D") == [])
        #expect(model.overlay == nil)
        #expect(model.notice?.text == "no function is running")
    }

    @Test func `a question counts the functions that run when it is drawn`() {
        var model = quitQuestion()
        #expect(model.rows.contains { $0.contains("2 functions are running") })
        model.setState(.stopped)
        #expect(model.rows.contains { $0.contains("1 function is running") })
        var stop = stopQuestion()
        stop.setState(.stopped)
        #expect(stop.rows.contains { $0.contains("Stop the running function?") })
    }

    @Test func `a question closes when its functions no longer run`() {
        var model = quitQuestion()
        model.setState(.stopped)
        model.setState(.stopped, of: "orders")
        #expect(model.overlay == nil)
        var stop = stopQuestion()
        stop.setState(.stopped)
        stop.setState(.failed(FailureReason(.container, "died")), of: "edge")
        #expect(stop.overlay == nil)
    }

    @Test func `help opens, scrolls to its last row and closes`() throws {
        var model = Model.deck(Size(width: 80, height: 24))
        model.type("?")
        #expect(model.overlay == .help(scrolled: 0))
        let last = try #require(KeyMap.bindings.last)
        #expect(!model.rows.contains { $0.contains(last.description) })
        model.type("G")
        #expect(model.rows.contains { $0.contains(last.description) })
        model.type("j")
        #expect(model.rows.contains { $0.contains(last.description) })
        model.type("g")
        #expect(model.overlay == .help(scrolled: 0))
        model.press(.pageDown, .up, .control("u"))
        #expect(model.overlay == .help(scrolled: 0))
        for key in [Key.escape, .character("q"), .character("?"), .function(1), .control("c")] {
            var open = model
            #expect(open.press(key) == [])
            #expect(open.overlay == nil, "\(key.name)")
        }
    }

    @Test func `help ends with the keys of the log if the log has the focus`() throws {
        var model = Model.deck(Size(width: 80, height: 24))
        let last = try #require(LogControls.bindings.last)
        model.type("?G")
        #expect(!model.rows.contains { $0.contains(last.description) })
        model.press(.escape)
        model.type("5?G")
        #expect(model.rows.contains { $0.contains(last.description) })
    }

    @Test func `scrolled help shows no empty rows when the screen grows`() throws {
        var model = Model.deck(Size(width: 80, height: 20))
        model.type("?G")
        model.resize(80, 60)
        let last = try #require(KeyMap.bindings.last)
        #expect(model.rows.contains { $0.contains(last.description.prefix(12)) })
        let box = model.rows.filter { $0.hasPrefix(" │") || $0.hasPrefix("│") || $0.contains(" │ ") }
        #expect(box.filter { $0.allSatisfy { " │".contains($0) } }.count <= 2, "only the margins are empty")
    }

    @Test func `the mouse and a paste do nothing below an overlay`() {
        var model = quitQuestion()
        #expect(model.mouse(.press, 5, 4) == [])
        #expect(model.act(.input(.paste("s"))) == [])
        #expect(model.overlay == .confirmQuit)
        #expect(model.selected == "hello")
    }

    @Test func `Esc first ends the zoom, then cancels the call`() {
        var model = Model.deck()
        model.type("i+")
        #expect(model.isZoomed)
        #expect(model.press(.escape) == [])
        #expect(!model.isZoomed)
        #expect(model.press(.escape) == [.cancel(1)])
    }
}
