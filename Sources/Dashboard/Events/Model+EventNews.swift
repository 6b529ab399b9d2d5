import LambdaModel
import Support

/// What becomes known about saved events.
extension Model {
    /// Takes news about a function's saved events.
    mutating func receive(_ news: EventNews, of function: String) -> [Effect] {
        switch news {
        case .content(let event, let content): desk.receive(content, of: event, function: function)
        case .expectation(let event, let report): desk.receive(report, of: event, function: function)
        case .replied(let request, let reply): return receive(reply, to: request, of: function)
        case .edited(let edited):
            // It was in the editor a moment ago: whatever covers the panes waits for no answer.
            overlay = .event(EventDialog(function: function, step: .edited(EditQuestion(edited: edited))))
        case .templates(let choices): return changeDialog(of: function) { $0.receive(choices, taken: $1) }
        case .rendered(let use, let result):
            return changeDialog(of: function) { $0.receive(result, of: use, taken: $1) }
        }
        return []
    }

    private mutating func changeDialog(
        of function: String, _ change: (EventDialog, Set<String>) -> EventDialog.Action
    ) -> [Effect] {
        guard case .event(let dialog) = overlay, dialog.function == function else { return [] }
        return perform(change(dialog, takenNames(of: dialog)), of: function)
    }

    private mutating func receive(
        _ reply: EventFileReply, to request: EventFileRequest, of function: String
    ) -> [Effect] {
        switch reply {
        case .content: return []
        case .done(let change): return receive(change, of: request, function)
        case .taken(let suggestion):
            let list = functions[function]?.events ?? EventList()
            guard overlay == nil, let dialog = NameDialog(request, suggestion: suggestion, taken: list.localNames())
            else { return notify("there is an event of that name; \(suggestion) is free", .warning) }
            overlay = .event(EventDialog(function: function, step: .name(dialog)))
            return []
        case .changed: return notify("the file was changed by another program; it stays as it is", .warning)
        case .problem(let text): return notify(text, .error)
        }
    }

    private mutating func receive(_ change: EventFileChange, of request: EventFileRequest, _ function: String)
        -> [Effect]
    {
        switch request {
        case .read, .replace: return []
        case .create, .duplicate, .saveCall:
            desk.want(change.name, of: function)
            if change.secrets.isEmpty { return notify("\(change.name) is written · e edits it") }
            notices.shown = Notice(.warning, Self.missing(change), stays: true)
            return []
        case .rename(let old, _):
            desk.want(change.name, of: function)
            let local = functions[function]?.events.details[old]?.localName ?? old
            desk.undo.add(.rename(change.name, to: local), of: function)
            functions.change(function) { $0.rename(event: old, to: change.name) }
            return notify("\(old) is \(change.name) now · u undo")
        case .delete(let name):
            if let token = change.token { desk.undo.add(.undo(token), of: function) }
            return notify("deleted \(name) · u undo")
        case .accept(let event, _):
            guard let token = change.token else {
                return notify(change.notes.isEmpty ? "\(event): nothing changed" : change.notes.joined(separator: "; "))
            }
            desk.undo.add(.undo(token), of: function)
            return notify(
                (["accepted: \(event) expects this response · u undo"] + change.notes).joined(separator: "; "))
        case .undo:
            desk.want(change.name, of: function)
            return notify("\(change.name) is as it was before")
        }
    }

    /// Names the secrets that a saved call lacks.
    private static func missing(_ change: EventFileChange) -> String {
        let shown = change.secrets.prefix(5).joined(separator: ", ")
        let more = change.secrets.count > 5 ? " and \(change.secrets.count - 5) more" : ""
        return "\(change.name) is written without the secrets at \(shown)\(more) · e adds them"
    }
}
