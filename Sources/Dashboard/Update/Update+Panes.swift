import LambdaModel

/// Moving in the panes, and acting on what is under the cursor.
extension Model {
    static let noFunction = "no function is selected; functions.json lists them"

    mutating func move(_ step: Step, in pane: Pane) -> [Effect] {
        switch pane {
        case .functions: return functions.move(by: step.amount(height: contentHeight(of: pane)))
        case .events:
            return request(.move(step.amount(height: contentHeight(of: pane))))
        case .logs: changeLog { $0.move(step, on: $1) }
        case .response: changeResponse { $0.move(step, in: $1) }
        }
        return []
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

    // MARK: Invoking

    mutating func invokeSelectedEvent(of item: FunctionItem) -> [Effect] {
        if let problem = item.events.problem { return notify(problem, .error) }
        return calls.invoke(item.info.name, item.selectedEvent ?? EventList.emptyEvent, in: &functions)
    }

    /// Invokes the pinned event of a function whose files changed, and shows the differences from the previous answer.
    /// If the event already waits for its turn, that call will run the new code.
    mutating func replay(_ function: String) -> [Effect] {
        guard let item = functions[function], let event = item.pinnedEvent, item.events.names.contains(event),
            !item.calls.isWaiting(event)
        else { return [] }
        let tab: ResponseTab? = item.calls.hasResponse(to: event) ? .diff : nil
        return calls.invoke(function, event, showing: tab, isAsked: false, in: &functions)
    }
}
