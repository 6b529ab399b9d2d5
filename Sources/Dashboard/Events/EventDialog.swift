import LambdaModel

/// A dialog about the saved events of a function. It covers the panes or the status line, and gets all keys.
public struct EventDialog: Hashable, Sendable {
    /// What it asks.
    enum Step: Hashable, Sendable {
        /// A name for an event.
        case name(NameDialog)
        /// A template and its values.
        case template(TemplateDialog)
        /// What becomes of an edit.
        case edited(EditQuestion)
    }

    /// The function.
    let function: String
    /// What it asks.
    var step: Step

    /// What becomes of the deck after a key or a paste.
    enum Action: Hashable {
        /// It goes on like this, and these effects are carried out.
        case show(EventDialog, [EventEffect])
        /// The panes are visible again, and these effects are carried out.
        case close([EventEffect])
    }

    private func with(_ step: Step) -> EventDialog { EventDialog(function: function, step: step) }

    /// What a key does.
    ///
    /// - Parameter taken: the names of events that are taken, for a new event.
    func action(for key: Key, taken: Set<String>) -> Action {
        switch step {
        case .edited(let question):
            guard let answer = question.answer(for: key) else { return .show(self, []) }
            return .close([.finishEdit(question.edited.edit, answer)])
        case .template(var dialog): return action(dialog.handle(key), dialog, taken)
        case .name(var dialog):
            switch key {
            case .escape, .control("c"): return .close([])
            case .enter:
                guard let effect = dialog.effect else { return .show(self, []) }
                return .close([effect])
            default:
                _ = dialog.edit(key)
                return .show(with(.name(dialog)), [])
            }
        }
    }

    /// What pasted text does.
    func action(forPasted text: String, taken: Set<String>) -> Action {
        switch step {
        case .edited: return .show(self, [])
        case .template(var dialog): return action(dialog.paste(text), dialog, taken)
        case .name(var dialog):
            dialog.paste(text)
            return .show(with(.name(dialog)), [])
        }
    }

    /// Takes the templates.
    func receive(_ templates: [TemplateChoice], taken: Set<String>) -> Action {
        guard case .template(var dialog) = step else { return .show(self, []) }
        return action(dialog.receive(templates), dialog, taken)
    }

    /// Takes what a template makes.
    func receive(_ result: RenderedTemplate, of use: TemplateUse, taken: Set<String>) -> Action {
        guard case .template(var dialog) = step else { return .show(self, []) }
        return action(dialog.receive(result, of: use), dialog, taken)
    }

    private func action(_ action: TemplateDialog.Action, _ dialog: TemplateDialog, _ taken: Set<String>) -> Action {
        switch action {
        case .effects(let effects): .show(with(.template(dialog)), effects)
        case .close: .close([])
        case .name(let bytes, let suggestion):
            .show(with(.name(.new(bytes, suggestion, taken))), [])
        }
    }

    /// What the mouse does: a click answers a question or takes a template, and the wheel moves the cursor.
    func action(for event: MouseEvent, _ size: Size, taken: Set<String>) -> Action {
        switch (event.action, step) {
        case (.scrollUp, .template): return action(for: .up, taken: taken)
        case (.scrollDown, .template): return action(for: .down, taken: taken)
        case (.press, .edited(let question)):
            guard let key = question.answer(at: event, size) else { return .show(self, []) }
            return action(for: key, taken: taken)
        case (.press, .template(var dialog)):
            guard let index = dialog.template(at: event, size) else { return .show(self, []) }
            return action(dialog.click(index), dialog, taken)
        case (.drag, _), (.release, _), (.doubleClick, _), (.press, .name), (.scrollUp, _), (.scrollDown, _):
            return .show(self, [])
        }
    }

    /// Draws the dialog over the panes, or in the row of the status line.
    func draw(_ size: Size, statusRow: Int, in grid: inout Grid) {
        switch step {
        case .name(let dialog): dialog.draw(y: statusRow, width: size.width, in: &grid)
        case .template(let dialog): dialog.draw(size, in: &grid)
        case .edited(let question): question.draw(size, in: &grid)
        }
    }
}

extension NameDialog {
    /// The dialog for a new event, with a free name.
    static func new(_ bytes: [UInt8], _ suggestion: String, _ taken: Set<String>) -> NameDialog {
        let name = EventName.free(like: suggestion, isTaken: taken.contains)
        return NameDialog(.create(bytes), name: name, taken: taken)
    }
}
