import LambdaModel
import Support

/// What the user does with saved events. Each of these is the act of a key, and returns the effects to carry out.
extension EventDesk {
    private static func refuse(_ model: inout Model) -> [Effect] {
        model.notify("there is no saved event; \(model.keys[.newEvent]) makes one from a template")
    }

    /// Asks for another name of the selected event.
    static func rename(on model: inout Model) -> [Effect] {
        guard let (item, name) = model.event else { return refuse(&model) }
        let local = item.events.details[name]?.localName ?? name
        let taken = item.events.localNames(besides: name).subtracting([local])
        return ask(.name(NameDialog(.rename(name), name: local, taken: taken)), of: item, on: &model)
    }

    /// Asks for the name of a copy of the selected event.
    static func duplicate(on model: inout Model) -> [Effect] {
        guard let (item, name) = model.event else { return refuse(&model) }
        let taken = item.events.localNames(besides: name)
        let free = EventName.free(like: item.events.details[name]?.localName ?? name, isTaken: taken.contains)
        return ask(.name(NameDialog(.duplicate(name), name: free, taken: taken)), of: item, on: &model)
    }

    /// Deletes the selected event; `u` brings it back.
    static func delete(on model: inout Model) -> [Effect] {
        guard let (item, name) = model.event else { return refuse(&model) }
        return [.event(function: item.info.name, .file(.delete(name)))]
    }

    /// Undoes the last change of files of events.
    static func undo(on model: inout Model) -> [Effect] {
        guard let change = model.desk.undo.take() else { return model.notify("there is nothing to undo") }
        return [.event(function: change.function, .file(change.request))]
    }

    /// Opens the choice of a template, or of pasted text, for a new event.
    ///
    /// - Parameter template: the name of the template that is taken at once; nil to choose one.
    static func create(from template: String? = nil, on model: inout Model) -> [Effect] {
        guard let item = model.item else { return model.notify(Model.noFunction) }
        _ = ask(.template(TemplateDialog(taking: template)), of: item, on: &model)
        return [.event(function: item.info.name, .loadTemplates)]
    }

    /// Makes an event of text that was pasted while nothing covers the panes, if it is a JSON object or list.
    static func create(pasted text: String, on model: inout Model) -> [Effect] {
        guard let item = model.item else { return [] }
        switch PastedEvent(text) {
        case .event(let bytes):
            return ask(.name(.new(bytes, PastedEvent.name, item.events.localNames())), of: item, on: &model)
        case .mistake(let mistake):
            return model.notify("the pasted text is not JSON: \(mistake.place): \(mistake.message)", .warning)
        case .other: return model.notify("pasted text becomes an event here if it is JSON")
        }
    }

    /// Accepts a response as the expectation of an event.
    static func accept(
        _ response: AcceptedResponse, of event: String, function: String, on model: inout Model
    ) -> [Effect] {
        guard let list = model.functions[function]?.events, list.names.contains(event) else {
            return model.notify(
                "\(event) is no saved event of \(function); \(model.keys[.saveCall]) saves it as one", .warning)
        }
        return [.event(function: function, .file(.accept(event, response.withoutLog)))]
    }

    /// Accepts the response that is shown.
    static func acceptShownResponse(on model: inout Model) -> [Effect] {
        if model.focus == .events, let (item, event) = model.event, item.response?.event != event {
            guard let response = item.calls.accepted(for: event) else {
                return model.notify("\(event) has no response yet; \(model.keys[.invoke]) invokes it")
            }
            return accept(response, of: event, function: item.info.name, on: &model)
        }
        guard let item = model.item, let response = item.response, let result = response.result, !response.isReading
        else {
            return model.notify("there is no response to accept; \(model.keys[.invoke]) invokes the event")
        }
        let accepted = response.stored.map { AcceptedResponse.stored($0.id) } ?? .result(result)
        let event = response.stored?.summary.event ?? response.event
        return accept(accepted, of: event, function: item.info.name, on: &model)
    }

    /// Asks for the content of the selected event, if it is not there: call this after each change while the preview is
    /// visible.
    static func loadPreview(on model: inout Model) -> [Effect] {
        guard let (item, name) = model.event, item.areEventsKnown, item.eventIndex != nil else { return [] }
        return model.desk.load(name, of: item.info.name, in: item.events)
    }

    /// Asks for the name of a file for a response, a log or an event.
    static func saveFile(_ bytes: [UInt8], _ what: String, named name: String, on model: inout Model) -> [Effect] {
        guard let item = model.item else { return model.notify(Model.noFunction) }
        return ask(.name(NameDialog(.file(bytes, what: what), name: name, taken: [])), of: item, on: &model)
    }

    // MARK: Dialogs

    static func ask(_ step: EventDialog.Step, of item: FunctionItem, on model: inout Model) -> [Effect] {
        model.overlay = .event(EventDialog(function: item.info.name, step: step))
        return []
    }

    /// Carries out what a dialog asks for.
    static func perform(_ action: EventDialog.Action, of function: String, on model: inout Model) -> [Effect] {
        switch action {
        case .show(let dialog, let effects):
            model.overlay = .event(dialog)
            return effects.map { .event(function: function, $0) }
        case .close(let effects):
            model.overlay = nil
            return effects.map { .event(function: function, $0) }
        }
    }
}

extension Model {
    /// The selected function and its selected event.
    fileprivate var event: (item: FunctionItem, name: String)? {
        guard let item, let name = item.selectedEvent else { return nil }
        return (item, name)
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

    /// The names that a new event of the dialog's function cannot have.
    func takenNames(of dialog: EventDialog) -> Set<String> { functions[dialog.function]?.events.localNames() ?? [] }
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
