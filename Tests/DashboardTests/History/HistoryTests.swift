import LambdaModel
import Testing

@testable import Dashboard

/// The history of invocations.
@Suite struct HistoryTests {
    private func opened(_ count: Int = 5, _ size: Size = Size(width: 120, height: 36)) -> Model {
        var model = Model.deck(size)
        model.type("h")
        model.found(
            (0..<Int64(count)).map { .sample(100 - $0, function: $0 % 2 == 0 ? "hello" : "orders") }, problem: nil)
        return model
    }

    @Test func `h loads and lists the calls of all functions`() {
        var model = Model.deck()
        #expect(model.type("h") == [.loadHistory(function: nil, matching: "")])
        #expect(model.rows.contains { $0.contains("reading the history") })
        model.found([.sample(1), .sample(2, function: "orders")], problem: nil)
        #expect(model.historyList?.row?.id == 1)
        #expect(model.rows.contains { $0.contains("orders") && $0.contains("api-gw-v2.json") })
        for key in [Key.escape, .character("q"), .character("h"), .control("c")] {
            var open = model
            #expect(open.press(key) == [])
            #expect(open.overlay == nil)
        }
    }

    @Test func `rows that arrive after the history closes are ignored`() {
        var model = Model.deck()
        model.type("h")
        model.press(.escape)
        model.found([.sample(1)], problem: nil)
        #expect(model.overlay == nil)
    }

    @Test func `rows for an outdated filter or function are ignored`() {
        var model = opened()
        model.type("/ab")
        model.notify(.history([.sample(1)], function: nil, matching: "a", problem: nil))
        #expect(model.historyList?.rows.count == 5)
        model.notify(.history([.sample(1)], function: "hello", matching: "ab", problem: nil))
        #expect(model.historyList?.rows.count == 5)
        model.notify(.history([.sample(1)], function: nil, matching: "ab", problem: nil))
        #expect(model.historyList?.rows.count == 1)
    }

    @Test func `a call that ends reloads the open history, one request at a time`() {
        var model = opened()
        let call = Message.outsideInvocation(InvocationSummary(function: "hello", requestID: "1", startedAt: 1))
        let ask = Effect.loadHistory(function: nil, matching: "")
        #expect(model.update(call) == [ask])
        #expect(model.update(call) == [] && model.update(call) == [], "an answer is on its way")
        let rows = Message.history([.sample(101)], function: nil, matching: "", problem: nil)
        #expect(model.update(rows) == [ask])
        #expect(model.update(rows) == [])
        #expect(model.historyList?.row?.id == 101)
        model.press(.escape)
        #expect(model.update(call) == [])
    }

    @Test func `f switches between the selected function's calls and all calls`() {
        var model = opened()
        #expect(model.type("f") == [.loadHistory(function: "hello", matching: "")])
        #expect(model.type("f") == [.loadHistory(function: nil, matching: "")])
    }

    @Test func `the movement keys work as in the panes`() {
        var model = opened(100)
        let page = HistoryView.height(in: model.size)
        let steps: [(Key, Int)] = [
            (.character("j"), 1), (.down, 2), (.character("k"), 1), (.pageDown, page), (.control("u"), page - page / 2),
            (.character("G"), 99), (.down, 99), (.character("g"), 0), (.up, 0),
        ]
        for (key, index) in steps {
            #expect(model.press(key) == [])
            #expect(model.historyList?.index == index, "\(key.name)")
            #expect(model.view().cells.contains { $0.style.highlight == .selection })
        }
    }

    @Test func `the cursor stays on its row when the rows change`() {
        var model = opened()
        model.type("jj")
        #expect(model.historyList?.row?.id == 98)
        model.found([101, 100, 98, 97].map { .sample($0) }, problem: nil)
        #expect(model.historyList?.row?.id == 98)
        model.found([101, 100].map { .sample($0) }, problem: nil)
        #expect(model.historyList?.row?.id == 100)
        model.found([], problem: nil)
        #expect(model.historyList?.row == nil)
        #expect(model.press(.enter) == [])
        #expect(model.notice != nil)
        #expect(model.type("i d").isEmpty)
    }

    // MARK: The filter

    @Test func `each key typed after a slash filters at once`() {
        var model = opened()
        #expect(model.type("/a q") == ["a", "a ", "a q"].map { .loadHistory(function: nil, matching: $0) })
        #expect(model.view().cursor != nil)
        #expect(model.press(.backspace) == [.loadHistory(function: nil, matching: "a ")])
        #expect(model.press(.enter) == [])
        #expect(model.view().cursor == nil)
        #expect(model.rows.contains { $0.contains("/a") })
        // Keys are commands again.
        #expect(model.press(.enter) == [.openStored(100)])
        #expect(model.type("/") == [])
        #expect(model.press(.escape) == [.loadHistory(function: nil, matching: "")])
        #expect(model.historyList?.isTyping == false)
        #expect(model.press(.escape) == [])
        #expect(model.overlay == nil)
    }

    @Test func `leaving an empty filter does not reload the rows`() {
        for key in [Key.escape, .backspace, .enter, .control("c")] {
            var model = opened()
            model.type("/")
            #expect(model.press(key) == [])
            #expect(model.historyList?.isTyping == false)
        }
    }

    @Test func `a pasted filter loses its control characters and is cut to 200 characters`() {
        var model = opened()
        #expect(model.act(.input(.paste("x"))) == [])
        model.type("/")
        #expect(
            model.act(.input(.paste("a\u{1B}[2J\nb"))) == [.loadHistory(function: nil, matching: "a[2Jb")])
        _ = model.act(.input(.paste(String(repeating: "長", count: 100_000))))
        #expect(model.historyList?.matching.count == 200)
        #expect(model.view().mistakes == [])
    }

    @Test func `an empty list says why it is empty`() {
        var model = opened(0)
        #expect(model.rows.contains { $0.contains("The history has no call yet.") })
        model.type("f")
        #expect(model.rows.contains { $0.contains("The history has no call of hello yet.") })
        model.type("/x")
        model.found([], problem: nil)
        #expect(model.rows.contains { $0.contains("Nothing matches.") })
        model.found([], problem: "the disk is full")
        #expect(model.rows.contains { $0.contains("the disk is full") })
    }

    // MARK: Actions on a row

    @Test func `Enter opens an invocation in the response pane, with its other views`() {
        var model = opened()
        #expect(model.press(.enter) == [.openStored(100)])
        var kept = StoredResponse.sample(100, "{\"a\":1}", minutes: 60 * 24)
        kept.result.log = [LogRecord(time: 0, source: .output, text: "logged")]
        #expect(model.act(.stored(kept)) == [])
        #expect(model.overlay == nil)
        #expect(model.focus == .inspector)
        #expect(model.responseLines == ["  a   1"])
        #expect(model.rows.contains { $0.contains("5399074e · api-gw-v2 · 11-21 12:00:00") })
        model.press(.tab)
        #expect(model.responseLines == ["logged"])
        model.press(.tab, .tab)
        #expect(model.responseLines[0] == "Nothing to compare with yet.")
        // A new call is a separate one.
        #expect(model.type("i") == [.invoke(2, function: "hello", event: "api-gw-v2.json")])
    }

    @Test func `an invocation of another function selects that function`() {
        var model = opened()
        #expect(model.act(.stored(.sample(99, "1", function: "orders"))) == [.loadEvents("orders")])
        #expect(model.selected == "orders")
        #expect(model.responseLines == ["1"])
    }

    @Test func `an invocation of a removed function shows a notice`() {
        var model = opened()
        #expect(model.act(.stored(.sample(9, "1", function: "gone"))) == [])
        #expect(model.notice?.text.contains("gone") == true)
        #expect(model.historyList != nil)
        model.found([.sample(9, function: "gone")], problem: nil)
        #expect(model.type("i") == [])
        #expect(model.notice?.level == .warning)
    }

    @Test func `i invokes the stored event again`() {
        var model = opened()
        #expect(
            model.type("ji") == [
                .loadEvents("orders"), .invokeStored(1, function: "orders", event: "api-gw-v2.json", 99),
            ])
        #expect(model.overlay == nil)
        #expect(model.focus == .inspector)
        #expect(model.rows.contains { $0.contains("waiting") })
        var result = InvocationResult.sample("5")
        result.request.function = "orders"
        model.finish(1, result)
        #expect(model.responseLines == ["5"])
        // "Again" repeats the same event, which may not be a file.
        #expect(model.type(".") == [.invokeStored(2, function: "orders", event: "api-gw-v2.json", 99)])
    }

    @Test func `d compares the two marked invocations, the older one first`() {
        var model = opened()
        #expect(model.type("d") == [])
        #expect(model.notice?.text.contains("Space marks") == true)
        model.type(" ")
        #expect(model.historyList?.marked == [100])
        #expect(model.type("d") == [.compareStored(99, 100)])
        model.type("j ")
        #expect(model.historyList?.marked == [100, 98])
        #expect(model.type("d") == [.compareStored(98, 100)])
        model.type(" ")
        #expect(model.historyList?.marked == [98, 97])
        model.type("k ")
        #expect(model.historyList?.marked == [98])
        model.type("gjj")
        #expect(model.type("d") == [])
    }

    @Test func `a comparison opens the diff view of the newer invocation`() {
        var model = opened()
        _ = model.act(.storedPair(.sample(98, "{\"a\":1}", minutes: 5), .sample(100, "{\"a\":2}")))
        #expect(model.overlay == nil)
        #expect(model.item?.response?.tab == .diff)
        #expect(
            model.responseLines == ["against the response of 11:55:00", "  {", "-   \"a\": 1", "+   \"a\": 2", "  }"])
    }

    @Test func `the mouse selects, opens and scrolls`() {
        var model = opened(100)
        #expect(model.mouse(.press, 10, 6) == [])
        #expect(model.historyList?.index == 3)
        #expect(model.mouse(.scrollDown, 10, 6) == [])
        #expect(model.historyList?.index == 6)
        #expect(model.mouse(.doubleClick, 10, 3) == [.openStored(100)])
        #expect(model.mouse(.press, 10, 0) == [])
        #expect(model.mouse(.press, 10, 34) == [])
        #expect(model.historyList?.index == 0)
        #expect(model.mouse(.press, 2, 35) == [.openStored(100)], "the word of Enter in the last row")
    }

    @Test func `rows with any content are drawn correctly at every size`() {
        let odd = "\u{1B}[31m空\u{0}\n\u{202E}" + String(repeating: "長", count: 80)
        var strange = HistoryRow.sample(1, function: odd, event: odd, verdict: nil, errorType: odd, milliseconds: nil)
        strange.summary.startedAt = .nan
        var model = opened()
        model.found([strange, .sample(2, event: nil, verdict: .functionError, errorType: odd)], problem: nil)
        for width in 0...140 {
            model.resize(width, 24)
            #expect(model.view().mistakes == [])
        }
        model.resize(120, 1)
        #expect(model.view().mistakes == [])
    }
}
