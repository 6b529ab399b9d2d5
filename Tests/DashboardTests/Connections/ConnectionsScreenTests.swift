import LambdaModel
import Support
import Testing

@testable import Dashboard

/// The list of open connections of WebSocket APIs: pictures, keys, and the cursor while connections open and close.
@Suite struct ConnectionsScreenTests {
    private static let sizes = [
        Size(width: 120, height: 36), Size(width: 80, height: 24), Size(width: 40, height: 10),
    ]

    private func opened(_ model: Model = .webSocketDeck()) -> Model {
        var model = model
        model.press(.character("W"))
        return model
    }

    private func expect(_ name: String, _ model: Model) throws {
        try Picture.expect(model, name, sizes: Self.sizes)
    }

    // MARK: Pictures

    @Test func `connections of one API`() throws {
        var model = opened(.deck(functions: [FunctionInfo.webSocketSamples[0]]))
        model.notify(.connections(api: "chat", Model.chat))
        try expect("connections", model)
    }

    @Test func `connections of several APIs, more than rows`() throws {
        var model = opened(.webSocketDeck((0..<60).map { .sample("chat-\($0)", seconds: Double(900 - $0)) }))
        model.notify(.connections(api: "ticker", [.sample("ticker-0", api: "ticker", seconds: 870.5, agent: nil)]))
        model.press(Array(repeating: .down, count: 40))
        try expect("connections-many", model)
    }

    @Test func `no client is connected`() throws { try expect("connections-none", opened(.webSocketDeck([]))) }

    @Test func `without a connection, the footer does not offer to copy`() throws {
        #expect(try #require(opened().rows.last).contains("y copy id  Y copy curl"))
        let footer = try #require(opened(.webSocketDeck([])).rows.last)
        #expect(!footer.contains("copy") && footer.contains("Esc close"))
    }

    @Test func `no WebSocket API`() throws { try expect("connections-no-api", opened(.deck())) }

    @Test func `the status line counts the connections of the function's APIs`() {
        var model = Model.webSocketDeck()
        #expect(model.status.contains("hello  stopped · S start · 3 connections"))
        model.setState(.ready)
        #expect(model.status.contains("http://127.0.0.1:9001/ · 3 connections · $connect → :8001"))
        model.press(.down)
        model.notify(.connections(api: "ticker", [.sample("t", api: "ticker")]))
        #expect(model.status.contains("orders  stopped · S start · 4 connections"))
        model.press(.down)
        #expect(model.selected == "edge" && !model.status.contains("connection"))
        model.press(.home)
        model.notify(.connections(api: "chat", [Model.chat[0]]))
        #expect(model.status.contains(" · 1 connection · $connect"))
        model.notify(.connections(api: "chat", []))
        #expect(model.status.contains("9001/ · $connect") && !model.status.contains("connections"))
        // The state is more important.
        model.notify(.connections(api: "chat", Model.chat))
        model.resize(45, 20)
        #expect(!model.status.contains("3 connections"))
    }

    // MARK: Keys

    @Test func `W and the palette open it, and Esc closes it`() {
        var model = opened()
        #expect(model.connectionsScreen != nil)
        for key in [Key.escape, .character("W"), .character("q"), .control("c")] {
            model.press(key)
            #expect(model.overlay == nil, "\(key.name)")
            model.press(.character("W"))
        }
        model.press(.escape, .character(":"))
        model.type("the open connections")
        model.press(.enter)
        #expect(model.connectionsScreen != nil)
    }

    @Test func `y copies the id, and Y a command that sends a message`() {
        var model = opened()
        #expect(model.press(.character("y")) == [.copy("L0SM9cOFvHcCIhw=")])
        #expect(model.notice?.text == "✓ copied")
        #expect(
            model.press(.end, .character("Y")) == [
                .copy(
                    "curl -X POST --data-binary 'hello' http://127.0.0.1:8001/@connections/N2UO%2B%2FQHxJeEKjy%3D")
            ])
        // An id has no quotes, but a host of another version may send any text.
        model.notify(.connections(api: "chat", [.sample("a'b;c")]))
        #expect(
            model.press(.character("Y")) == [
                .copy("curl -X POST --data-binary 'hello' http://127.0.0.1:8001/@connections/a%27b%3Bc")
            ])
        model.notify(.connections(api: "chat", []))
        for key in ["y", "Y"] {
            #expect(model.press(.character(Character(key))) == [])
            #expect(model.notice?.text == "there is no connection to copy")
        }
    }

    @Test func `Enter goes to the calls of the function that gets the API's messages`() {
        var model = opened()
        model.notify(.connections(api: "ticker", [.sample("t", api: "ticker", seconds: 1)]))
        #expect(model.press(.end, .enter) == [.loadEvents("orders")])
        #expect(model.overlay == nil && model.focus == .calls && model.selected == "orders")
        // `$default` of chat leads to hello, although the cursor was at orders.
        #expect(model.press(.character("W"), .enter) == [.loadEvents("hello")])
        #expect(model.focus == .calls && model.selected == "hello")
        // Without connections, the shown API counts.
        model.notify(.connections(api: "chat", []))
        model.notify(.connections(api: "ticker", []))
        model.press(.character("W"), .character("["), .enter)
        #expect(model.selected == "orders")
        var other = opened(.deck())
        #expect(other.press(.enter) == [])
        #expect(other.notice?.text == "functions.json has no WebSocket API" && other.connectionsScreen != nil)
    }

    @Test func `[ and ] show one API after another, and all`() {
        var model = opened()
        model.notify(.connections(api: "ticker", [.sample("t", api: "ticker", seconds: 60)]))
        func ids() -> [String] { model.connectionsScreen?.rows(model).map(\.id) ?? [] }
        let all = [Model.chat[0].id, Model.chat[1].id, "t", Model.chat[2].id]
        #expect(ids() == all)
        model.press(.character("]"))
        #expect(ids() == Model.chat.map(\.id))
        model.press(.character("]"))
        #expect(ids() == ["t"])
        model.press(.character("]"))
        #expect(ids() == all)
        model.press(.character("["))
        #expect(ids() == ["t"])
        // The shown API has left functions.json, and its last client is still connected.
        model.notify(.manifest(.loaded(path: "functions.json", [FunctionInfo.webSocketSamples[0]], warnings: [])))
        #expect(ids() == ["t"])
        #expect(model.press(.character("Y"), .enter) == [])
        #expect(model.notice?.text == "functions.json does not have the API ticker any more")
        model.notify(.connections(api: "ticker", []))
        #expect(ids() == Model.chat.map(\.id))
        model.press(.character("]"))
        #expect(model.notice?.text == "there is no other WebSocket API")
    }

    @Test func `other keys say what closes the list`() {
        var model = opened()
        model.press(.tab)
        #expect(model.notice?.text == "Tab does nothing in the list of connections; Esc closes it")
        #expect(model.press(.control("l"), .control("z")) == [.redraw, .suspend])
    }

    // MARK: The cursor

    @Test func `the cursor stays on its connection while others open and close`() {
        var model = opened()
        func selected() -> String? { model.connectionsScreen?.selected }
        #expect(selected() == Model.chat[0].id)
        model.press(.down)
        #expect(selected() == Model.chat[1].id)
        model.notify(.connections(api: "ticker", [.sample("older", api: "ticker", seconds: 200_000)]))
        #expect(selected() == Model.chat[1].id)
        model.notify(.connections(api: "chat", Array(Model.chat[1...])))
        #expect(selected() == Model.chat[1].id)
        // Its place gets the next one, wherever it was before.
        model.notify(.connections(api: "chat", [Model.chat[2]]))
        #expect(selected() == Model.chat[2].id)
        model.notify(.connections(api: "chat", []))
        #expect(selected() == "older")
        model.notify(.connections(api: "ticker", []))
        model.press(.down, .end, .pageUp)
        model.notify(.connections(api: "chat", Model.chat))
        #expect(selected() == Model.chat[0].id)
        model.press(.end)
        #expect(selected() == Model.chat[2].id)
        model.press(.up, .home)
        #expect(selected() == Model.chat[0].id)
    }

    @Test func `the mouse selects a connection, and a double click opens the calls`() {
        var model = opened()
        model.mouse(.press, 9, 4)
        #expect(model.connectionsScreen?.selected == Model.chat[1].id)
        model.mouse(.scrollDown, 9, 4)
        #expect(model.connectionsScreen?.selected == Model.chat[2].id)
        // Below the last row, and on the titles of the columns.
        for y in [2, 12] { model.mouse(.press, 9, y) }
        #expect(model.connectionsScreen?.selected == Model.chat[2].id)
        model.mouse(.doubleClick, 9, 3)
        #expect(model.overlay == nil && model.focus == .calls && model.selected == "hello")
    }

    @Test func `the ages grow while the list is shown, and an idle deck has no ticks`() {
        var model = Model.webSocketDeck([.sample("a", seconds: 57)])
        #expect(!model.isMoving)
        model.press(.character("W"))
        #expect(model.isMoving && model.rows[3].contains(" 57 s "))
        model.notify(.tick(Model.start + 5))
        #expect(model.rows[3].contains(" 1 min "))
        model.notify(.connections(api: "chat", []))
        #expect(!model.isMoving)
    }

    @Test func `a lost host has no connections`() {
        var model = Model.webSocketDeck()
        model.notify(.host(.lost(Notice(.warning, "gone"))))
        #expect(model.connections.isEmpty)
    }

    @Test func `random steps never draw outside of the rectangle`() {
        let seed = UInt64.random(in: 0..<UInt64.max)
        var random = SeededNumbers(seed: seed)
        var screen = ConnectionsScreen()
        var model = Model.webSocketDeck()
        for step in 0..<6000 {
            let api = random.pick(["chat", "ticker", random.text()])
            let rows = (0..<random.number(0...9)).map { _ in
                var row = WebSocketConnectionRow.sample(
                    random.pick(["a", "b", "c", random.text()]), api: api, seconds: random.duration(),
                    agent: random.pick([nil, random.text(), WebSocketConnectionRow.chromium]),
                    principal: random.pick([nil, random.text()]),
                    messages: (random.number(0...9), random.number(-1...2)),
                    last: random.pick([.nan, .infinity, -3, random.duration()]))
                row.since = random.pick([row.since, .nan, -.infinity, 1e300])
                row.sourceAddress = random.text()
                return row
            }
            if step % 50 == 0 {
                model = random.pick([.deck(), .webSocketDeck(), .deck(functions: [])])
                model.isRemote = random.number(0...1) == 0
            }
            model.notify(.connections(api: api, rows))
            let rect = random.rect()
            _ = screen.handle(random.key(), model)
            _ = screen.handle(random.mouse(rect), model, rect)
            screen.follow(model)
            guard step % 4 == 0 else { continue }
            var grid = Grid.marked(rect)
            screen.draw(model, rect, in: &grid)
            let strays = grid.strays(outside: rect)
            #expect(strays.isEmpty && grid.mistakes.isEmpty, "seed \(seed), step \(step), \(rect): \(strays.prefix(3))")
            if !strays.isEmpty { return }
        }
    }
}
