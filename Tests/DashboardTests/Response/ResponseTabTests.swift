import LambdaModel
import Support
import Testing

@testable import Dashboard

/// The views of a response, and what Enter opens in them.
@Suite struct ResponseTabTests {
    private func answered(_ result: InvocationResult, _ size: Size = Size(width: 120, height: 36)) -> Model {
        var model = Model.deck(size)
        model.setState(.ready)
        model.type("i")
        model.finish(1, result)
        model.type("4")
        return model
    }

    private static func record(_ text: String, _ source: LogRecord.Source = .output) -> LogRecord {
        LogRecord(time: Model.start, source: source, text: text, invocation: "5399074e-8f3b-4c56-9a5e-0242ac110002")
    }

    private static let trace = [#"  File "/var/task/app.py", line 4, in handler"#]

    @Test func `Tab cycles through the views and stays in the pane`() {
        var model = answered(.sample())
        var seen: [ResponseTab?] = []
        for _ in 0..<5 {
            model.press(.tab)
            seen.append(model.item?.response?.tab)
            #expect(model.focus == .inspector)
        }
        #expect(seen == [.log, .timing, .diff, .event, .body])
        model.press(.backTab)
        #expect(model.focus == .calls)
        model.press(.tab)
        #expect(model.focus == .inspector)
        #expect(model.item?.response?.tab == .body)
    }

    @Test func `a change of the tree moves the cursor to the row that it returns`() {
        var response = Response(id: 1, event: "e")
        let result = InvocationResult.sample(#"{"a":{"b":[1,2]},"c":3}"#)
        response.finish(result, ResponseContent(result.body), Response.DisplayContext())
        #expect(response.bodyRow == 0)
        let moved = response.changeTree { $0.reveal(TreePath(steps: [.key("a"), .key("b"), .index(1)])) }
        #expect(moved)
        #expect(response.cursor == 3)
        #expect(response.bodyRow.flatMap { response.page.tree?.path(of: $0).jq } == ".a.b[1]")
        let folded = response.changeTree { tree in
            tree.show(levels: 1)
            return nil
        }
        #expect(!folded)
        #expect(response.page.count == 2)
        response.show(.timing)
        #expect(response.bodyRow == nil)
        let changed = response.changeTree { _ in 0 }
        #expect(!changed)
    }

    @Test func `without a response, Tab moves to the next pane`() {
        var model = Model.deck()
        model.type("i4")
        model.press(.tab)
        #expect(model.focus == .logs)
    }

    @Test func `every view keeps its cursor, and the next call opens in the same view`() {
        var model = answered(.sample("[1,2,3]", log: (0..<50).map { Self.record("line \($0)") }))
        model.type("jj")
        model.press(.tab)
        #expect(model.item?.response?.cursor == 0)
        model.type("G")
        #expect(model.item?.response?.cursor == 49)
        model.press(.tab, .tab, .tab, .tab)
        #expect(model.item?.response?.cursor == 2)
        model.press(.tab)
        #expect(model.item?.response?.cursor == 49)
        model.type("i")
        #expect(model.rows.contains { $0.contains("queued behind a running call") })
        model.finish(2, .sample(log: [Self.record("the second")]))
        #expect(model.responseLines == ["the second"])
        model.resize(120, 40)
        model.resize(80, 24)
        #expect(model.item?.response?.tab == .log)
    }

    @Test func `the log view shows the lines, how many were lost, or that there are none`() {
        var result = InvocationResult.sample(log: [Self.record("got order"), Self.record("\u{1B}[31mred\u{1B}[2J")])
        result.droppedLines = 1204
        var model = answered(result)
        model.press(.tab)
        #expect(model.responseLines == ["got order", "red", "… 1,204 more lines were not kept"])
        model = answered(.sample())
        model.press(.tab)
        #expect(model.responseLines == ["it logged nothing"])
    }

    @Test func `Enter expands an object in the call's log`() {
        var model = answered(
            .sample(log: [Self.record(#"{"level":"INFO","message":"paid","order":17,"timestamp":"x"}"#)]))
        model.press(.tab)
        #expect(model.responseLines.count == 1)
        #expect(model.press(.enter) == [])
        #expect(model.responseLines.contains { $0.contains("\"order\": 17") })
        model.press(.enter)
        #expect(model.responseLines.count == 1)
    }

    @Test func `Enter on a line that names a user's file edits the file at that line`() {
        let error = InvocationError(type: "ValueError", message: "boom", trace: Self.trace)
        var model = answered(.sample(verdict: .functionError, error: error, log: [Self.record(Self.trace[0])]))
        let edit = [Effect.edit(path: "/home/ada/examples/hello/app.py", line: 4)]
        #expect(model.press(.enter) == edit)
        model.press(.tab)
        #expect(model.press(.enter) == edit)
        model.press(.tab)
        #expect(model.press(.enter) == [])
        #expect(model.notice?.text.contains("nothing to open") == true)
    }

    @Test func `e edits the selected event, if there is one`() {
        var model = Model.deck()
        #expect(model.type("2je") == [.event(function: "hello", .edit("s3-put.json", line: nil))])
        model = .deck(events: [])
        #expect(model.type("e") == [])
        #expect(model.notice?.text.contains("no saved event") == true)
    }

    @Test func `an error that the function may have returned is marked as doubtful`() {
        var error = InvocationError(type: "ValueError", message: "boom")
        error.isDoubtful = true
        let model = answered(.sample(verdict: .functionError, error: error))
        #expect(model.rows.contains { $0.contains("? LOOKS LIKE AN ERROR") })
        let cell = model.view().cells.first { $0.text == "?" && $0.style.attributes == .bold }
        #expect(cell?.style.highlight == .chipWarning)
    }

    @Test func `a timeout's message is shown once`() {
        let text = "Task timed out after 2.00 seconds"
        for (body, message) in [(text, text), ("\(text)\n", text), (text, "\(text)\n")] {
            let error = InvocationError(type: "Sandbox.Timedout", message: message)
            let model = answered(.sample(body, verdict: .timeout, error: error))
            #expect(model.responseLines == [text])
        }
    }

    @Test func `a response is compared with the previous one to the same event`() {
        var model = answered(.sample("{\"a\":1}"))
        model.press(.backTab, .tab)
        model.press(.tab, .tab, .tab)
        #expect(model.responseLines[0] == "Nothing to compare with yet.")
        model.type("i")
        model.finish(2, .sample("{\"a\":2}", startedAt: Model.start + 60))
        #expect(
            model.responseLines == ["against the response of 12:00:00", "  {", "-   \"a\": 1", "+   \"a\": 2", "  }"])
        model.type("2ji")
        model.finish(3, .sample("{\"a\":2}", event: "s3-put.json"))
        #expect(model.responseLines[0] == "Nothing to compare with yet.")
    }

    @Test(arguments: 20...140, [1, 2])
    func `the head omits whole facts that do not fit`(width: Int, rows: Int) throws {
        let model = answered(
            .sample(String(repeating: "1", count: 20_000), isCold: true).measured(start: 121),
            Size(width: width, height: 36))
        let head = InspectorHead(try #require(model.item?.response), model, width: width, rows: rows)
        var grid = Grid(Size(width: width, height: rows))
        head.draw(x: 0, y: 0, in: &grid)
        let text = grid.row(0)
        let views = [" event   response   log   timing   diff", " response 2/5"].first { text.hasPrefix($0) }
        #expect(views != nil, "\(text)")
        let facts = text.dropFirst(views?.count ?? 0).drop { $0 == " " }
        let all = ["121+3.8 ms", "19.5 KB", "cold", "38 MB"]
        let allowed =
            rows == 1
            ? ["✓ OK", "✓ O…", "✓ …", "✓…", "…", ""] : (0...4).map { all.prefix($0).joined(separator: " · ") }
        #expect(allowed.contains(String(facts)), "\(facts)")
        if rows == 2 { #expect(grid.row(1) == " ✓ OK") }
    }

    @Test func `a click on a view's name shows it`() throws {
        var model = answered(.sample())
        let rect = model.contentRect(of: .inspector)
        let row = model.rows[rect.y]
        func click(_ name: String) throws {
            let start = try #require(row.ranges(of: name).last?.lowerBound)
            model.mouse(.press, String(row[..<start]).cellWidth + 1, rect.y)
        }
        for tab in [ResponseTab.timing, .diff, .log, .body] {
            try click(tab.title)
            #expect(model.item?.response?.tab == tab)
        }
    }

    @Test func `a double click has the effect of Enter`() throws {
        let error = InvocationError(type: "ValueError", message: "", trace: Self.trace)
        var model = answered(.sample(verdict: .functionError, error: error))
        let rect = model.contentRect(of: .inspector)
        let line = rect.y + ResponsePane(model).headRows
        #expect(model.mouse(.press, rect.x, line) == [])
        #expect(
            model.mouse(.doubleClick, rect.x, line) == [.edit(path: "/home/ada/examples/hello/app.py", line: 4)])
        #expect(model.item?.response?.cursor == 0)
    }
}
