import LambdaModel
import Support

/// What the user does with saved events. Each of these is the act of a key, and returns the effects to carry out.
extension Model {
    private static let noEvent = "there is no saved event; a makes one from a template"

    /// The selected function and its selected event.
    private var event: (item: FunctionItem, name: String)? {
        guard let item, let name = item.selectedEvent else { return nil }
        return (item, name)
    }

    /// Asks for another name of the selected event.
    mutating func renameEvent() -> [Effect] {
        guard let (item, name) = event else { return notify(Self.noEvent) }
        let local = item.events.details[name]?.localName ?? name
        let taken = item.events.localNames(besides: name).subtracting([local])
        return ask(.name(NameDialog(.rename(name), name: local, taken: taken)), of: item)
    }

    /// Asks for the name of a copy of the selected event.
    mutating func duplicateEvent() -> [Effect] {
        guard let (item, name) = event else { return notify(Self.noEvent) }
        let taken = item.events.localNames(besides: name)
        let free = EventName.free(like: item.events.details[name]?.localName ?? name, isTaken: taken.contains)
        return ask(.name(NameDialog(.duplicate(name), name: free, taken: taken)), of: item)
    }

    /// Deletes the selected event; `u` brings it back.
    mutating func deleteEvent() -> [Effect] {
        guard let (item, name) = event else { return notify(Self.noEvent) }
        return [.event(function: item.info.name, .file(.delete(name)))]
    }

    /// Undoes the last change of files of events.
    mutating func undoEventChange() -> [Effect] {
        guard let change = desk.undo.take() else { return notify("there is nothing to undo") }
        return [.event(function: change.function, .file(change.request))]
    }

    /// Opens the choice of a template, or of pasted text, for a new event.
    mutating func newEvent() -> [Effect] {
        guard let item else { return notify(Self.noFunction) }
        _ = ask(.template(TemplateDialog()), of: item)
        return [.event(function: item.info.name, .loadTemplates)]
    }

    /// Makes an event of text that was pasted while nothing covers the panes, if it is a JSON object or list.
    mutating func newEvent(pasted text: String) -> [Effect] {
        guard let item else { return [] }
        switch PastedEvent(text) {
        case .event(let bytes):
            return ask(.name(.new(bytes, PastedEvent.name, item.events.localNames())), of: item)
        case .mistake(let mistake):
            return notify("the pasted text is not JSON: \(mistake.place): \(mistake.message)", .warning)
        case .other: return []
        }
    }

    /// Accepts a response as the expectation of an event.
    mutating func accept(_ response: AcceptedResponse, of event: String, function: String) -> [Effect] {
        guard let list = functions[function]?.events, list.names.contains(event) else {
            return notify("\(event) is no saved event of \(function); ^S saves it as one", .warning)
        }
        return [.event(function: function, .file(.accept(event, response.withoutLog)))]
    }

    /// Accepts the response that is shown.
    mutating func acceptShownResponse() -> [Effect] {
        guard let item, let response = item.response, let result = response.result, !response.isReading else {
            return notify("there is no response to accept; i invokes the event")
        }
        let accepted = response.stored.map { AcceptedResponse.stored($0.id) } ?? .result(result)
        let event = response.stored?.summary.event ?? response.event
        return accept(accepted, of: event, function: item.info.name)
    }

    /// Asks for the name under which the event of a stored call is saved.
    mutating func saveCall(_ row: HistoryRow) -> [Effect] {
        guard let item = functions[row.summary.function] else { return notify(Self.noFunction) }
        let taken = item.events.localNames()
        let name = EventName.free(like: Self.name(for: row.summary), isTaken: taken.contains)
        return ask(.name(NameDialog(.saveCall(row.id), name: name, taken: taken)), of: item)
    }

    /// Asks for the name under which the event of a call is saved that the history does not have.
    mutating func saveCall(_ result: InvocationResult) -> [Effect] {
        guard let item = functions[result.request.function] else { return notify(Self.noFunction) }
        let name = Self.name(for: InvocationSummary(result))
        return ask(.name(.new(result.request.payload, name, item.events.localNames())), of: item)
    }

    /// The name that a call suggests: that of its event, or of who made it.
    private static func name(for summary: InvocationSummary) -> String {
        let name = summary.event ?? summary.origin?.label ?? "call"
        let plain = String(name.map { $0.isLetter || $0.isNumber || "-_./".contains($0) ? $0 : "-" })
        return EventName.problem(plain) == nil ? EventName.completed(plain) : "call.json"
    }

    /// Asks for the content of the selected event, if it is not there: call this after each change while the preview is
    /// visible.
    mutating func loadPreview() -> [Effect] {
        guard let (item, name) = event, item.areEventsKnown, item.eventIndex != nil else { return [] }
        return desk.load(name, of: item.info.name, in: item.events)
    }

    /// The selected event's content; nil if it is not loaded.
    var preview: EventPreview? {
        guard let (item, name) = event, let preview = desk.preview, preview.event == name,
            preview.function == item.info.name
        else { return nil }
        return preview
    }

    /// Whether the expectation of an event holds.
    func expectation(of event: String, in item: FunctionItem) -> ExpectationState {
        desk.expectation(of: event, function: item.info.name, in: item.events)
    }

    // MARK: Dialogs

    private mutating func ask(_ step: EventDialog.Step, of item: FunctionItem) -> [Effect] {
        overlay = .event(EventDialog(function: item.info.name, step: step))
        return []
    }

    /// The names that a new event of the dialog's function cannot have.
    func takenNames(of dialog: EventDialog) -> Set<String> { functions[dialog.function]?.events.localNames() ?? [] }

    /// Carries out what a dialog asks for.
    mutating func perform(_ action: EventDialog.Action, of function: String) -> [Effect] {
        switch action {
        case .show(let dialog, let effects):
            overlay = .event(dialog)
            return effects.map { .event(function: function, $0) }
        case .close(let effects):
            overlay = nil
            return effects.map { .event(function: function, $0) }
        }
    }
}

extension EventList {
    /// The names of events, as seen from their folder of events: of one place, or of all.
    ///
    /// - Parameter event: an event of that place.
    func localNames(besides event: String? = nil) -> Set<String> {
        guard let root = event.map({ details[$0]?.root }) ?? newRoot, !details.isEmpty else { return Set(names) }
        return Set(details.values.filter { $0.root == root }.map(\.localName))
    }

    /// The folder of events that new ones belong to.
    private var newRoot: String? { folder }
}

extension AcceptedResponse {
    /// The same without what an expectation does not need.
    fileprivate var withoutLog: AcceptedResponse {
        guard case .result(var result) = self else { return self }
        (result.log, result.lastLines) = ([], [])
        return .result(result)
    }
}
