import LambdaModel

extension Model {
    mutating func handle(_ input: Input) -> [Effect] {
        switch input {
        case .resize(let size):
            self.size = size
            return []
        case .mouse(let event):
            guard quitting == nil else { return [] }
            if overlay == nil { return event.perform(on: &self) }
            return changeHistory { [size] in $0.handle(event, size) }
        case .paste(let text): return changeHistory { $0.paste(text) }
        case .key(let key):
            if let quitting { return quitting.effects(of: key) }
            notices.advance()
            if let overlay { return perform(overlay.action(for: key, self)) }
            if let line = TypedLine(key) {
                overlay = .typedLine(line)
                return []
            }
            guard let binding = KeyMap.binding(for: key, in: focus) else {
                return notify("\(key.name) does nothing here; ? shows the keys")
            }
            return binding.command.perform(on: &self)
        }
    }

    private mutating func perform(_ action: OverlayAction) -> [Effect] {
        switch action {
        case .keep: return []
        case .show(let next):
            overlay = next
            return []
        case .close(let advice):
            overlay = nil
            return advice.map { notify($0) } ?? []
        case .stopAll:
            overlay = nil
            return [.stop(live)]
        case .quit(let mode): return quit(mode)
        case .replaceHost:
            overlay = nil
            return [.replaceHost]
        case .history(let list, let action):
            overlay = .history(list)
            return perform(action)
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
