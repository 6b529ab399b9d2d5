import LambdaModel

extension Command {
    /// Does in a model what the command's key means, and returns the effects to carry out.
    func perform(on model: inout Model) -> [Effect] {
        switch self {
        case .first where model.functions.isEmpty && model.manifest.isMissing: return [.createManifest]
        case .createManifest:
            guard model.functions.isEmpty, model.manifest.isMissing else {
                return model.notify("there is a functions.json")
            }
            return [.createManifest]
        case .down, .up, .pageDown, .pageUp, .halfDown, .halfUp, .first, .last:
            return step.map { model.move($0, in: model.focus) } ?? []
        case .left: return Self.moveSideways(-8, &model)
        case .right: return Self.moveSideways(8, &model)
        case .nextPane: return Self.focus(on: model.focus.neighbour(1, among: model.panes), &model)
        case .previousPane: return Self.focus(on: model.focus.neighbour(-1, among: model.panes), &model)
        case .pane1: return Self.focus(on: .functions, &model)
        case .pane2: return Self.focus(on: .events, &model)
        case .pane3: return Self.focus(on: .calls, &model)
        case .pane4: return Self.focus(on: .inspector, &model)
        case .pane5: return Self.focus(on: .logs, &model)
        case .nextView: return Self.showNextView(&model)
        case .compare: return Self.compare(&model)
        case .nextFound: return InspectorCommands.goToNext(1, &model)
        case .previousFound: return InspectorCommands.goToNext(-1, &model)
        case .fold: return InspectorCommands.fold(&model)
        case .foldAll: return InspectorCommands.foldAll(&model)
        case .fewerLevels: return InspectorCommands.changeLevels(by: -1, &model)
        case .moreLevels: return InspectorCommands.changeLevels(by: 1, &model)
        case .nextSibling: return InspectorCommands.move(&model) { $0.nextSibling(of: $1) }
        case .previousSibling: return InspectorCommands.move(&model) { $0.previousSibling(of: $1) }
        case .parent: return InspectorCommands.move(&model) { $0.parent(of: $1) }
        case .wider, .narrower, .taller, .shorter: return resize(&model)
        case .edit: return EventRequest.edit.perform(on: &model)
        case .newEvent: return EventDesk.create(on: &model)
        case .accept: return EventDesk.acceptShownResponse(on: &model)
        case .saveCall: return EventDesk.saveSelectedCall(on: &model)
        case .saveFile: return CopyCommands.saveFile(&model)
        case .duplicate: return EventDesk.duplicate(on: &model)
        case .rename: return EventDesk.rename(on: &model)
        case .delete: return EventDesk.delete(on: &model)
        case .undo: return EventDesk.undo(on: &model)
        case .copy: return CopyCommands.copy(&model)
        case .copyPath: return CopyCommands.copyPath(&model)
        case .copyLine: return CopyCommands.copyLine(&model)
        case .copyAll: return CopyCommands.copyAll(&model)
        case .copyCurl: return CurlCommand.copy(&model)
        case .copyInvoke: return CallInHand.perform(.copyInvoke, on: &model)
        case .copyRun: return CallInHand.perform(.copyRun, on: &model)
        case .allLogs: return Self.cover(.screen(.allLogs(AllLogsScreen())), &model)
        case .metrics: return Self.cover(.screen(.metrics(MetricsScreen(function: model.selected))), &model)
        case .connections: return Self.cover(.screen(.connections(ConnectionsScreen())), &model)
        case .info:
            let screen = InfoScreen(function: model.selected)
            return Self.cover(.screen(.info(screen)), &model) + screen.effects
        case .palette:
            let areKnown = model.functions.items.allSatisfy(\.areEventsKnown)
            return Self.cover(.palette(Palette()), &model) + (areKnown ? [] : [.loadAllEvents])
        case .openURL: return BrowserCommand.open(&model)
        case .rawResponse: return InspectorCommands.toggleRaw(&model)
        case .pager: return CopyCommands.page(&model)
        case .pin: return EventRequest.pin.perform(on: &model)
        case .history: return HistoryList.open(on: &model)
        case .act: return Self.act(&model)
        case .back: return Self.back(&model)
        case .invoke: return EventRequest.invoke.perform(on: &model)
        case .invokeCall: return Self.invokeCall(&model)
        case .again: return Self.invokeAgain(&model)
        case .start: return Self.start(&model)
        case .stop: return Self.stop(&model)
        case .build: return BuildCommands.build(on: &model)
        case .shell: return ContainerShell.open(on: &model)
        case .restart: return model.selected.map { [.restart($0)] } ?? model.notify(Model.noFunction)
        case .debug: return DebugCommands.toggle(&model)
        case .copyLaunch: return DebugCommands.useEntry(writes: false, &model)
        case .writeLaunch: return DebugCommands.useEntry(writes: true, &model)
        case .startAll:
            return model.functions.isEmpty ? model.notify(Model.noFunction) : [.start(model.functions.names)]
        case .stopAll:
            return model.live.isEmpty ? model.notify("no function is running") : Self.cover(.confirmStopAll, &model)
        case .follow: return Self.follow(&model)
        case .previousInvocation: return Self.goToCall(-1, &model)
        case .nextInvocation: return Self.goToCall(1, &model)
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
            return Self.cover(.screen(.problems(ProblemsScreen())), &model)
        case .quit:
            guard !model.live.isEmpty, model.quitting == nil else { return model.quit(.detach) }
            return Self.cover(.confirmQuit, &model)
        }
    }

    private static func start(_ model: inout Model) -> [Effect] {
        guard let item = model.item else { return model.notify(Model.noFunction) }
        let name = item.info.name
        if item.isRunning { _ = model.notify("\(name) runs already; \(model.keys[.restart]) restarts it") }
        return [.start([name])]
    }

    private static func stop(_ model: inout Model) -> [Effect] {
        guard let item = model.item else { return model.notify(Model.noFunction) }
        if item.state == .stopped { _ = model.notify("\(item.info.name) is stopped already") }
        return [.stop([item.info.name])]
    }

    private static func focus(on pane: Pane, _ model: inout Model) -> [Effect] {
        let effects = pane == .inspector ? CallInHand.showAny(on: &model) : []
        guard model.panes.contains(pane) else {
            return model.notify("there is no call yet; \(model.keys[.invoke]) invokes the event")
        }
        model.focus = pane
        return effects
    }

    /// Changes the size of the sections.
    private func resize(_ model: inout Model) -> [Effect] {
        guard Layout(model).hasTitles, !model.isZoomed else {
            return model.notify("the section has the whole screen; \(model.keys[.back]) shows all sections")
        }
        switch self {
        case .wider: model.sizes.left = min(80, model.sizes.left + 2)
        case .narrower: model.sizes.left = max(-40, model.sizes.left - 2)
        case .taller, .shorter:
            let change = self == .taller ? 1 : -1
            // The log has what the others leave.
            let pane = model.focus == .logs ? (model.item?.response == nil ? .calls : .inspector) : model.focus
            let rows = (model.sizes.rows[pane] ?? 0) + (model.focus == .logs ? -change : change)
            model.sizes.rows[pane] = max(-40, min(40, rows))
        default: break
        }
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
        guard pane == .logs || pane == .inspector else {
            return model.notify("← → scroll the log and the selected call")
        }
        guard !model.wraps else {
            return model.notify("long lines are wrapped; \(model.keys[.wrap]) cuts them, then ← → scroll")
        }
        if pane == .logs {
            model.changeLog { log, _ in log.column = max(0, log.column + cells) }
        } else {
            model.changeResponse { response, _ in response.scrollSideways(by: cells) }
        }
        return []
    }

    // MARK: Events and calls

    private static func invokeAgain(_ model: inout Model) -> [Effect] {
        guard let last = model.calls.last, model.functions[last.function] != nil else {
            return EventRequest.invoke.perform(on: &model)
        }
        return model.functions.select(last.function)
            + model.calls.invoke(last.function, last.event, stored: last.stored, at: model.now, in: &model.functions)
    }

    /// Invokes the event of the selected call: the saved event of that name, or the event as the history has it.
    private static func invokeCall(_ model: inout Model) -> [Effect] {
        guard let item = model.item, let row = item.calls.table.selectedRow else {
            return EventRequest.invoke.perform(on: &model)
        }
        let name = item.info.name
        if let event = row.summary.event, event == EventList.emptyEvent || item.events.names.contains(event) {
            return model.calls.invoke(name, event, at: model.now, in: &model.functions)
        }
        guard let stored = row.stored else {
            guard let key = row.key else { return model.notify("the event of this call is not known") }
            _ = model.notify("the event of this call is being read; press \(model.keys[.invokeCall]) again")
            return [.loadCall(function: name, key)]
        }
        let event = StoredResponse.event(of: row.summary)
        return model.calls.invoke(name, event, stored: stored, at: model.now, in: &model.functions)
    }

    /// Marks the selected call, or compares it with the marked one.
    private static func compare(_ model: inout Model) -> [Effect] {
        guard let name = model.selected, model.item?.calls.table.selectedRow != nil else {
            return model.notify("there is no call to compare")
        }
        guard let pair = model.functions.change(name, { $0.calls.compare() }) ?? nil else {
            let isMarked = model.item?.calls.compared != nil
            return model.notify(
                isMarked ? "marked; \(model.keys[.compare]) on another call compares the two" : "no longer marked")
        }
        return [.compareCalls(function: name, pair.0, pair.1)]
    }

    private static func back(_ model: inout Model) -> [Effect] {
        if model.isZoomed {
            model.isZoomed = false
            return []
        }
        guard let item = model.item, let response = item.response, item.calls.pending[response.id] != nil else {
            return []
        }
        _ = model.notify("cancelled \(response.event)")
        return [.cancel(response.id)]
    }

    // MARK: The cursor's line

    private static func act(_ model: inout Model) -> [Effect] {
        switch model.focus {
        case .functions: return focus(on: .events, &model)
        case .events: return EventRequest.invoke.perform(on: &model)
        case .calls: return focus(on: .inspector, &model)
        case .inspector: return actOnResponse(&model)
        case .logs: return BuildCommands.actOnLog(on: &model)
        }
    }

    /// Opens the file that the line names, or folds or unfolds what begins there.
    private static func actOnResponse(_ model: inout Model) -> [Effect] {
        // An event that is not JSON was not sent: the reason has the line.
        if let item = model.item, let response = item.response, let reason = response.refusal,
            item.events.names.contains(response.event), let place = reason.firstMatch(of: /:([0-9]+):[0-9]+:/)
        {
            return [.event(function: item.info.name, .edit(response.event, line: Int(place.1)))]
        }
        guard let (action, tab) = model.changeResponse({ response, _ in (response.act(), response.tab) }) else {
            return model.notify("there is no response yet; \(model.keys[.invoke]) invokes the event")
        }
        switch (action, tab) {
        case (.open(let place), _): return [.edit(path: place.path, line: place.line)]
        case (.fold, _): return []
        case (.nothing, .event), (.nothing, .body):
            return model.notify("\(model.keys[.act]) folds an object or a list, or opens the file that a line names")
        case (.nothing, .log):
            return model.notify("\(model.keys[.act]) opens the file that a line names, or unfolds the line's object")
        case (.nothing, .timing), (.nothing, .diff):
            return model.notify("there is nothing to open here; \(model.keys[.nextView]) shows the next view")
        }
    }

    /// Shows the next view; if there is nothing to view, goes to the next section.
    private static func showNextView(_ model: inout Model) -> [Effect] {
        guard let response = model.item?.response, response.result != nil else {
            return focus(on: model.focus.neighbour(1, among: model.panes), &model)
        }
        return model.show(response.tab.next)
    }

    // MARK: The log

    private static func follow(_ model: inout Model) -> [Effect] {
        let isFollowing = model.changeLog { log, page in
            log.toggleFollowing(on: page)
            return log.isFollowing
        }
        guard let isFollowing else { return model.notify(Model.noFunction) }
        return isFollowing ? [] : model.notify("no longer following the log; \(model.keys[.follow]) follows it again")
    }

    private static func goToCall(_ direction: Int, _ model: inout Model) -> [Effect] {
        guard let isFound = model.changeLog({ $0.goToCall(direction, on: $1) }) else {
            return model.notify(Model.noFunction)
        }
        guard isFound else {
            return model.notify(
                direction < 0
                    ? "no earlier call in the log" : "no later call in the log; \(model.keys[.follow]) follows")
        }
        return focus(on: .logs, &model)
    }
}
