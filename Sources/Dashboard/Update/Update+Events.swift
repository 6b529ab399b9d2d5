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

extension Model {
    /// Does what a key asks for the selected function's events. Keys may be typed before the events are read, since a
    /// folder may be slow: they take effect afterwards, in their order.
    mutating func request(_ request: EventRequest) -> [Effect] {
        guard let item else {
            switch request {
            case .move: return []
            case .invoke, .edit: return notify(Self.noFunction)
            case .pin: return notify("there is no event to pin")
            }
        }
        let name = item.info.name
        guard !item.areEventsKnown else { return perform(request, of: name) }
        functions.change(name) { $0.remember(request) }
        switch request {
        case .move: return []
        case .invoke: return notify("\(name) will be invoked when its saved events are read")
        case .edit, .pin: return notify("the saved events of \(name) are being read")
        }
    }

    private mutating func perform(_ request: EventRequest, of function: String) -> [Effect] {
        guard let item = functions[function] else { return [] }
        switch request {
        case .move(let amount):
            functions.change(function) { $0.moveEvent(by: amount) }
            return []
        case .invoke: return invokeSelectedEvent(of: item)
        case .edit:
            guard let event = item.selectedEvent, let path = item.events.path(of: event) else {
                return notify("\(function) has no saved event to edit")
            }
            return [.edit(path: path, line: nil)]
        case .pin:
            guard let event = item.selectedEvent else { return notify("there is no event to pin") }
            functions.change(function) { $0.togglePin() }
            let isPinned = functions[function]?.pinnedEvent == event
            return notify(isPinned ? "\(event) is invoked again after each save" : "\(event) is no longer pinned")
        }
    }

    /// Takes a function's saved events, and does what was asked for before they were known.
    mutating func receive(_ list: EventList, of function: String) -> [Effect] {
        let requests = functions.change(function) { $0.receive(list) } ?? []
        if requests.contains(where: \.isReported) { notices.shown = nil }
        return requests.flatMap { request in
            // The user has selected another function by now.
            request == .edit && selected != function ? [] : perform(request, of: function)
        }
    }
}
