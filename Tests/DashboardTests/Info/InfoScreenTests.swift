import LambdaModel
import Testing

@testable import Dashboard

@Suite struct InfoScreenTests {
    static let details = FunctionDetails([
        .init(
            "settings",
            [
                .init("runtime", "python3.13", from: .defaults(line: 3)),
                .init("handler", "app.handler", from: .function(line: 9)),
                .init("memorySize", "256 MB", from: .defaults(line: 3)),
                .init("timeout", "10 seconds", from: .function(line: 10)),
                .init("architecture", "the engine's", from: .standard), .init("watch", "true", from: .standard),
            ]),
        .init(
            "image",
            [
                .init("image", "mirror.example/lambda/python:3.13", from: .project(line: 1)),
                .init("Runtime API", "lamdeck's own Runtime API"),
            ]),
        .init("mounts", [.init("/var/task", "/home/ada/examples/orders", from: .function(line: 9))]),
        .init(
            "network",
            [
                .init("port", "9002", from: .standard),
                .init("URL", "http://127.0.0.1:9002/2015-03-31/functions/function/invocations"),
            ]),
        .init("credentials", [.init("credentials", "none", from: .standard)]),
        .init(
            "environment",
            [
                .init("TABLE", "orders", from: .function(line: 12)),
                .init("API_TOKEN", "k3J8xPq92mZtR7vL", from: .environmentFile("/home/ada/.env"), isSecret: true),
                .init("空の変数", "空のカート", from: .ownEnvironment("STAGE")),
                .init("LONG", String(repeating: "a long value ", count: 20), from: .defaults(line: 5)),
            ]),
        .init("container", [.init("state", "ready"), .init("lamdeck-shop-orders", "serving · 0123456789ab")]),
    ])

    private func screen(_ keys: [Key] = []) -> InfoScreen {
        var screen = InfoScreen(function: "orders")
        screen.receive(Self.details, of: "orders")
        for key in keys { _ = screen.handle(key, Model.deck()) }
        return screen
    }

    private func expect(_ name: String, _ screen: InfoScreen) throws {
        try Picture.expectScreen(name) { rect, grid in screen.draw(Model.deck(), rect, in: &grid) }
    }

    private func down(_ count: Int) -> [Key] { Array(repeating: .down, count: count) }

    private func press(_ screen: inout InfoScreen, _ keys: Key...) -> ScreenAction? {
        keys.map { screen.handle($0, Model.deck()) }.last
    }

    // MARK: Pictures

    @Test func `settings with their sources`() throws { try expect("info", screen()) }

    @Test func `a secret that is shown, and the whole of a long value`() throws {
        try expect("info-revealed", screen([.character("v")] + down(15)))
    }

    @Test func `not read yet`() throws { try expect("info-loading", InfoScreen(function: "orders")) }

    @Test func `a function that the host does not have`() throws {
        var screen = InfoScreen(function: "gone")
        screen.receive(nil, of: "gone")
        try expect("info-unknown", screen)
    }

    // MARK: Keys

    @Test func `the view asks for the settings, and for those of another function`() {
        #expect(InfoScreen(function: "orders").effects == [.loadDetails("orders")])
        #expect(InfoScreen(function: nil).effects == [])
        var screen = screen([.character("v"), .down])
        #expect(press(&screen, .character("]")) == .effects([.loadDetails("edge")]))
        #expect(screen.content == .loading && !screen.isRevealed && screen.index == 0)
        #expect(press(&screen, .character("["), .character("[")) == .effects([.loadDetails("hello")]))
        #expect(press(&screen, .character("r")) == .effects([.loadDetails("hello")]))
    }

    @Test func `a late answer about another function changes nothing`() {
        var screen = screen()
        screen.receive(nil, of: "hello")
        #expect(screen.content == .loaded(Self.details))
    }

    @Test func `Enter opens the file that has the value`() {
        var screen = screen()
        #expect(press(&screen, .enter) == .effects([.edit(path: "functions.json", line: 3)]))
        #expect(press(&screen, .down, .character("e")) == .effects([.edit(path: "functions.json", line: 9)]))
        screen = self.screen(down(4))
        #expect(
            press(&screen, .enter) == .notify("this is the default: functions.json does not have the key"))
        screen = self.screen(down(13))
        #expect(press(&screen, .enter) == .effects([.edit(path: "/home/ada/.env", line: nil)]))
        #expect(
            press(&screen, .down, .enter)
                == .notify("this comes from the variable STAGE of lamdeck's environment"))
        #expect(press(&screen, .end, .enter) == .notify("this value is in no file"))
    }

    @Test func `a secret is hidden until v shows it`() {
        var screen = screen(down(13))
        #expect(screen.shown(screen.rows[13]) == "••••••••")
        #expect(press(&screen, .character("y")) == .notify("this value is hidden: v shows it, then y copies it"))
        #expect(press(&screen, .character("v")) == .keep)
        #expect(screen.shown(screen.rows[13]) == "k3J8xPq92mZtR7vL")
        #expect(press(&screen, .character("y")) == .effects([.copy("k3J8xPq92mZtR7vL")]))
        #expect(press(&screen, .character("v")) == .keep && !screen.isRevealed)
    }

    @Test func `a hidden secret is neither on the screen nor in a copy of all values`() throws {
        var screen = screen()
        var grid = Grid(Size(width: 120, height: 60))
        screen.draw(Model.deck(), Rect(x: 0, y: 0, width: 120, height: 60), in: &grid)
        #expect(!grid.cells.map(\.text).joined().contains("k3J8"))
        guard case .effects(let effects)? = press(&screen, .character("Y")), case .copy(let text)? = effects.first
        else {
            Issue.record("nothing was copied")
            return
        }
        #expect(!text.contains("k3J8"))
        #expect(text.contains("TABLE\torders\tfunction:12\nAPI_TOKEN\t••••••••\t.env\n"))
    }

    @Test func `a function without secrets says so`() {
        var screen = InfoScreen(function: "orders")
        #expect(press(&screen, .character("v")) == .notify("this function has no secrets"))
        #expect(press(&screen, .character("y")) == .notify("there is no value to copy"))
        #expect(press(&screen, .enter) == .notify("there is no value to edit"))
        #expect(press(&screen, .escape) == .close)
    }

    @Test func `the mouse selects a value`() {
        let rect = Rect(x: 0, y: 1, width: 120, height: 33)
        var screen = screen()
        #expect(screen.handle(MouseEvent(.press, x: 5, y: 4), Model.deck(), rect) == .keep)
        #expect(screen.index == 2)
        // A title cannot be selected.
        #expect(screen.handle(MouseEvent(.press, x: 5, y: 1), Model.deck(), rect) == .keep)
        #expect(screen.index == 2)
    }

    @Test func `random steps never draw outside of the rectangle`() {
        let seed = UInt64.random(in: 0..<UInt64.max)
        var random = SeededNumbers(seed: seed)
        var screen = InfoScreen(function: "orders")
        let model = Model.deck()
        for step in 0..<10_000 {
            if random.number(0...9) == 0 {
                let sections = (0..<random.number(0...5)).map { _ in
                    FunctionDetails.Section(
                        random.text(),
                        (0..<random.number(1...6)).map { _ in
                            .init(
                                random.text(), random.text(),
                                from: random.pick([nil, .standard, .environmentFile(random.text()), .function(line: 3)]
                                ),
                                isSecret: random.pick([true, false]))
                        })
                }
                screen.receive(random.pick([nil, Self.details, FunctionDetails(sections)]), of: screen.function ?? "")
            }
            let rect = random.rect()
            _ = screen.handle(random.key(), model)
            _ = screen.handle(random.mouse(rect), model, rect)
            guard step % 4 == 0 else { continue }
            var grid = Grid.marked(rect)
            screen.draw(model, rect, in: &grid)
            let strays = grid.strays(outside: rect)
            #expect(strays.isEmpty && grid.mistakes.isEmpty, "seed \(seed), step \(step), \(rect): \(strays.prefix(3))")
            if !strays.isEmpty { return }
        }
    }
}
