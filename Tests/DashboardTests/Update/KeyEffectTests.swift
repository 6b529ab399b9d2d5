import LambdaModel
import Testing

@testable import Dashboard

/// The effects of every key, in every pane, for every state of the selected function.
@Suite struct KeyEffectTests {
    struct Situation: CustomTestStringConvertible {
        var pane: Pane
        var state: RunState
        var testDescription: String { "\(pane), \(state)" }

        var model: Model {
            var model = Model.deck()
            model.setState(state)
            model.press(Key.character(Character("\(pane.rawValue)")))
            return model
        }
    }

    /// Before the first call, there is no inspector.
    static let situations = Pane.allCases.filter { $0 != .inspector }.flatMap { pane in
        RunState.samples.map { Situation(pane: pane, state: $0) }
    }

    /// The effects of the first key that is pressed. Nothing was invoked before; `hello` is selected.
    private func effects(_ command: Command, _ situation: Situation) -> [Effect] {
        switch command {
        case .invoke, .again: [.invoke(1, function: "hello", event: "api-gw-v2.json")]
        case .act: situation.pane == .events ? [.invoke(1, function: "hello", event: "api-gw-v2.json")] : []
        case .edit: [.event(function: "hello", .edit("api-gw-v2.json", line: nil))]
        case .history: [.loadHistory(function: nil, matching: "")]
        case .start: [.start(["hello"])]
        case .stop: [.stop(["hello"])]
        case .restart: [.restart("hello")]
        case .shell: situation.state.isLive ? [.shell(function: "hello")] : []
        case .debug: [.debug("hello")]
        case .startAll: [.start(["hello", "orders", "edge", "rust-fn"])]
        case .redraw: [.redraw]
        case .suspend: [.suspend]
        case .quit: situation.state.isLive ? [] : [.quit(.detach)]
        case .down, .pageDown, .halfDown, .last: situation.pane == .functions ? [.loadEvents(below(command))] : []
        case .info: [.loadDetails("hello")]
        case .palette: [.loadAllEvents]
        case .newEvent: [.event(function: "hello", .loadTemplates)]
        case .delete: [.event(function: "hello", .file(.delete("api-gw-v2.json")))]
        case .openURL: situation.model.item?.hasOpenPort == true ? [.openURL("http://127.0.0.1:9001/")] : []
        case .copy: situation.pane == .functions ? [.copy("http://127.0.0.1:9001")] : []
        case .copyPath:
            switch situation.pane {
            case .functions: [.copy("public.ecr.aws/lambda/nodejs:22")]
            case .events: [.copy("examples/hello/events/api-gw-v2.json")]
            case .calls, .inspector, .logs: []
            }
        case .invokeCall: [.invoke(1, function: "hello", event: "api-gw-v2.json")]
        case .up, .pageUp, .halfUp, .first, .left, .right, .nextPane, .nextView, .previousPane, .pane1, .pane2, .pane3,
            .pane4, .pane5, .compare, .nextFound, .previousFound, .wider, .narrower, .taller, .shorter,
            .back, .build, .pin, .stopAll, .follow, .previousInvocation, .nextInvocation, .wrap, .times, .emulator,
            .rawResponse,
            .accept, .saveCall, .saveFile, .duplicate, .rename, .undo, .copyLine, .copyAll, .copyCurl, .copyInvoke,
            .copyRun, .copyLaunch, .writeLaunch,
            .pager, .allLogs, .metrics, .connections, .zoom, .problems, .createManifest, .fold, .foldAll, .fewerLevels,
            .moreLevels, .nextSibling, .previousSibling, .parent, .help:
            []
        }
    }

    /// Where a key moves in a list of four visible functions.
    private func below(_ command: Command) -> String {
        switch command {
        case .down: "orders"
        case .halfDown: "edge"
        default: "rust-fn"
        }
    }

    @Test(arguments: situations)
    func `every key has the effects of its command`(situation: Situation) {
        for binding in KeyMap.bindings {
            for key in binding.keys {
                var model = situation.model
                #expect(model.press(key) == effects(binding.command, situation), "\(key.name)")
            }
        }
    }

    @Test(arguments: situations)
    func `a key without a command shows a notice`(situation: Situation) {
        for key in [Key.character("%"), .alt("x"), .function(9), .backspace, .insert, .control("x"), .character("空")] {
            var model = situation.model
            #expect(model.press(key) == [])
            #expect(model.notice == Notice(.info, "\(key.name) does nothing here; ? shows the keys"))
            #expect(model.status.contains(key.name))
        }
    }

    @Test(arguments: Pane.allCases)
    func `without functions, a key that needs one has no effect and shows a notice`(pane: Pane) {
        for binding in KeyMap.bindings {
            var model = Model.deck(functions: [])
            model.press(Key.character(Character("\(pane.rawValue)")))
            guard let key = binding.keys.first else { continue }
            let effects = model.press(key)
            switch binding.command {
            case .redraw: #expect(effects == [.redraw])
            case .suspend: #expect(effects == [.suspend])
            case .quit: #expect(effects == [.quit(.detach)])
            case .history: #expect(effects == [.loadHistory(function: nil, matching: "")])
            case .invoke, .invokeCall, .compare, .nextFound, .previousFound, .pane4, .again, .edit, .pin, .start, .stop,
                .build, .shell, .restart, .debug, .copyLaunch, .writeLaunch, .startAll, .stopAll, .follow, .newEvent,
                .accept,
                .saveCall, .saveFile, .duplicate, .rename,
                .delete,
                .undo, .copy,
                .copyPath, .copyLine, .copyAll, .copyCurl, .copyInvoke, .copyRun, .openURL, .rawResponse, .pager,
                .createManifest,
                .previousInvocation, .nextInvocation, .fold, .foldAll, .fewerLevels, .moreLevels, .nextSibling,
                .previousSibling, .parent:
                #expect(effects == [])
                #expect(model.notice != nil, "\(binding.command)")
            case .down, .up, .pageDown, .pageUp, .halfDown, .halfUp, .first, .last, .left, .right, .nextPane, .nextView,
                .previousPane, .pane1, .pane2, .pane3, .pane5, .wider, .narrower, .taller, .shorter, .act, .back, .wrap,
                .times, .emulator, .zoom, .help, .palette, .allLogs, .metrics, .connections, .info,
                .problems:
                #expect(effects == [], "\(binding.command)")
            }
        }
    }

    @Test func `the next key removes a notice`() {
        var model = Model.deck()
        model.type("Z")
        #expect(model.notice != nil)
        model.type("j")
        #expect(model.notice == nil)
    }

    @Test func `without saved events, invoking sends an empty event`() {
        var model = Model.deck(events: [])
        #expect(model.type("i") == [.invoke(1, function: "hello", event: "{}")])
        #expect(model.item?.response?.event == "{}")
        model.notify(.events(function: "hello", EventList()))
        #expect(model.type("2") + model.press(.enter) == [.invoke(2, function: "hello", event: "{}")])
        #expect(model.type(".") == [.invoke(3, function: "hello", event: "{}")])
        model.notify(.events(function: "hello", EventList(problem: "the events cannot be read: permission denied")))
        #expect(model.type("i") == [])
        #expect(model.notice == Notice(.error, "the events cannot be read: permission denied"))
    }

    @Test(arguments: ["w", "t", "R"])
    func `a switch shows its new state`(key: String) {
        func settings(_ model: Model) -> [Bool] { [model.wraps, model.showsTimes, model.showsEmulator] }
        var model = Model.deck()
        let before = settings(model)
        model.type(key)
        #expect(settings(model) != before)
        let first = model.notice
        model.type(key)
        #expect(settings(model) == before)
        #expect(first != nil && model.notice != nil && first != model.notice)
    }

    @Test func `panes are reached by number, Tab and Shift-Tab`() {
        var model = Model.deck()
        var seen: [Pane] = []
        for _ in 0..<4 {
            model.press(.tab)
            seen.append(model.focus)
        }
        #expect(seen == [.events, .calls, .logs, .functions], "there is no call to inspect yet")
        model.type("4")
        #expect(model.focus == .functions)
        #expect(model.notice?.text == "there is no call yet; i invokes the event")
        model.type("i")
        model.answer(1, "{}")
        seen = []
        for _ in 0..<5 {
            model.press(.backTab)
            seen.append(model.focus)
        }
        #expect(seen == [.logs, .inspector, .calls, .events, .functions])
        for pane in Pane.allCases {
            model.type("\(pane.rawValue)")
            #expect(model.focus == pane)
        }
    }

    @Test func `Enter runs the pane's usual action`() {
        var model = Model.deck()
        #expect(model.press(.enter) == [])
        #expect(model.focus == .events)
        #expect(model.press(.down, .enter) == [.invoke(1, function: "hello", event: "s3-put.json")])
        model.type("5")
        model.log(["one", "two"], call: "id")
        model.press(.enter)
        #expect(model.item?.log.index.last?.isFolded == true)
        model.press(.enter)
        #expect(model.item?.log.index.last?.isFolded == false)
        model.answer(1, #"{"a":{"b":1},"c":2}"#, event: "s3-put.json")
        model.type("4")
        model.press(.enter)
        #expect(model.responseLines == [#"▸ a   { "b": 1 }"#, "  c   2"])
        model.type("j")
        model.press(.enter)
        #expect(model.notice?.text.contains("folds") == true)
    }
}
