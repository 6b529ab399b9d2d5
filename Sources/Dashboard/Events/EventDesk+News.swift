import LambdaModel
import Support

/// What becomes known about saved events.
extension EventDesk {
    /// Takes news about a function's saved events.
    static func receive(_ news: EventNews, of function: String, on model: inout Model) -> [Effect] {
        switch news {
        case .content(let event, let content): model.desk.receive(content, of: event, function: function)
        case .expectation(let event, let report): model.desk.receive(report, of: event, function: function)
        case .replied(let request, let reply): return receive(reply, to: request, of: function, on: &model)
        case .edited(let edited):
            // It was in the editor a moment ago: whatever covers the panes waits for no answer.
            model.overlay = .event(EventDialog(function: function, step: .edited(EditQuestion(edited: edited))))
        case .templates(let choices): return changeDialog(of: function, on: &model) { $0.receive(choices, taken: $1) }
        case .rendered(let use, let result):
            return changeDialog(of: function, on: &model) { $0.receive(result, of: use, taken: $1) }
        }
        return []
    }

    private static func changeDialog(
        of function: String, on model: inout Model, _ change: (EventDialog, Set<String>) -> EventDialog.Action
    ) -> [Effect] {
        guard case .event(let dialog) = model.overlay, dialog.function == function else { return [] }
        return perform(change(dialog, model.takenNames(of: dialog)), of: function, on: &model)
    }

    private static func receive(
        _ reply: EventFileReply, to request: EventFileRequest, of function: String, on model: inout Model
    ) -> [Effect] {
        let isUndone = model.desk.undo.end(request, of: function)
        switch reply {
        case .content: return []
        case .done(let change):
            return isUndone
                ? receive(undoing: change, by: request, function, on: &model)
                : receive(change, of: request, function, on: &model)
        case .taken(let suggestion):
            let list = model.functions[function]?.events ?? EventList()
            guard model.overlay == nil,
                let dialog = NameDialog(request, suggestion: suggestion, taken: list.localNames())
            else { return model.notify("there is an event of that name; \(suggestion) is free", .warning) }
            model.overlay = .event(EventDialog(function: function, step: .name(dialog)))
            return []
        case .changed: return model.notify("the file was changed by another program; it stays as it is", .warning)
        case .problem(let text): return model.notify(text, .error)
        }
    }

    private static func receive(
        undoing change: EventFileChange, by request: EventFileRequest, _ function: String, on model: inout Model
    ) -> [Effect] {
        switch request {
        case .delete(let name): return model.notify("\(name) is removed again")
        case .rename(let old, _): model.functions.change(function) { $0.rename(event: old, to: change.name) }
        case .read, .replace, .create, .duplicate, .saveCall, .accept, .undo: break
        }
        model.desk.want(change.name, of: function)
        return model.notify("\(change.name) is as it was before")
    }

    private static func receive(
        _ change: EventFileChange, of request: EventFileRequest, _ function: String, on model: inout Model
    ) -> [Effect] {
        let undo = " · \(model.keys[.undo]) undo"
        switch request {
        case .read: return []
        case .replace(let name, let new, let before):
            model.desk.undo.add(.replace(name, before, replacing: new), of: function)
            return []
        case .create, .duplicate, .saveCall:
            model.desk.want(change.name, of: function)
            model.desk.undo.add(.delete(change.name), of: function)
            if change.secrets.isEmpty {
                return model.notify("\(change.name) is written · \(model.keys[.edit]) edits it")
            }
            model.notices.shown = Notice(.warning, missing(change, model), stays: true)
            return []
        case .rename(let old, _):
            model.desk.want(change.name, of: function)
            let local = model.functions[function]?.events.details[old]?.localName ?? old
            model.desk.undo.add(.rename(change.name, to: local), of: function)
            model.functions.change(function) { $0.rename(event: old, to: change.name) }
            return model.notify("\(old) is \(change.name) now" + undo)
        case .delete(let name):
            if let token = change.token { model.desk.undo.add(.undo(token), of: function) }
            return model.notify("deleted \(name)" + undo)
        case .accept(let event, _):
            guard let token = change.token else {
                return model.notify(
                    change.notes.isEmpty ? "\(event): nothing changed" : change.notes.joined(separator: "; "))
            }
            model.desk.undo.add(.undo(token), of: function)
            return model.notify(
                (["accepted: \(event) expects this response" + undo] + change.notes).joined(separator: "; "))
        case .undo:
            model.desk.want(change.name, of: function)
            return model.notify("\(change.name) is as it was before")
        }
    }

    /// Names the secrets that a saved call lacks.
    private static func missing(_ change: EventFileChange, _ model: Model) -> String {
        let shown = change.secrets.prefix(5).joined(separator: ", ")
        let more = change.secrets.count > 5 ? " and \(change.secrets.count - 5) more" : ""
        return "\(change.name) is written without the secrets at \(shown)\(more) · \(model.keys[.edit]) adds them"
    }
}
