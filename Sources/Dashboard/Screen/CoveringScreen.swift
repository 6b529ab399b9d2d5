import Support

/// A view that covers the sections, between the header and the status line.
public enum CoveringScreen: Hashable, Sendable {
    /// The metrics of a function.
    case metrics(MetricsScreen)
    /// The settings of a function.
    case info(InfoScreen)
    /// What is wrong with functions.json.
    case problems(ProblemsScreen)
    /// The open connections of WebSocket APIs.
    case connections(ConnectionsScreen)
    /// The logs of all functions.
    case allLogs(AllLogsScreen)

    /// The part of the screen that it covers.
    static func rect(_ size: Size) -> Rect {
        Rect(x: 0, y: 1, width: size.width, height: max(0, size.height - 3))
    }

    /// Its keys, for the footer.
    func bindings(_ model: Model) -> [ScreenBinding] {
        switch self {
        case .metrics: MetricsScreen.bindings
        case .info: InfoScreen.bindings
        case .problems: ProblemsScreen.bindings
        case .connections(let screen): screen.bindings(model)
        case .allLogs: AllLogsScreen.bindings
        }
    }

    /// Takes a key.
    mutating func handle(_ key: Key, _ model: Model) -> ScreenAction {
        switch self {
        case .metrics(var screen):
            defer { self = .metrics(screen) }
            return screen.handle(key, model)
        case .info(var screen):
            defer { self = .info(screen) }
            return screen.handle(key, model)
        case .problems(var screen):
            defer { self = .problems(screen) }
            return screen.handle(key, model)
        case .connections(var screen):
            defer { self = .connections(screen) }
            return screen.handle(key, model)
        case .allLogs(var screen):
            defer { self = .allLogs(screen) }
            return screen.handle(key, model)
        }
    }

    /// Takes the mouse.
    mutating func handle(_ event: MouseEvent, _ model: Model) -> ScreenAction {
        let rect = Self.rect(model.size)
        switch self {
        case .metrics(var screen):
            defer { self = .metrics(screen) }
            return screen.handle(event, model, rect)
        case .info(var screen):
            defer { self = .info(screen) }
            return screen.handle(event, model, rect)
        case .problems(var screen):
            defer { self = .problems(screen) }
            return screen.handle(event, model, rect)
        case .connections(var screen):
            defer { self = .connections(screen) }
            return screen.handle(event, model, rect)
        case .allLogs(var screen):
            defer { self = .allLogs(screen) }
            return screen.handle(event, model, rect)
        }
    }

    /// Draws it, and its keys in the footer.
    func draw(_ model: Model, in grid: inout Grid) {
        let rect = Self.rect(model.size)
        guard model.size.width >= Layout.smallest.width, model.size.height >= Layout.smallest.height else { return }
        switch self {
        case .metrics(let screen): screen.draw(model, rect, in: &grid)
        case .info(let screen): screen.draw(model, rect, in: &grid)
        case .problems(let screen): screen.draw(model, rect, in: &grid)
        case .connections(let screen): screen.draw(model, rect, in: &grid)
        case .allLogs(let screen):
            screen.draw(model, rect, in: &grid)
            if model.notice == nil {
                let y = model.size.height - 2
                grid.fill(Rect(x: 0, y: y, width: model.size.width, height: 1), style: Style())
                _ = screen.drawStatus(model, y: y, width: model.size.width, in: &grid)
            }
        }
        KeyBar(bindings(model), width: model.size.width).draw(model.size, in: &grid)
    }

    /// Whether it needs ticks.
    func isMoving(_ model: Model) -> Bool {
        switch self {
        case .allLogs(let screen): screen.isScanning(model)
        // The ages grow.
        case .connections(let screen): !screen.rows(model).isEmpty
        case .metrics, .info, .problems: false
        }
    }

    /// Goes on with work that takes more than one update, and keeps the cursor on its row.
    mutating func advance(_ model: Model) {
        switch self {
        case .allLogs(var screen):
            screen.advance(model)
            self = .allLogs(screen)
        case .connections(var screen):
            screen.follow(model)
            self = .connections(screen)
        case .metrics, .info, .problems: break
        }
    }

    /// Takes pasted text.
    mutating func paste(_ text: String, _ model: Model) {
        guard case .allLogs(var screen) = self else { return }
        screen.paste(text)
        self = .allLogs(screen)
    }
}

extension CoveringScreen {
    /// Gives a key or the mouse to the view, and does what it asks for.
    static func handle(_ input: Input, _ screen: CoveringScreen, on model: inout Model) -> [Effect] {
        var screen = screen
        let action =
            switch input {
            case .key(let key): screen.handle(key, model)
            case .mouse(let event): screen.handle(event, model)
            case .paste, .resize, .focus: ScreenAction.keep
            }
        model.overlay = .screen(screen)
        return action.perform(on: &model)
    }
}

extension ScreenAction {
    /// Does what a covering view asks for.
    func perform(on model: inout Model) -> [Effect] {
        switch self {
        case .keep: return []
        case .close:
            model.overlay = nil
            return []
        case .effects(let effects):
            if case .copy? = effects.first { _ = model.notify("✓ copied") }
            return effects
        case .notify(let text): return model.notify(text)
        case .openFunction(let name):
            model.overlay = nil
            return model.functions.select(name)
        case .openCalls(let name):
            model.overlay = nil
            model.focus = .calls
            return model.functions.select(name)
        case .openCall(let function, let id):
            model.overlay = nil
            model.focus = .inspector
            let effects = model.functions.select(function)
            guard let row = model.functions[function]?.calls.table.row(.request(id)) else { return effects }
            return effects + model.select(call: row.id)
        case .saveCall(let function, let id):
            model.overlay = nil
            return model.functions.select(function) + EventDesk.saveCall(.request(id), of: function, on: &model)
        case .foldBuild(let function, let line):
            model.functions.change(function) { $0.log.toggleFold($0.log.index.place(of: line)) }
            return []
        case .openURL(let url, let function):
            guard let item = model.functions[function] else { return model.notify(Model.noFunction) }
            return BrowserCommand.open(url, of: item, on: &model)
        case .command(let command):
            model.overlay = nil
            return command.perform(on: &model)
        }
    }
}
