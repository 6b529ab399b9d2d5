import LambdaModel

/// Moving in the sections, and acting on what is under the cursor.
extension Model {
    static let noFunction = "no function is selected; functions.json lists them"

    mutating func move(_ step: Step, in pane: Pane) -> [Effect] {
        switch pane {
        case .functions: return functions.move(by: step.amount(height: contentHeight(of: pane)))
        case .events:
            return EventRequest.move(step.amount(height: contentHeight(of: pane))).perform(on: &self)
        case .calls: return moveCall(by: step.amount(height: contentHeight(of: pane)))
        case .logs: changeLog { $0.move(step, on: $1) }
        case .inspector: changeResponse { $0.move(step, in: $1) }
        }
        return []
    }

    /// Moves the cursor of the table of calls, and shows the call.
    private mutating func moveCall(by amount: Int) -> [Effect] {
        guard let name = selected else { return [] }
        return load(functions.change(name) { $0.calls.move(by: amount) } ?? nil, of: name)
    }

    /// Selects a call by the number of its row.
    mutating func select(call id: Int) -> [Effect] {
        guard let name = selected else { return [] }
        return load(functions.change(name) { $0.calls.select(id) } ?? nil, of: name)
    }

    /// Reads the call that the inspector shows now from the history, and the one before it if the user looks at
    /// differences.
    ///
    /// - Parameter key: the call; nil if it is known.
    func load(_ key: CallKey?, of function: String) -> [Effect] {
        ([key] + [functions[function]?.calls.missingEarlier]).compactMap(\.self)
            .map { .loadCall(function: function, $0) }
    }

    /// Shows a view of the selected call.
    mutating func show(_ tab: ResponseTab) -> [Effect] {
        guard let name = selected else { return [] }
        changeResponse { response, _ in response.show(tab) }
        functions.change(name) { $0.calls.compareWithPrevious() }
        return load(nil, of: name)
    }

    /// Changes the selected function's log, by what its pane shows; nil if no function is selected.
    @discardableResult
    mutating func changeLog<Value>(_ change: (inout LogBuffer, LogPage) -> Value) -> Value? {
        guard let item else { return nil }
        let page = LogPage(self, item)
        return functions.changeSelected { change(&$0.log, page) }
    }

    /// Changes the selected function's response, by what its pane shows; nil if there is none.
    @discardableResult
    mutating func changeResponse<Value>(_ change: (inout Response, ResponsePane) -> Value) -> Value? {
        guard item?.response != nil else { return nil }
        let pane = ResponsePane(self)
        return functions.changeSelected { change(&$0.calls.shown!, pane) }
    }

    /// Folds or unfolds what is under the cursor of the log.
    mutating func foldLog() -> [Effect] {
        guard let remark = changeLog({ $0.fold(on: $1) }) else { return notify(Self.noFunction) }
        return remark.map { notify($0) } ?? []
    }
}

extension Calls {
    /// Invokes the pinned event of a function whose files changed, and shows the differences from the previous answer.
    /// If the event already waits for its turn, that call will run the new code.
    static func replay(_ function: String, on model: inout Model) -> [Effect] {
        guard let item = model.functions[function], let event = item.pinnedEvent, item.events.names.contains(event),
            !item.calls.isWaiting(event)
        else { return [] }
        let tab: ResponseTab? = item.calls.hasResponse(to: event) ? .diff : nil
        return model.calls.invoke(
            function, event, showing: tab, isAsked: false, at: model.now, in: &model.functions)
    }
}
