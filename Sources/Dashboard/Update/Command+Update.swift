import LambdaModel

extension Command {
    /// Does in a model what the command's key means, and returns the effects to carry out.
    func perform(on model: inout Model) -> [Effect] {
        switch self {
        case .down, .up, .pageDown, .pageUp, .halfDown, .halfUp, .first, .last:
            return step.map { model.move($0, in: model.focus) } ?? []
        case .left: return Self.moveSideways(-8, &model)
        case .right: return Self.moveSideways(8, &model)
        case .nextPane: return Self.focus(on: Pane(rawValue: model.focus.rawValue % 4 + 1), &model)
        case .previousPane: return Self.focus(on: Pane(rawValue: (model.focus.rawValue + 2) % 4 + 1), &model)
        case .pane1: return Self.focus(on: .functions, &model)
        case .pane2: return Self.focus(on: .events, &model)
        case .pane3: return Self.focus(on: .logs, &model)
        case .pane4: return Self.focus(on: .response, &model)
        case .nextView: return Self.showNextView(&model)
        case .edit: return model.request(.edit)
        case .pin: return model.request(.pin)
        case .history: return model.openHistory()
        case .act: return Self.act(&model)
        case .back: return Self.back(&model)
        case .invoke: return model.request(.invoke)
        case .again: return Self.invokeAgain(&model)
        case .start: return model.selected.map { [.start([$0])] } ?? model.notify(Model.noFunction)
        case .stop: return model.selected.map { [.stop([$0])] } ?? model.notify(Model.noFunction)
        case .restart: return model.selected.map { [.restart($0)] } ?? model.notify(Model.noFunction)
        case .startAll:
            return model.functions.isEmpty ? model.notify(Model.noFunction) : [.start(model.functions.names)]
        case .stopAll:
            return model.live.isEmpty ? model.notify("no function is running") : Self.cover(.confirmStopAll, &model)
        case .follow: return Self.follow(&model)
        case .previousInvocation: return Self.goToCall(-1, &model)
        case .nextInvocation: return Self.goToCall(1, &model)
        case .foldAll: return Self.foldAll(&model)
        case .wrap:
            return Self.toggle(
                \.wraps, on: "long lines are wrapped", off: "long lines are cut; ← → scroll", &model)
        case .times: return Self.toggle(\.showsTimes, on: "times are shown", off: "times are hidden", &model)
        case .emulator:
            return Self.toggle(
                \.showsEmulator, on: "all lines are shown unformatted",
                off: "lines are formatted; START, END and REPORT are hidden", &model)
        case .zoom:
            model.isZoomed.toggle()
            return []
        case .redraw: return [.redraw]
        case .suspend: return [.suspend]
        case .help: return Self.cover(.help(scrolled: 0), &model)
        case .problems:
            guard !model.manifest.problems.isEmpty else { return model.notify("functions.json has no problems") }
            return Self.cover(.problems(scrolled: 0), &model)
        case .quit:
            guard !model.live.isEmpty, model.quitting == nil else { return model.quit(.detach) }
            return Self.cover(.confirmQuit, &model)
        }
    }

    private static func focus(on pane: Pane?, _ model: inout Model) -> [Effect] {
        model.focus = pane ?? .functions
        return []
    }

    private static func cover(_ overlay: Overlay, _ model: inout Model) -> [Effect] {
        model.overlay = overlay
        return []
    }

    private static func toggle(
        _ setting: WritableKeyPath<Model, Bool>, on: String, off: String, _ model: inout Model
    ) -> [Effect] {
        model[keyPath: setting].toggle()
        return model.notify(model[keyPath: setting] ? on : off)
    }

    private static func moveSideways(_ cells: Int, _ model: inout Model) -> [Effect] {
        let pane = model.focus
        guard pane == .logs || pane == .response else { return model.notify("← → scroll the logs and the response") }
        guard !model.wraps else { return model.notify("long lines are wrapped; w cuts them, then ← → scroll") }
        if pane == .logs {
            model.changeLog { log, _ in log.column = max(0, log.column + cells) }
        } else {
            model.changeResponse { response, _ in response.scrollSideways(by: cells) }
        }
        return []
    }

    // MARK: Events and calls

    private static func invokeAgain(_ model: inout Model) -> [Effect] {
        guard let last = model.calls.last, model.functions[last.function] != nil else { return model.request(.invoke) }
        return model.functions.select(last.function)
            + model.calls.invoke(last.function, last.event, stored: last.stored, in: &model.functions)
    }

    private static func back(_ model: inout Model) -> [Effect] {
        if model.isZoomed {
            model.isZoomed = false
            return []
        }
        guard let item = model.item, let response = item.response, item.calls.pending[response.id] != nil else {
            return []
        }
        _ = model.notify("no longer waiting for \(response.event)")
        return [.cancel(response.id)]
    }

    // MARK: The cursor's line

    private static func act(_ model: inout Model) -> [Effect] {
        switch model.focus {
        case .functions: return focus(on: .events, &model)
        case .events: return model.request(.invoke)
        case .logs: return model.foldLog()
        case .response: return actOnResponse(&model)
        }
    }

    /// Opens the file that the line names, or folds or unfolds what begins there.
    private static func actOnResponse(_ model: inout Model) -> [Effect] {
        guard let (action, tab) = model.changeResponse({ response, _ in (response.act(), response.tab) }) else {
            return model.notify("there is no response yet; i invokes the event")
        }
        switch (action, tab) {
        case (.open(let place), _): return [.edit(path: place.path, line: place.line)]
        case (.fold, _): return []
        case (.nothing, .body):
            return model.notify("Enter folds an object or a list, or opens the file that a line names")
        case (.nothing, .log):
            return model.notify("Enter opens the file that a line names, or unfolds the line's object")
        case (.nothing, .timing), (.nothing, .diff):
            return model.notify("there is nothing to open here; Tab shows the next view")
        }
    }

    /// Shows the next view; if there is nothing to view, goes to the next pane.
    private static func showNextView(_ model: inout Model) -> [Effect] {
        guard model.item?.response?.result != nil else { return focus(on: .functions, &model) }
        model.changeResponse { response, _ in response.show(response.tab.next) }
        return []
    }

    // MARK: The log

    private static func follow(_ model: inout Model) -> [Effect] {
        let isFollowing = model.changeLog { log, page in
            log.toggleFollowing(on: page)
            return log.isFollowing
        }
        guard let isFollowing else { return model.notify(Model.noFunction) }
        return isFollowing ? [] : model.notify("no longer following the log; F follows it again")
    }

    /// Folds all groups; if all are folded, unfolds them.
    private static func foldAll(_ model: inout Model) -> [Effect] {
        let folds = model.functions.changeSelected { item in
            let folds = !item.log.index.foldsNew
            item.log.foldAll(folds)
            return folds
        }
        guard let folds else { return model.notify(Model.noFunction) }
        return model.notify(folds ? "all calls are folded, new ones too; z unfolds" : "all calls are unfolded")
    }

    private static func goToCall(_ direction: Int, _ model: inout Model) -> [Effect] {
        guard let isFound = model.changeLog({ $0.goToCall(direction, on: $1) }) else {
            return model.notify(Model.noFunction)
        }
        guard isFound else {
            return model.notify(direction < 0 ? "no earlier call in the log" : "no later call in the log; F follows")
        }
        return focus(on: .logs, &model)
    }
}
