import LambdaModel
import OrderedCollections

extension Model {
    mutating func take(_ input: Input) -> [Effect] {
        switch input {
        case .resize(let size):
            self.size = size
            return []
        case .mouse(let event):
            guard quitting == nil else { return [] }
            if case .history(let list) = overlay { return take(event, in: list) }
            return overlay == nil ? take(event) : []
        case .paste(let text):
            if case .history(let list) = overlay, list.isTyping { return find(list.matching + text, in: list) }
            return []
        case .key(let key):
            if let quitting { return take(key, while: quitting) }
            notice = nil
            if let overlay { return take(key, over: overlay) }
            if let line = TypedLine(key) { return begin(line) }
            guard let binding = KeyMap.binding(for: key, in: focus) else {
                notice = Notice(.info, "\(key.name) does nothing here; ? shows the keys")
                return []
            }
            return carryOut(binding.command)
        }
    }

    /// Keys while the deck is quitting. Only ^C, and q while the functions stop, have an effect: they end a wait that
    /// lasts too long.
    private func take(_ key: Key, while mode: QuitMode) -> [Effect] {
        switch key {
        case .control("c"): [.exit]
        case .character("q") where mode != .leaveRunning: [.exit]
        default: []
        }
    }

    /// A question takes the keys that it shows, and ^C: that quits and leaves the functions running, or cancels stopping
    /// all. Enter does not answer it: it often ends text that was typed by mistake.
    private mutating func take(_ key: Key, over overlay: Overlay) -> [Effect] {
        switch (overlay, key) {
        case (.history(let list), _):
            return take(key, in: list)
        case (.typedLine(let line), _):
            return take(key, in: line)
        case (.help(let scrolled), _):
            return scroll(key, HelpView.rowCount - HelpView.height(in: size), from: scrolled) { .help(scrolled: $0) }
        case (.problems(let scrolled), _):
            return scroll(key, ProblemsView(self).mostScrolled, from: scrolled) { .problems(scrolled: $0) }
        case (.confirmQuit, .control("c")), (.confirmQuit, .character("l")):
            return quit(.leaveRunning)
        case (.confirmQuit, .character("s")):
            return quit(.stopFunctions)
        case (.confirmStopAll, .character("y")):
            self.overlay = nil
            return [.stop(live)]
        case (.confirmQuit, .escape), (.confirmStopAll, .escape), (.confirmStopAll, .control("c")):
            self.overlay = nil
            return []
        case (.confirmQuit, _), (.confirmStopAll, _):
            return []
        }
    }

    /// Scrolls a list that covers the panes, or closes it.
    private mutating func scroll(
        _ key: Key, _ limit: Int, from scrolled: Int, _ changed: (Int) -> Overlay
    ) -> [Effect] {
        if let line = TypedLine(key) { return begin(line) }
        let page = max(1, size.height - 6)
        let step: Int
        switch KeyMap.binding(for: key, in: focus)?.command {
        case .down: step = 1
        case .up: step = -1
        case .pageDown, .halfDown: step = page
        case .pageUp, .halfUp: step = -page
        case .first: step = -scrolled
        case .last: step = max(0, limit)
        case .help, .problems, .quit, .back:
            overlay = nil
            return []
        default: return []
        }
        overlay = changed(max(0, min(max(0, limit), scrolled + step)))
        return []
    }

    // MARK: A typed line without a meaning

    private mutating func begin(_ line: TypedLine) -> [Effect] {
        overlay = .typedLine(line)
        return []
    }

    private mutating func take(_ key: Key, in line: TypedLine) -> [Effect] {
        var line = line
        switch key {
        case .character(let character):
            line.text.append(character)
        case .backspace where line.text.count > 1:
            line.text.removeLast()
        case .enter:
            overlay = nil
            return tell(line.advice(function: selected))
        case .escape, .control("c"), .backspace:
            overlay = nil
            return []
        default:
            return []
        }
        overlay = .typedLine(line)
        return []
    }

    private mutating func carryOut(_ command: Command) -> [Effect] {
        switch command {
        case .down: return move(.lines(1))
        case .up: return move(.lines(-1))
        case .pageDown: return move(.pages(1))
        case .pageUp: return move(.pages(-1))
        case .halfDown: return move(.halfPages(1))
        case .halfUp: return move(.halfPages(-1))
        case .first: return move(.toFirst)
        case .last: return move(.toLast)
        case .left: return moveSideways(-1)
        case .right: return moveSideways(1)
        case .nextPane: return setFocus(Pane(rawValue: focus.rawValue % 4 + 1) ?? .functions)
        case .nextView: return showNextView()
        case .edit: return request(.edit)
        case .pin: return request(.pin)
        case .history: return openHistory()
        case .previousPane: return setFocus(Pane(rawValue: (focus.rawValue + 2) % 4 + 1) ?? .functions)
        case .pane1: return setFocus(.functions)
        case .pane2: return setFocus(.events)
        case .pane3: return setFocus(.logs)
        case .pane4: return setFocus(.response)
        case .act: return act()
        case .back: return back()
        case .invoke: return request(.invoke)
        case .again: return invokeAgain()
        case .start: return forSelected { [.start([$0])] }
        case .stop: return forSelected { [.stop([$0])] }
        case .restart: return forSelected { [.restart($0)] }
        case .startAll: return functions.isEmpty ? forSelected { _ in [] } : [.start(Array(functions.keys))]
        case .stopAll:
            guard !live.isEmpty else { return tell("no function is running") }
            overlay = .confirmStopAll
            return []
        case .follow: return follow()
        case .previousInvocation: return goToInvocation(-1)
        case .nextInvocation: return goToInvocation(1)
        case .foldAll: return foldAllLogs()
        case .wrap: return toggle(\.wraps, on: "long lines are wrapped", off: "long lines are cut; ← → scroll")
        case .times: return toggle(\.showsTimes, on: "times are shown", off: "times are hidden")
        case .emulator:
            return toggle(
                \.showsEmulator, on: "the emulator's lines are shown, all lines unformatted",
                off: "the emulator's lines are hidden")
        case .zoom:
            isZoomed.toggle()
            return []
        case .redraw: return [.redraw]
        case .suspend: return [.suspend]
        case .help:
            overlay = .help(scrolled: 0)
            return []
        case .problems:
            guard !manifest.problems.isEmpty else { return tell("functions.json has no problems") }
            overlay = .problems(scrolled: 0)
            return []
        case .quit:
            guard !live.isEmpty, quitting == nil else { return quit(.leaveRunning) }
            overlay = .confirmQuit
            return []
        }
    }

    mutating func tell(_ text: String, _ level: Notice.Level = .info) -> [Effect] {
        notice = Notice(level, text)
        return []
    }

    private mutating func toggle(_ setting: WritableKeyPath<Model, Bool>, on: String, off: String) -> [Effect] {
        self[keyPath: setting].toggle()
        return tell(self[keyPath: setting] ? on : off)
    }

    private mutating func forSelected(_ effects: (String) -> [Effect]) -> [Effect] {
        guard let selected else { return tell("no function is selected; functions.json lists them") }
        return effects(selected)
    }

    private mutating func setFocus(_ pane: Pane) -> [Effect] {
        focus = pane
        return []
    }

    private mutating func invokeAgain() -> [Effect] {
        guard let last, functions[last.function] != nil else { return request(.invoke) }
        let effects: [Effect] = last.function == selected ? [] : [.loadEvents(last.function)]
        selected = last.function
        return effects + invoke(last.function, last.event, kept: last.kept)
    }

    private mutating func act() -> [Effect] {
        switch focus {
        case .functions: return setFocus(.events)
        case .events: return request(.invoke)
        case .logs: return foldLog()
        case .response:
            return actOnResponse()
        }
    }

    private mutating func back() -> [Effect] {
        if isZoomed {
            isZoomed = false
            return []
        }
        if let response = item?.response, item?.pending[response.id] != nil {
            notice = Notice(.info, "no longer waiting for \(response.event)")
            return [.cancel(response.id)]
        }
        return []
    }
}
