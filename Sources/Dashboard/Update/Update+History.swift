import LambdaModel

/// The history, which covers the sections, and the calls that are opened from it.
extension HistoryList {
    /// Opens the history.
    static func open(on model: inout Model) -> [Effect] {
        var list = HistoryList()
        let effects = list.load()
        model.overlay = .history(list)
        return effects
    }

    /// Changes the history, if it covers the sections.
    static func change(on model: inout Model, _ change: (inout HistoryList) -> [Effect]) -> [Effect] {
        guard case .history(var list) = model.overlay else { return [] }
        let effects = change(&list)
        model.overlay = .history(list)
        return effects
    }
}

extension HistoryAction {
    func perform(on model: inout Model) -> [Effect] {
        switch self {
        case .effects(let effects): return effects
        case .close:
            model.overlay = nil
            return []
        case .invoke(let row):
            let name = row.summary.function
            guard model.functions[name] != nil else {
                return model.notify("functions.json has no function \(name) any more", .warning)
            }
            let event = StoredResponse.event(of: row.summary)
            return StoredResponse.goTo(name, on: &model)
                + model.calls.invoke(name, event, stored: row.id, at: model.now, in: &model.functions)
        case .save(let row):
            return (model.functions[row.summary.function] == nil ? [] : model.functions.select(row.summary.function))
                + EventDesk.saveCall(row, on: &model)
        case .notify(let text): return model.notify(text)
        }
    }
}

extension StoredResponse {
    /// Shows the call, compared with an earlier one if it is given.
    func open(on model: inout Model, against earlier: EarlierResponse? = nil) -> [Effect] {
        let name = row.summary.function
        guard model.functions[name] != nil else {
            return model.notify(
                "functions.json has no function \(name) any more; `lamdeck history` shows its calls", .warning)
        }
        let effects = Self.goTo(name, on: &model)
        model.calls.show(self, against: earlier, secondsFromUTC: model.secondsFromUTC, in: &model.functions)
        return effects
    }

    /// Closes the history and shows a function's calls.
    fileprivate static func goTo(_ name: String, on model: inout Model) -> [Effect] {
        model.overlay = nil
        model.focus = .inspector
        return model.functions.select(name)
    }
}
