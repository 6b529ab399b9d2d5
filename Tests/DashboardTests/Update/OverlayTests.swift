import LambdaModel
import Testing

@testable import Dashboard

/// What lies over the panes: help, and the questions before something ends.
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
        (Key.character("s"), [Effect.quit(.stopFunctions)]), (.character("l"), [.quit(.leaveRunning)]),
        (.escape, []), (.character("n"), []),
    ])
    func `the quit question is answered by what it names`(key: Key, effects: [Effect]) {
        var model = quitQuestion()
        #expect(model.overlay == .confirmQuit)
        #expect(model.press(key) == effects)
        #expect(model.overlay == nil)
        #expect((model.quitting == nil) == effects.isEmpty)
    }

    @Test func `other keys do not answer the quit question, and change nothing below it`() {
        for key in [
            Key.character("j"), .character("i"), .character("D"), .tab, .character("Z"), .character("?"), .down,
        ] {
            var model = quitQuestion()
            #expect(model.press(key) == [])
            #expect(model.overlay == .confirmQuit)
            #expect(model.selected == "hello")
            #expect(model.focus == .functions)
        }
    }

    @Test func `without functions that run, quitting asks nothing`() {
        var model = Model.deck()
        model.setState(.failed(FailureReason(.image, "no image")))
        #expect(model.type("q") == [.quit(.leaveRunning)])
        #expect(model.overlay == nil)
    }

    @Test func `what was begun by quitting is waited for, and a second q leaves at once`() {
        var model = quitQuestion()
        #expect(model.type("s") == [.quit(.stopFunctions)])
        #expect(model.isMoving)
        #expect(model.status.contains("stopping the functions"))
        var hasty = model
        #expect(hasty.type("q") == [.exit])
        #expect(model.update(.shutDown) == [.exit])
    }

    @Test func `a signal stops the functions without a question`() {
        var model = quitQuestion()
        #expect(model.update(.terminated) == [.quit(.terminated)])
        #expect(model.overlay == nil)
        #expect(model.update(.shutDown) == [.exit])
    }

    @Test(arguments: [
        (Key.character("y"), [Effect.stop(["hello", "edge"])]), (.enter, [.stop(["hello", "edge"])]), (.escape, []),
        (.character("n"), []), (.control("c"), []),
    ])
    func `the question before all are stopped`(key: Key, effects: [Effect]) {
        var model = stopQuestion()
        #expect(model.overlay == .confirmStopAll)
        #expect(model.press(key) == effects)
        #expect(model.overlay == nil)
        #expect(model.quitting == nil)
    }

    @Test func `where nothing runs, stopping all says so`() {
        var model = Model.deck()
        #expect(model.type("D") == [])
        #expect(model.overlay == nil)
        #expect(model.notice?.text == "no function runs")
    }

    @Test func `a question counts what runs when it is drawn`() {
        var model = quitQuestion()
        #expect(model.rows.contains { $0.contains("2 functions run") })
        model.setState(.stopped)
        #expect(model.rows.contains { $0.contains("1 function runs") })
        var stop = stopQuestion()
        stop.setState(.stopped)
        #expect(stop.rows.contains { $0.contains("Stop the function that runs?") })
    }

    @Test func `a question about what no longer runs is withdrawn`() {
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

    @Test func `help that was scrolled shows no empty rows when the screen grows`() throws {
        var model = Model.deck(Size(width: 80, height: 20))
        model.type("?G")
        model.resize(80, 60)
        let first = try #require(KeyMap.bindings.first)
        #expect(model.rows.contains { $0.contains(first.description) })
    }

    @Test func `the mouse and a paste do nothing below an overlay`() {
        var model = quitQuestion()
        #expect(model.mouse(.press, 5, 4) == [])
        #expect(model.update(.input(.paste("s"))) == [])
        #expect(model.overlay == .confirmQuit)
        #expect(model.selected == "hello")
    }

    @Test func `Esc leaves the zoom first, then the call`() {
        var model = Model.deck()
        model.type("i+")
        #expect(model.isZoomed)
        #expect(model.press(.escape) == [])
        #expect(!model.isZoomed)
        #expect(model.press(.escape) == [.cancel(1)])
    }
}
