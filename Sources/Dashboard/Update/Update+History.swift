import LambdaModel

/// The history, which covers the panes, and the calls that are opened from it.
extension Model {
    mutating func openHistory() -> [Effect] {
        var list = HistoryList()
        let effects = list.load()
        overlay = .history(list)
        return effects
    }

    /// Changes the history, if it covers the panes.
    mutating func changeHistory(_ change: (inout HistoryList) -> [Effect]) -> [Effect] {
        guard case .history(var list) = overlay else { return [] }
        let effects = change(&list)
        overlay = .history(list)
        return effects
    }

    mutating func perform(_ action: HistoryAction) -> [Effect] {
        switch action {
        case .effects(let effects): return effects
        case .close:
            overlay = nil
            return []
        case .invoke(let row):
            let name = row.summary.function
            guard functions[name] != nil else {
                return notify("functions.json has no function \(name) any more", .warning)
            }
            let event = StoredResponse.event(of: row.summary)
            return goTo(name) + calls.invoke(name, event, stored: row.id, in: &functions)
        case .notify(let text): return notify(text)
        }
    }

    /// Shows a stored call, compared with an earlier one if it is given.
    mutating func open(_ stored: StoredResponse, against earlier: EarlierResponse? = nil) -> [Effect] {
        let name = stored.row.summary.function
        guard functions[name] != nil else {
            return notify(
                "functions.json has no function \(name) any more; `lamdeck history` shows its calls", .warning)
        }
        let effects = goTo(name)
        calls.show(stored, against: earlier, secondsFromUTC: secondsFromUTC, in: &functions)
        return effects
    }

    /// Closes the history and shows a function's response.
    private mutating func goTo(_ name: String) -> [Effect] {
        overlay = nil
        focus = .response
        return functions.select(name)
    }
}
