import LambdaModel
import Testing

@testable import Dashboard

/// Builds in the log: groups of lines, folded if they ended well.
@Suite struct BuildLogTests {
    private static let command = "$ npm run build"
    private static let errors = [
        "> shop@1.0.0 build", "src/a.ts(3,11): error TS2322: Type 'string' is not assignable to type 'number'.",
        "src/b.ts(7,1): warning TS6133: 'x' is declared but its value is never read.",
    ]
    private static let failed = "the build failed with exit code 2 after 1.23 s"

    private func deck(_ width: Int = 76, _ height: Int = 16) -> Model {
        var model = Model.logDeck(width, height)
        var info = FunctionInfo.sample("hello", "nodejs22", 9001)
        info.build = BuildInfo(
            BuildSettings(command: "npm run build", directory: "/home/ada/examples/hello", watch: []))
        model.notify(.manifest(.loaded(path: "functions.json", [info, .sample("orders")], warnings: [])))
        model.notify(.tick(Model.start + 262.2))
        return model
    }

    private func build(_ model: inout Model, _ lines: [String], _ end: String?, at seconds: Double = 252) {
        model.log([Self.command] + lines, source: .build, at: seconds)
        if let end { model.log([end], source: .lamdeck, at: seconds + 1) }
    }

    private func rows(_ model: Model) -> [String] {
        model.logRows.filter { !$0.isEmpty }.map { $0.replacing(model.spinner, with: "*") }
    }

    // MARK: Rows

    @Test func `a build that ended well is one row, a failed one is open`() {
        var model = deck()
        build(&model, ["> shop@1.0.0 build", "done"], "built in 1.23 s")
        build(&model, Self.errors, Self.failed, at: 256)
        #expect(
            rows(model) == [
                "12:04:12 ▸ build  npm run build  ✓ built  1.23 s  2 lines",
                "12:04:16 ▾ build  npm run build  ✗ failed with exit code 2  1.23 s",
                "         │ > shop@1.0.0 build",
                "         │ src/a.ts(3,11): error TS2322: Type 'string' is not assignable to",
                "         │  type 'number'.",
                "         │ src/b.ts(7,1): warning TS6133: 'x' is declared but its value is",
                "         │ never read.",
                "12:04:17 └ ✗ failed with exit code 2 after 1.23 s",
            ])
    }

    @Test func `a running build says how long it runs`() {
        var model = deck()
        build(&model, ["> shop@1.0.0 build"], nil)
        #expect(rows(model).last == "         └ its end was not reported")
        model.notify(.build(function: "hello", .building(since: Model.start + 252)))
        #expect(
            rows(model) == [
                "12:04:12 ▾ build  npm run build", "         │ > shop@1.0.0 build", "         └ * building 10 s",
            ])
        model.notify(.build(function: "hello", .watching(since: Model.start + 252)))
        #expect(rows(model).last == "         └ watching the sources")
        model.type("z")
        #expect(rows(model) == ["12:04:12 ▸ build  npm run build  watching  1 line"])
    }

    @Test func `calls in the middle of a build do not make two builds of it`() {
        var model = deck()
        model.log([Self.command, "one"], source: .build, at: 252)
        model.call("a", ["hello"], at: 253)
        model.finish(call: "a", milliseconds: 3.8)
        model.log(["two"], source: .build, at: 254)
        #expect(
            rows(model) == [
                "12:04:12 ▾ build  npm run build", "         │ one", "12:04:13 hello",
                "         └ ✓ ok in 3.8 ms  api-gw-v2",
                "12:04:14 │ two", "         └ its end was not reported",
            ])
        model.log(["built in 2.0 s"], source: .lamdeck, at: 255)
        #expect(
            rows(model) == [
                "12:04:13 hello", "         └ ✓ ok in 3.8 ms  api-gw-v2",
                "12:04:12 ▸ build  npm run build  ✓ built  2.0 s  2 lines",
            ])
        model.type("z")
        #expect(rows(model).filter { $0.contains("│") }.count == 2)
        #expect(rows(model).last == "12:04:15 └ ✓ built in 2.0 s")
        model.type("z")
        #expect(rows(model).count == 3)
    }

    @Test func `a build begins after the end of another, or with its command again`() {
        var model = deck()
        // yarn writes the commands of scripts in the same way.
        build(&model, ["$ tsc -p ."], "built in 1.0 s")
        build(&model, ["one"], nil, at: 256)
        build(&model, ["two"], nil, at: 258)
        #expect(
            rows(model) == [
                "12:04:12 ▸ build  npm run build  ✓ built  1.0 s  1 line",
                "12:04:16 ▾ build  npm run build", "         │ one", "         └ its end was not reported",
                "12:04:18 ▾ build  npm run build", "         │ two", "         └ its end was not reported",
            ])
    }

    @Test func `a cancelled build is folded and not an error`() {
        var model = deck()
        build(&model, ["one"], "the build was cancelled after 0.30 s")
        #expect(rows(model) == ["12:04:12 ▸ build  npm run build  · cancelled  0.30 s  1 line"])
        model.type("x")
        #expect(model.status.contains("no error in the log"))
    }

    @Test func `Z folds builds too, and later ones`() {
        var model = deck()
        build(&model, Self.errors, Self.failed)
        model.type("Z")
        build(&model, Self.errors, Self.failed, at: 256)
        #expect(
            rows(model) == [
                "12:04:12 ▸ build  npm run build  ✗ failed with exit code 2  1.23 s  3 lines",
                "12:04:16 ▸ build  npm run build  ✗ failed with exit code 2  1.23 s  3 lines",
            ])
        model.type("Z")
        #expect(rows(model).filter { $0.contains("▾ build") }.count == 2)
    }

    @Test func `a build that is being read stays open when it ends well`() {
        var model = deck(60, 8)
        build(&model, (0..<20).map { "line \($0)" }, nil)
        model.type("kkk")
        let before = model.logCursorRow
        model.log(["built in 2.0 s"], source: .lamdeck, at: 255)
        #expect(model.logCursorRow == before)
        #expect(before?.contains("│ line") == true)
    }

    @Test func `the header of a long build stays in sight`() {
        var model = deck(76, 8)
        build(&model, (0..<20).map { "line \($0)" }, Self.failed)
        #expect(rows(model).first == "build · npm run build · 12:04:12 · ✗ failed with exit code 2 · 1.23 s")
    }

    @Test func `narrow rows keep how a build ended`() {
        var model = deck(40, 6)
        build(&model, ["one"], "the build failed with exit code 127: a command was not found after 1.23 s")
        model.type("z")
        #expect(rows(model).count == 1)
        #expect(rows(model)[0].hasPrefix("▸ build  "))
        #expect(rows(model)[0].contains("✗ failed"))
    }

    @Test func `dropped lines take their builds with them`() {
        var model = deck()
        for round in 0..<3 { build(&model, (0..<9000).map { "\(round) line \($0)" }, "built in 1.0 s") }
        model.call("a", (0..<19_000).map { "line \($0)" })
        model.log(["$ other", "x"], source: .build, at: 260)
        #expect(rows(model).last == "         └ its end was not reported")
        model.call("b", (0..<25_000).map { "line \($0)" })
        model.log(["y"], source: .build, at: 261)
        #expect(rows(model).suffix(2) == ["12:04:21 │ y", "         └ its end was not reported"])
    }

    @Test func `the colours of the command are kept`() {
        var model = deck()
        build(&model, ["\u{1B}[31mred\u{1B}[0m plain", "src/a.c:1:2: error: x"], Self.failed)
        let rect = model.contentRect(of: .logs)
        let grid = model.view()
        let y = rect.y + 1
        #expect(grid[rect.x + 11, y].text == "r" && grid[rect.x + 11, y].style.foreground == 1)
        #expect(grid[rect.x + 15, y].style.role == .dim && grid[rect.x + 15, y].style.foreground == nil)
        // The path leads to the editor.
        #expect(grid[rect.x + 11, y + 1].style.attributes.contains(.underline))
        #expect(grid[rect.x + 20, y + 1].style.role == .error)
    }

    // MARK: Keys

    @Test func `Enter opens the editor at the position of a line, and folds elsewhere`() {
        var model = deck()
        build(&model, Self.errors + ["error[E1]: no", "", "  --> ../lib/c.rs:9:2"], Self.failed)
        #expect(model.press(.enter) == [])
        #expect(rows(model).count == 1)
        model.press(.enter)
        model.type("gj")
        #expect(model.press(.down, .enter) == [.edit(path: "/home/ada/examples/hello/src/a.ts", line: 3)])
        #expect(model.press(.down, .enter) == [.edit(path: "/home/ada/examples/hello/src/b.ts", line: 7)])
        // rustc names the position two lines below.
        #expect(model.press(.down, .enter) == [.edit(path: "/home/ada/examples/lib/c.rs", line: 9)])
    }

    @Test func `x goes through the errors of a build`() {
        var model = deck()
        build(&model, Self.errors, Self.failed)
        build(&model, ["oh"], "the build failed with exit code 1 after 1.0 s", at: 256)
        model.type("x")
        #expect(model.logCursorRow?.contains("└ ✗ failed with exit code 1") == true)
        model.type("N")
        #expect(
            model.logCursorRow?.contains("src/a.ts(3,11)") == true
                || rows(model).contains { $0.contains("type 'number'") })
        #expect(model.press(.enter) == [.edit(path: "/home/ada/examples/hello/src/a.ts", line: 3)])
    }

    @Test func `levels hide what explains errors and warnings`() {
        var model = deck(120, 16)
        build(&model, Self.errors, Self.failed)
        model.log(["from the function"], at: 258)
        model.type("lll")  // WARN and above
        #expect(
            rows(model) == [
                "12:04:12 │ " + Self.errors[1], "         │ " + Self.errors[2],
                "12:04:13 └ ✗ failed with exit code 2 after 1.23 s",
            ])
    }

    @Test func `a search finds lines of folded builds`() {
        var model = deck()
        build(&model, ["one", "needle"], "built in 1.0 s")
        model.type("/needle")
        model.press(.enter)
        #expect(model.logCursorRow == "         │ needle")
    }

    @Test func `all lines of a folded build are copied`() {
        var model = deck()
        build(&model, ["one", "two"], "built in 1.0 s")
        #expect(model.type("y") == [.copy("$ npm run build\none\ntwo\nbuilt in 1.0 s")])
    }

    @Test func `raw lines are as they came`() {
        var model = deck()
        build(&model, ["one"], Self.failed)
        model.type("R")
        #expect(rows(model) == ["12:04:12 $ npm run build", "         one", "12:04:13 " + Self.failed])
    }

    // MARK: All logs

    @Test func `the logs of all functions show builds in the same way`() {
        var model = deck(100, 20)
        build(&model, ["one"], "built in 1.0 s")
        build(&model, Self.errors, Self.failed, at: 256)
        model.log(["order"], of: "orders", at: 256.5)
        model.isZoomed = false
        model.resize(100, 30)
        model.type("L")
        #expect(model.rows.contains { $0.contains("▸ build  npm run build  ✓ built  1.0 s") })
        #expect(model.rows.contains { $0.contains("▾ build  npm run build  ✗ failed with exit code 2") })
        #expect(model.rows.contains { $0.contains("│ > shop@1.0.0 build") })
        // The cursor goes to the failed line, and Enter opens its file.
        model.type("g")
        model.type("x")
        #expect(model.press(.enter) == [.edit(path: "/home/ada/examples/hello/src/a.ts", line: 3)])
        #expect(model.rows.contains { $0.contains("LINE hello · build") })
        // z folds the build; Enter unfolds it again.
        model.type("z")
        #expect(model.rows.contains { $0.contains("▸ build  npm run build  ✗ failed with exit code 2") })
        #expect(model.rows.contains { $0.contains("BUILD hello") })
        model.press(.enter)
        #expect(model.rows.contains { $0.contains("▾ build  npm run build  ✗ failed with exit code 2") })
    }
}
