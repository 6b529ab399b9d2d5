import LambdaModel

extension Model {
    mutating func handle(_ input: Input) -> [Effect] {
        switch input {
        case .resize(let size):
            self.size = size
            return []
        case .focus(let hasFocus):
            background.focus(hasFocus)
            return []
        case .mouse(let event):
            guard quitting == nil else { return [] }
            guard let overlay else { return event.perform(on: &self) }
            return overlay.action(for: event, self).perform(on: &self)
        case .paste(let text):
            guard quitting == nil else { return [] }
            guard let overlay else {
                return SectionSearch.paste(text, on: &self) ?? LogControls.paste(text, on: &self)
                    ?? EventDesk.create(pasted: text, on: &self)
            }
            if case .screen(var screen) = overlay {
                screen.paste(text, self)
                self.overlay = .screen(screen)
                return []
            }
            if case .palette(var palette) = overlay {
                palette.paste(text)
                return PaletteAction.keep.perform(palette, on: &self)
            }
            guard case .event(let dialog) = overlay else { return HistoryList.change(on: &self) { $0.paste(text) } }
            let action = dialog.action(forPasted: text, taken: takenNames(of: dialog))
            return EventDesk.perform(action, of: dialog.function, on: &self)
        case .key(let key):
            if let quitting { return quitting.effects(of: key) }
            notices.advance()
            if let overlay { return overlay.action(for: key, self).perform(on: &self) }
            if let effects = SectionSearch.handle(key, on: &self) { return effects }
            if focus == .logs, let effects = LogControls.handle(key, on: &self) { return effects }
            guard let row = keys.binding(for: key, in: focus) else {
                let help = keys.keyName(of: .help).map { "; \($0) shows the keys" } ?? ""
                return notify("\(key.name) does nothing here\(help)")
            }
            return row.action.perform(on: &self)
        }
    }

    mutating func notify(_ text: String, _ level: Notice.Level = .info) -> [Effect] {
        notices.shown = Notice(level, text)
        return []
    }

    mutating func quit(_ mode: QuitMode) -> [Effect] {
        guard quitting == nil else { return [.exit] }
        overlay = nil
        quitting = mode
        return [.quit(mode)]
    }
}

extension OverlayAction {
    fileprivate func perform(on model: inout Model) -> [Effect] {
        switch self {
        case .keep: return []
        case .show(let next):
            model.overlay = next
            return []
        case .close:
            model.overlay = nil
            return []
        case .stopAll:
            model.overlay = nil
            return [.stop(model.live)]
        case .quit(let mode): return model.quit(mode)
        case .replaceHost:
            model.overlay = nil
            return [.replaceHost]
        case .fetchDebugger(let function):
            model.overlay = nil
            return model.notify("fetching the debugger of \(function)") + [.fetchDebugger(function)]
        case .screen(let screen, let input): return CoveringScreen.handle(input, screen, on: &model)
        case .palette(let palette, let action): return action.perform(palette, on: &model)
        case .event(let function, let action): return EventDesk.perform(action, of: function, on: &model)
        case .history(let list, let action):
            model.overlay = .history(list)
            return action.perform(on: &model)
        }
    }
}

extension QuitMode {
    /// Keys while the deck is quitting. Only ^C, and q while the functions stop, have an effect: they end a wait that
    /// lasts too long.
    fileprivate func effects(of key: Key) -> [Effect] {
        switch key {
        case .control("c"): [.exit]
        case .character("q") where self != .detach: [.exit]
        default: []
        }
    }
}
