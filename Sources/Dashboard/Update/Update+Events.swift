import LambdaModel
import OrderedCollections

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
}

extension Model {
    /// Does what a key asks for the selected function's events. Keys may be typed before the events are read, since a
    /// folder may be slow: they take effect afterwards, in their order.
    mutating func request(_ request: EventRequest) -> [Effect] {
        guard let item else {
            switch request {
            case .move: return []
            case .invoke, .edit: return tell("no function is selected; functions.json lists them")
            case .pin: return tell("there is no event to pin")
            }
        }
        let name = item.info.name
        guard !item.areEventsKnown else { return carryOut(request, of: name) }
        // A second i, typed by an impatient user, does not make a second call.
        if request != .invoke || item.whenEventsAreKnown.last != .invoke {
            functions[name]?.whenEventsAreKnown.append(request)
        }
        switch request {
        case .move: return []
        case .invoke: return tell("\(name) will be invoked when its saved events are read")
        case .edit, .pin: return tell("the saved events of \(name) are being read")
        }
    }

    private mutating func carryOut(_ request: EventRequest, of function: String) -> [Effect] {
        guard let item = functions[function] else { return [] }
        let events = item.events
        switch request {
        case .move(let amount):
            guard let index = item.eventIndex else { return [] }
            functions[function]?.selectedEvent = events.names[max(0, min(events.names.count - 1, index + amount))]
            return []
        case .invoke:
            if let problem = events.problem { return tell(problem, .error) }
            return invoke(function, item.selectedEvent ?? EventList.emptyEvent)
        case .edit:
            guard let event = item.selectedEvent, let path = events.path(of: event) else {
                return tell("\(function) has no saved event to edit")
            }
            return [.edit(path: path, line: nil)]
        case .pin:
            guard let event = item.selectedEvent else { return tell("there is no event to pin") }
            let isPinned = item.pinnedEvent == event
            functions[function]?.pinnedEvent = isPinned ? nil : event
            return tell(isPinned ? "\(event) is no longer pinned" : "\(event) is invoked again after each save")
        }
    }

    /// Takes a function's saved events, and does what was asked for before they were known.
    mutating func take(_ list: EventList, of function: String) -> [Effect] {
        guard var item = functions[function] else { return [] }
        let place = item.eventIndex ?? 0
        item.events = list
        if item.eventIndex == nil {
            item.selectedEvent = list.names.isEmpty ? nil : list.names[min(place, list.names.count - 1)]
        }
        item.areEventsKnown = true
        let requests = item.whenEventsAreKnown
        item.whenEventsAreKnown = []
        functions[function] = item
        guard !requests.isEmpty else { return [] }
        if requests.contains(where: { $0.isTold }) { notice = nil }
        return requests.flatMap { request in
            // The user looks at another function by now.
            request == .edit && selected != function ? [] : carryOut(request, of: function)
        }
    }
}

extension EventRequest {
    /// Whether the user was told that it waits.
    fileprivate var isTold: Bool {
        if case .move = self { false } else { true }
    }
}
