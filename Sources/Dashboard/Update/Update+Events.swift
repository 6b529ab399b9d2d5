import LambdaModel

/// What a key asks for a function's saved events.
enum EventRequest: Sendable, Equatable {
    /// Select the event that is so many lines further down.
    case move(Int)
    /// Invoke the function with the selected event.
    case invoke
    /// Edit the selected event.
    case edit
    /// Pin the selected event, or take the pin off.
    case pin

    /// Whether the user is told that it waits.
    fileprivate var isReported: Bool {
        if case .move = self { false } else { true }
    }
}

extension EventRequest {
    /// Does what a key asks for the selected function's events. Keys may be typed before the events are read, since a
    /// folder may be slow: they take effect afterwards, in their order.
    func perform(on model: inout Model) -> [Effect] {
        guard let item = model.item else {
            switch self {
            case .move: return []
            case .invoke, .edit: return model.notify(Model.noFunction)
            case .pin: return model.notify("there is no event to pin")
            }
        }
        let name = item.info.name
        guard !item.areEventsKnown else { return perform(of: name, on: &model) }
        model.functions.change(name) { $0.remember(self) }
        switch self {
        case .move: return []
        case .invoke: return model.notify("\(name) will be invoked when its saved events are read")
        case .edit, .pin: return model.notify("the saved events of \(name) are being read")
        }
    }

    private func perform(of function: String, on model: inout Model) -> [Effect] {
        guard let item = model.functions[function] else { return [] }
        switch self {
        case .move(let amount):
            model.functions.change(function) { $0.moveEvent(by: amount) }
            return []
        case .invoke: return invokeSelectedEvent(of: item, on: &model)
        case .edit:
            guard let event = item.selectedEvent else {
                return model.notify("\(function) has no saved event to edit")
            }
            return [.event(function: function, .edit(event, line: nil))]
        case .pin:
            guard let event = item.selectedEvent else { return model.notify("there is no event to pin") }
            model.functions.change(function) { $0.togglePin() }
            let isPinned = model.functions[function]?.pinnedEvent == event
            return model.notify(isPinned ? "\(event) is invoked again after each save" : "\(event) is no longer pinned")
        }
    }

    private func invokeSelectedEvent(of item: FunctionItem, on model: inout Model) -> [Effect] {
        if let problem = item.events.problem { return model.notify(problem, .error) }
        let event = item.selectedEvent ?? EventList.emptyEvent
        return model.calls.invoke(item.info.name, event, at: model.now, in: &model.functions)
    }

    /// Takes a function's saved events, and does what was asked for before they were known.
    static func receive(_ list: EventList, of function: String, on model: inout Model) -> [Effect] {
        let wanted = model.desk.takeWanted(of: function, in: list)
        let requests = model.functions.change(function) { item in
            let requests = item.receive(list)
            if let wanted { item.select(event: wanted) }
            return requests
        }
        guard let requests else { return [] }
        if requests.contains(where: \.isReported) { model.notices.shown = nil }
        return requests.flatMap { request in
            // The user has selected another function by now.
            request == .edit && model.selected != function ? [] : request.perform(of: function, on: &model)
        }
    }
}
