import LambdaModel
import Testing

@testable import Dashboard

/// What the deck shows of a function's build, and its key.
@Suite struct BuildStateTests {
    private static let failure = BuildFailure(
        time: Model.start + 10, seconds: 1.23, reason: "failed with exit code 2",
        lastLines: [
            "> shop@1.0.0 build", "src/a.ts(3,11): error TS2322: Type 'string' is not assignable to type 'number'.",
            "src/b.ts(7,1): error TS1: b",
        ])

    private func deck(_ size: Size = Size(width: 120, height: 36)) -> Model {
        var infos = FunctionInfo.samples
        infos[0].build = BuildInfo(
            BuildSettings(command: "npm run build", directory: "/home/ada/examples/hello", watch: []))
        var model = Model.deck(size, functions: infos)
        model.setState(.ready)
        model.notify(.tick(Model.start + 20))
        return model
    }

    private func build(_ model: inout Model, _ status: BuildStatus?) { model.notify(.build(function: "hello", status)) }

    private func line(_ model: Model, _ name: String = "hello") -> String {
        let row = model.rows[model.contentRect(of: .functions).y]
        return String(row.prefix { $0 != "│" }).trimmingBlanks
    }

    // MARK: The list and the status line

    @Test func `a build is shown with its time, while the function serves`() {
        for size in Picture.sizes {
            var model = deck(size)
            build(&model, .building(since: Model.start + 17))
            #expect(model.isMoving)
            #expect(line(model).hasPrefix("● hello"), "\(size)")
            #expect(line(model).contains("building 3 s"), "\(size)")
            model.notify(.tick(Model.start + 21))
            #expect(line(model).contains("building 4 s"), "\(size)")
        }
        var model = deck()
        build(&model, .building(since: Model.start + 17))
        #expect(model.status.contains("building · 3 s · the last good build serves · npm run build"))
        build(&model, .succeeded(at: Model.start + 20, seconds: 3))
        #expect(!model.isMoving)
        #expect(model.status.contains("ready"))
    }

    @Test func `a failed build stays visible until one ends well`() {
        for size in Picture.sizes {
            var model = deck(size)
            build(&model, .failed(Self.failure))
            #expect(line(model).hasPrefix("✗ hello"), "\(size)")
            #expect(line(model).contains("build failed"), "\(size)")
        }
        var model = deck()
        build(&model, .failed(Self.failure))
        model.setState(.busy(queued: 0))
        model.setState(.ready)
        #expect(line(model).contains("build failed"))
        #expect(
            model.status.contains(
                "build failed with exit code 2 · examples/hello/src/a.ts:3:11 error TS2322: Type 'string' is not"))
        #expect(model.rows[0].contains("1 failing"))
        build(&model, .succeeded(at: Model.start + 20, seconds: 3))
        #expect(line(model).hasPrefix("● hello") && !line(model).contains("build failed"))
    }

    @Test func `a command that watches is mentioned quietly`() {
        var model = deck()
        build(&model, .watching(since: Model.start))
        #expect(model.status.contains("its builder watches"))
        #expect(!model.isMoving)
        #expect(line(model).hasPrefix("● hello"))
    }

    @Test func `the last calls stay visible beside the state of the build`() {
        var model = deck()
        model.finish(call: "a")
        let before = line(model)
        #expect(before.contains("▁"))
        build(&model, .failed(Self.failure))
        #expect(line(model).contains("▁") && line(model).hasSuffix("build failed"))
    }

    // MARK: The inspector

    @Test func `the inspector shows the failure, and Enter opens the first error`() {
        var model = deck()
        let effects = model.update(.build(function: "hello", .failed(Self.failure)))
        let path = "/home/ada/examples/hello/src/a.ts"
        guard
            case .readSource(let key, "hello", let request)? = effects.first(where: {
                if case .readSource = $0 { true } else { false }
            })
        else {
            Issue.record("no source is read: \(effects)")
            return
        }
        #expect(request.places.map(\.paths) == [[path]])
        #expect(request.allows(path))
        #expect(model.rows.contains { $0.contains("BUILD hello") })
        #expect(model.rows.contains { $0.contains("✗ BUILD FAILED  exit code 2") })
        #expect(model.responseLines[0].hasPrefix("error TS2322: Type 'string'"))
        let frame = StackFrame(.other, path: path, line: 3, column: 11)
        let content = Array("one\ntwo\nconst total: number = \"x\"\nfour".utf8)
        model.notify(.source(key, function: "hello", SourceExcerpt(content, path: path, frame: frame)))
        #expect(model.responseLines.contains("▶ 3 │ const total: number = \"x\""))
        model.focus = .inspector
        model.type("gjj")
        #expect(model.press(.enter) == [.edit(path: path, line: 3)])
        model.type("G")
        #expect(model.press(.enter) == [.edit(path: "/home/ada/examples/hello/src/b.ts", line: 7)])
    }

    @Test func `the call with the cursor is shown again when a build ends well`() {
        var model = deck()
        model.type("i")
        model.answer(1, #"{"n":1}"#)
        #expect(model.responseLines.contains { $0.contains("n") })
        build(&model, .failed(Self.failure))
        #expect(model.rows.contains { $0.contains("BUILD FAILED") })
        build(&model, .building(since: Model.start + 20))
        #expect(model.rows.contains { $0.contains("BUILD FAILED") })
        build(&model, .succeeded(at: Model.start + 21, seconds: 1))
        #expect(!model.rows.contains { $0.contains("BUILD FAILED") })
        #expect(model.responseLines.contains { $0.contains("n") })
    }

    @Test func `a start that needs a failed build shows what the build said`() {
        var model = deck()
        build(&model, .failed(Self.failure))
        model.setState(.failed(FailureReason(.build, "the build failed with exit code 2 after 1.23 s")))
        #expect(model.rows.contains { $0.contains("BUILD FAILED") })
        #expect(line(model).contains("build failed"))
    }

    @Test func `a failed build does not hide a call that runs`() {
        var model = deck()
        model.type("i")
        build(&model, .failed(Self.failure))
        #expect(!model.rows.contains { $0.contains("BUILD FAILED") })
        #expect(line(model).contains("build failed"))
    }

    @Test func `an output without a known error shows its last lines`() {
        var model = deck()
        build(
            &model,
            .failed(BuildFailure(time: 1, seconds: 0, reason: "could not start: no folder", lastLines: ["a", "b"])))
        #expect(model.responseLines == ["a", "b"])
        #expect(model.status.contains("build could not start: no folder"))
        build(&model, .failed(BuildFailure(time: 2, seconds: 0, reason: "was ended by signal 9")))
        #expect(model.rows.contains { $0.contains("was ended by signal 9") })
    }

    // MARK: The key

    @Test func `B builds, and says what to add if there is no build`() {
        var model = deck()
        #expect(model.type("B") == [.build("hello")])
        model.type("j")
        #expect(model.type("B") == [])
        #expect(model.status.contains(#"orders has no build; add "build": "npm run build" to it in functions.json"#))
        var empty = Model(size: Size(width: 80, height: 24), now: Model.start)
        #expect(empty.press(.character("B")) == [])
        #expect(empty.notice?.text == Model.noFunction)
    }

    @Test func `a restart after a build reads like that after a save`() {
        var model = Model.logDeck(76, 6)
        model.log(["restarted: src/app.ts changed, built in 1.2 s"], source: .lamdeck)
        #expect(model.logPicture == "12:04:12 ── restarted · src/app.ts saved, built in 1.2 s ──")
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        var text = self[...]
        while text.first == " " || text.first == "|" { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
