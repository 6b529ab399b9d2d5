import LambdaModel
import Testing

@testable import Dashboard

@Suite struct MouseTests {
    private func place(_ model: Model, _ pane: Pane, row: Int = 0) throws -> (x: Int, y: Int) {
        let rect = try #require(Layout(model).content(of: pane))
        return (rect.x + 2, rect.y + row)
    }

    @Test func `a click selects and focuses`() throws {
        var model = Model.deck()
        let second = try place(model, .functions, row: 1)
        #expect(model.mouse(.press, second.x, second.y) == [.loadEvents("orders")])
        #expect(model.selected == "orders")
        model.notify(.events(function: "orders", EventList(names: ["a.json", "b.json"])))
        let event = try place(model, .events, row: 1)
        #expect(model.mouse(.press, event.x, event.y) == [])
        #expect(model.focus == .events)
        #expect(model.item?.selectedEvent == "b.json")
        for pane in [Pane.logs, .calls, .functions] {
            let middle = try place(model, pane)
            #expect(model.mouse(.press, middle.x, middle.y) == [] || pane == .functions)
            #expect(model.focus == pane)
        }
    }

    @Test func `a click below the last row selects nothing`() throws {
        var model = Model.deck()
        let below = try place(model, .events, row: 3)
        #expect(model.mouse(.press, below.x, below.y) == [])
        #expect(model.mouse(.doubleClick, below.x, below.y) == [])
        #expect(model.focus == .events)
        #expect(model.item?.selectedEvent == "api-gw-v2.json")
    }

    @Test func `a double click invokes an event, and folds a line of the response`() throws {
        var model = Model.deck()
        let event = try place(model, .events, row: 2)
        #expect(model.mouse(.doubleClick, event.x, event.y) == [.invoke(1, function: "hello", event: "空のカート.json")])
        model.answer(1, #"{"a":[1,2],"b":3}"#, event: "空のカート.json")
        let line = try place(model, .inspector, row: 1 + ResponsePane(model).headRows)
        model.mouse(.press, line.x, line.y - 1)
        #expect(model.item?.response?.cursor == 0)
        model.mouse(.doubleClick, line.x, line.y - 1)
        #expect(model.responseLines == ["▸ a   [1, 2]", "  b   3"])
        let verdict = try place(model, .inspector, row: 1)
        model.mouse(.press, verdict.x, verdict.y)
        #expect(model.item?.response?.cursor == 0)
    }

    @Test func `the wheel scrolls the pane under the pointer and keeps the focus`() throws {
        var model = Model.deck()
        model.log((0..<100).map { "line \($0)" })
        let log = try place(model, .logs)
        model.mouse(.scrollUp, log.x, log.y)
        #expect(model.focus == .functions)
        #expect(model.item?.log.isFollowing == false)
        model.mouse(.scrollDown, log.x, log.y)
        #expect(model.item?.log.isFollowing == true)
        let list = try place(model, .functions)
        #expect(model.mouse(.scrollDown, list.x, list.y) == [.loadEvents("orders")])
        #expect(model.mouse(.scrollUp, list.x, list.y) == [.loadEvents("hello")])
        #expect(model.mouse(.scrollUp, list.x, list.y) == [])
    }

    @Test func `a click in a scrolled list selects the visible row`() throws {
        var model = Model.deck(functions: (0..<50).map { .sample("f\($0)") })
        model.type(String(repeating: "j", count: 30))
        let rect = try #require(Layout(model).content(of: .functions))
        for row in 0..<rect.height {
            var other = model
            let seen = other.rows[rect.y + row].split(separator: " ").first { $0.hasPrefix("f") }
            other.mouse(.press, rect.x + 3, rect.y + row)
            #expect(other.selected == seen.map(String.init))
        }
    }

    @Test(arguments: 40..<70)
    func `a click on a tab focuses its pane`(width: Int) throws {
        var model = Model.deck(Size(width: width, height: 24))
        let row = model.rows[1]
        for pane in Pane.allCases {
            let start = try #require(row.firstRange(of: "\(pane.rawValue) \(pane.title.prefix(3))")).lowerBound
            let column = row[..<start].count
            let isReached = pane != .inspector
            model.mouse(.press, column, 1)
            #expect((model.focus == pane) == isReached)
            model.mouse(.press, column - 1, 1)
            #expect((model.focus == pane) == isReached, "the blank before \(pane.title)")
        }
    }

    @Test func `a click outside the panes does nothing`() {
        for (x, y) in [(-1, -1), (500, 500), (0, 0), (60, 0), (60, 35), (60, 34)] {
            var model = Model.deck()
            for action in [MouseEvent.Action.press, .doubleClick, .scrollUp, .scrollDown] {
                #expect(model.mouse(action, x, y) == [])
            }
            #expect(model.focus == .functions)
            #expect(model.selected == "hello")
        }
    }

    @Test func `a paste that is not JSON changes nothing but the status line`() {
        var model = Model.deck()
        let before = model.rows
        #expect(model.act(.input(.paste("qDU\n\u{1B}[A"))) == [])
        #expect(model.status.hasPrefix(" pasted text becomes an event here if it is JSON"))
        #expect(model.rows.dropLast(2) == before.dropLast(2) && model.rows.last == before.last)
    }
}
