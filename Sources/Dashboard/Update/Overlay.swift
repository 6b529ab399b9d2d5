import LambdaModel

/// What covers the panes and gets the keys.
public enum Overlay: Hashable, Sendable {
    /// The keys, scrolled down by some rows.
    case help(scrolled: Int)
    /// How to quit while functions run.
    case confirmQuit
    /// Whether to stop all functions.
    case confirmStopAll
    /// Whether to replace the host, which is another version of lamdeck.
    case confirmReplaceHost
    /// Whether to fetch the debugger of a function.
    case confirmFetch(function: String, question: String)
    /// A view that covers the sections.
    case screen(CoveringScreen)
    /// The history of invocations.
    case history(HistoryList)
    /// A dialog about saved events.
    case event(EventDialog)
    /// The palette.
    case palette(Palette)
}

/// What becomes of the deck when something that covers the panes took a key.
enum OverlayAction {
    /// Nothing changes.
    case keep
    /// This covers the panes now.
    case show(Overlay)
    /// The sections are visible again.
    case close
    /// All functions are stopped.
    case stopAll
    case quit(QuitMode)
    case replaceHost
    /// The debugger of a function is fetched.
    case fetchDebugger(String)
    /// The history changed, and asks for something.
    case history(HistoryList, HistoryAction)
    /// A covering view takes the key or the mouse.
    case screen(CoveringScreen, Input)
    /// The palette changed, and asks for something.
    case palette(Palette, PaletteAction)
    /// A dialog about the saved events of a function asks for something.
    case event(function: String, EventDialog.Action)
}

extension Overlay {
    /// What a key does.
    ///
    /// A question takes the keys that it shows, and ^C: that quits and lets the functions go on, or cancels
    /// stopping all. Enter does not answer it: it often ends text that was typed by mistake.
    func action(for key: Key, _ model: Model) -> OverlayAction {
        switch (self, key) {
        case (.history(var list), _):
            let height = HistoryView.height(in: model.size)
            let action = list.handle(key, height: height, selected: model.selected, keys: model.keys)
            return .history(list, action)
        case (.palette(var palette), _):
            let action = palette.handle(key, model)
            return .palette(palette, action)
        case (.event(let dialog), _):
            return .event(function: dialog.function, dialog.action(for: key, taken: model.takenNames(of: dialog)))
        case (.help(let scrolled), _):
            let limit = HelpView.rowCount(model) - HelpView.height(model)
            return Self.scroll(key, model, limit, from: scrolled) { .help(scrolled: $0) }
        case (.screen(let screen), _): return .screen(screen, .key(key))
        case (.confirmQuit, .control("c")), (.confirmQuit, .character("d")): return .quit(.detach)
        case (.confirmQuit, .character("s")): return .quit(.stopFunctions)
        case (.confirmStopAll, .character("y")): return .stopAll
        case (.confirmFetch(let function, _), .character("y")): return .fetchDebugger(function)
        case (.confirmFetch, .escape), (.confirmFetch, .control("c")): return .close
        case (.confirmFetch, _): return .keep
        case (.confirmReplaceHost, .character("r")): return .replaceHost
        case (.confirmReplaceHost, .control("c")), (.confirmReplaceHost, .character("q")): return .quit(.detach)
        case (.confirmReplaceHost, .escape): return .close
        case (.confirmReplaceHost, _): return .keep
        case (.confirmQuit, .escape), (.confirmStopAll, .escape), (.confirmStopAll, .control("c")): return .close
        case (.confirmQuit, _), (.confirmStopAll, _): return .keep
        }
    }

    /// What the mouse does. A click on a key's word is that key, and the wheel moves the cursor.
    func action(for event: MouseEvent, _ model: Model) -> OverlayAction {
        let isPress = event.action == .press
        if isPress, event.y == model.size.height - 1 {
            return keys(model)?.key(at: event.x).map { action(for: $0, model) } ?? .keep
        }
        switch self {
        case .screen(let screen): return .screen(screen, .mouse(event))
        case .palette(var palette):
            let action = palette.handle(event, model)
            return .palette(palette, action)
        case .history(var list):
            let effects = list.handle(event, model.size)
            return .history(list, .effects(effects))
        case .event(let dialog):
            let action = dialog.action(for: event, model.size, taken: model.takenNames(of: dialog))
            return .event(function: dialog.function, action)
        case .help, .confirmQuit, .confirmStopAll, .confirmReplaceHost, .confirmFetch:
            let key: Key? =
                switch event.action {
                case .scrollUp: .up
                case .scrollDown: .down
                case .press: OverlayView.question(self, model)?.answer(at: event, model.size)
                case .doubleClick, .drag, .release: nil
                }
            return key.map { action(for: $0, model) } ?? .keep
        }
    }

    /// The keys in the last row; nil if they are those of the sections, which do not work now.
    func keys(_ model: Model) -> KeyBar? {
        switch self {
        case .screen(let screen): KeyBar(screen.bindings(model), width: model.size.width)
        case .history(let list): HistoryView.keys(list, width: model.size.width)
        case .event(let dialog):
            if case .name = dialog.step {
                KeyBar([.init(.enter, "save"), .init(.escape, "cancel")], width: model.size.width)
            } else {
                nil
            }
        case .help, .palette, .confirmQuit, .confirmStopAll, .confirmReplaceHost, .confirmFetch: nil
        }
    }

    /// Scrolls a list that covers the panes, or closes it.
    private static func scroll(
        _ key: Key, _ model: Model, _ limit: Int, from scrolled: Int, _ changed: (Int) -> Overlay
    ) -> OverlayAction {
        // A user who searches for a key finds it in the palette.
        if key == .character("/") || key == .character(":") { return .show(.palette(Palette())) }
        let page = max(1, model.size.height - 6)
        let amount: Int
        switch model.keys.binding(for: key, in: .functions)?.command {
        case .help, .problems, .quit, .back: return .close
        case let command:
            switch command?.step {
            case .lines(let count): amount = count
            case .pages(let count), .halfPages(let count): amount = count * page
            case .toFirst: amount = -scrolled
            case .toLast: amount = max(0, limit)
            case nil: return .keep
            }
        }
        return .show(changed(max(0, min(max(0, limit), scrolled + amount))))
    }
}

extension Overlay {
    /// Whether it needs ticks.
    func isMoving(_ model: Model) -> Bool {
        if case .screen(let screen) = self { screen.isMoving(model) } else { false }
    }

    /// Closes a question about running functions when none runs any more.
    static func withdrawQuestion(on model: inout Model) {
        switch model.overlay {
        case .confirmQuit, .confirmStopAll:
            guard model.live.isEmpty else { return }
            model.overlay = nil
            model.notices.shown = Notice(.info, "no function is running any more")
        case .help, .screen, .history, .event, .palette, .confirmReplaceHost, .confirmFetch, nil: break
        }
    }

    /// Closes the list of problems when there are none.
    static func withdrawProblems(on model: inout Model) {
        if case .screen(.problems) = model.overlay, model.manifest.problems.isEmpty { model.overlay = nil }
    }
}
