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
    /// What is wrong with functions.json, scrolled down by so many rows.
    case problems(scrolled: Int)
    /// A line whose first key opens a text prompt in other programs.
    case typedLine(TypedLine)
    /// The history of invocations.
    case history(HistoryList)
}

/// What becomes of the deck when something that covers the panes took a key.
enum OverlayAction {
    /// Nothing changes.
    case keep
    /// This covers the panes now.
    case show(Overlay)
    /// The panes are visible again; the user is told something, unless it is nil.
    case close(String?)
    /// All functions are stopped.
    case stopAll
    case quit(QuitMode)
    case replaceHost
    /// The history changed, and asks for something.
    case history(HistoryList, HistoryAction)
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
            let action = list.handle(key, height: height, selected: model.selected)
            return .history(list, action)
        case (.typedLine(let line), _): return line.action(for: key, function: model.selected)
        case (.help(let scrolled), _):
            let limit = HelpView.rowCount - HelpView.height(in: model.size)
            return Self.scroll(key, model.size, limit, from: scrolled) { .help(scrolled: $0) }
        case (.problems(let scrolled), _):
            let limit = ProblemsView(model).mostScrolled
            return Self.scroll(key, model.size, limit, from: scrolled) { .problems(scrolled: $0) }
        case (.confirmQuit, .control("c")), (.confirmQuit, .character("d")): return .quit(.detach)
        case (.confirmQuit, .character("s")): return .quit(.stopFunctions)
        case (.confirmStopAll, .character("y")): return .stopAll
        case (.confirmReplaceHost, .character("r")): return .replaceHost
        case (.confirmReplaceHost, .control("c")), (.confirmReplaceHost, .character("q")): return .quit(.detach)
        case (.confirmReplaceHost, .escape): return .close(nil)
        case (.confirmReplaceHost, _): return .keep
        case (.confirmQuit, .escape), (.confirmStopAll, .escape), (.confirmStopAll, .control("c")): return .close(nil)
        case (.confirmQuit, _), (.confirmStopAll, _): return .keep
        }
    }

    /// Scrolls a list that covers the panes, or closes it.
    private static func scroll(
        _ key: Key, _ size: Size, _ limit: Int, from scrolled: Int, _ changed: (Int) -> Overlay
    ) -> OverlayAction {
        if let line = TypedLine(key) { return .show(.typedLine(line)) }
        let page = max(1, size.height - 6)
        let amount: Int
        switch KeyMap.binding(for: key, in: .functions)?.command {
        case .help, .problems, .quit, .back: return .close(nil)
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

extension TypedLine {
    /// What a key does while the line is typed.
    fileprivate func action(for key: Key, function: String?) -> OverlayAction {
        var line = self
        switch key {
        case .character(let character): line.text.append(character)
        case .backspace where text.count > 1: line.text.removeLast()
        case .enter: return .close(advice(function: function))
        case .escape, .control("c"), .backspace: return .close(nil)
        default: return .keep
        }
        return .show(.typedLine(line))
    }
}
