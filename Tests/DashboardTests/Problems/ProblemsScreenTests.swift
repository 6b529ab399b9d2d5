import JSONText
import LambdaModel
import Testing

@testable import Dashboard

@Suite struct ProblemsScreenTests {
    private static let lines = [
        "functions.json:12:7: error: unknown key \"handlr\"; did you mean \"handler\"?",
        "functions.json:14:15: error: \"memorySize\" must be a whole number of MB from 128 to 10240, found the string "
            + "\"a lot of memory, and then some more of it\"",
        "hello/.env:3:1: warning: variable \"TABLE\" is set twice; this value is used",
        "functions.json:31:5: error: function \"空のカート\" needs \"handler\" (such as \"app.handler\")",
    ]

    private func model(_ news: ManifestNews) -> Model {
        var model = Model.deck()
        model.notify(.manifest(news))
        return model
    }

    private func broken(_ lines: [String] = lines) -> Model { model(.broken(path: "functions.json", problems: lines)) }

    private func expect(_ name: String, _ model: Model, _ screen: ProblemsScreen) throws {
        try Picture.expectScreen(name) { rect, grid in screen.draw(model, rect, in: &grid) }
    }

    private func press(_ screen: inout ProblemsScreen, _ keys: [Key], _ model: Model) -> [ScreenAction] {
        keys.map { screen.handle($0, model) }
    }

    // MARK: Positions

    @Test func `a position is what the manifest's problem wrote`() {
        for severity in [ManifestProblem.Severity.error, .warning] {
            let problem = ManifestProblem(
                severity: severity, message: "no \"a\": error: 1:2: warning: b", path: "/p/x:1:2: y.json",
                file: "x:1:2: y.json", position: JSONPosition(offset: 9, line: 12, column: 7))
            let located = LocatedProblem(problem.description)
            #expect(located.file == "x:1:2: y.json" && located.message == problem.message)
            #expect(located.position?.line == 12 && located.position?.column == 7)
            #expect(located.severity?.rawValue == severity.rawValue)
        }
    }

    @Test(arguments: ["", "cannot be read", "a:b: error: c", ": error: ", "f:0:1: error: x", "f:1: error: x"])
    func `a line of another form is only a message`(text: String) {
        let located = LocatedProblem(text)
        #expect(located.message == text && located.position == nil && located.file == nil && located.severity == nil)
    }

    @Test func `a file is in the folder of functions.json`() {
        let problem = LocatedProblem("hello/.env:3:1: warning: x")
        #expect(problem.path(besides: "functions.json") == "hello/.env")
        #expect(problem.path(besides: "shop/functions.json") == "shop/hello/.env")
        #expect(LocatedProblem("/etc/x.env:3:1: error: x").path(besides: "shop/functions.json") == "/etc/x.env")
        #expect(LocatedProblem("no file").path(besides: "shop/functions.json") == nil)
    }

    // MARK: Pictures

    @Test func `errors of a file that is not in use`() throws {
        var screen = ProblemsScreen()
        _ = press(&screen, [.down], broken())
        try expect("problems-screen", broken(), screen)
    }

    @Test func `warnings of a file in use`() throws {
        let model = model(.loaded(path: "shop/functions.json", FunctionInfo.samples, warnings: [Self.lines[2]]))
        try expect("problems-screen-warning", model, ProblemsScreen())
    }

    @Test func `no problems`() throws {
        try expect("problems-screen-none", Model.deck(), ProblemsScreen())
    }

    @Test func `more problems than rows`() throws {
        let model = broken((1...60).map { "functions.json:\($0):3: error: unknown key \"key\($0)\"" })
        var screen = ProblemsScreen()
        _ = press(&screen, Array(repeating: .down, count: 40), model)
        try expect("problems-screen-many", model, screen)
    }

    // MARK: Keys

    @Test func `Enter opens the file at the line`() {
        var screen = ProblemsScreen()
        #expect(press(&screen, [.enter], broken()) == [.effects([.edit(path: "functions.json", line: 12)])])
        #expect(
            press(&screen, [.end, .up, .character("e")], broken()).last
                == .effects([.edit(path: "hello/.env", line: 3)]))
        var other = ProblemsScreen()
        #expect(press(&other, [.enter], broken(["cannot be read"])) == [.notify("this problem names no file")])
        #expect(press(&other, [.enter], Model.deck()) == [.notify("there is no problem to open")])
    }

    @Test func `y copies one problem, Y all`() {
        var screen = ProblemsScreen()
        #expect(
            press(&screen, [.down, .down, .character("y")], broken()).last == .effects([.copy(Self.lines[2] + "\n")]))
        let all = Self.lines.map { $0 + "\n" }.joined()
        #expect(press(&screen, [.character("Y")], broken()) == [.effects([.copy(all)])])
        #expect(press(&screen, [.character("y")], Model.deck()) == [.notify("there is no problem to copy")])
    }

    @Test func `the selection stays in a list that becomes shorter`() {
        var screen = ProblemsScreen()
        _ = press(&screen, [.end], broken())
        #expect(screen.index == 3)
        #expect(
            press(&screen, [.enter], broken([Self.lines[0]])) == [.effects([.edit(path: "functions.json", line: 12)])])
        #expect(press(&screen, [.escape, .character("!")], broken()) == [.close, .close])
    }

    @Test func `the mouse selects and opens a problem`() {
        let rect = Rect(x: 0, y: 1, width: 120, height: 33)
        var screen = ProblemsScreen()
        #expect(screen.handle(MouseEvent(.press, x: 9, y: 3), broken(), rect) == .keep)
        #expect(screen.index == 1)
        #expect(
            screen.handle(MouseEvent(.doubleClick, x: 9, y: 2), broken(), rect)
                == .effects([.edit(path: "functions.json", line: 12)]))
        #expect(screen.handle(MouseEvent(.press, x: 9, y: 30), broken(), rect) == .keep)
        #expect(screen.index == 0)
    }

    @Test func `random steps never draw outside of the rectangle`() {
        let seed = UInt64.random(in: 0..<UInt64.max)
        var random = SeededNumbers(seed: seed)
        var screen = ProblemsScreen()
        for step in 0..<10_000 {
            let lines = (0..<random.number(0...6)).map { _ in
                random.pick([
                    random.text(), "\(random.text()):\(random.number(-1...9)):4: error: \(random.text())",
                    random.pick(Self.lines),
                ])
            }
            let model = random.pick([
                broken(lines), model(.loaded(path: "a/f.json", FunctionInfo.samples, warnings: lines)),
                model(.missing([])),
            ])
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
