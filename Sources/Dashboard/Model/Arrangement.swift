import LambdaModel

/// How the sections are arranged, as the next deck takes it over.
extension DeckView.Arrangement {
    /// The arrangement on the screen.
    init(_ model: Model) {
        self.init()
        left = model.sizes.left
        for (pane, rows) in model.sizes.rows where rows != 0 { self.rows[pane.storedName] = rows }
        focus = model.focus == .functions ? nil : model.focus.storedName
        isZoomed = model.isZoomed
        (wraps, showsTimes, showsAllLines) = (model.wraps, model.showsTimes, model.showsEmulator)
        theme = model.chosenTheme?.rawValue
    }

    /// Arranges the sections as in the last deck. What the user has changed in this one already stays.
    ///
    /// - Returns: the effect that shows the last theme, if it is another one.
    func take(on model: inout Model) -> [Effect] {
        let (now, untouched) = (Self(model), model.untouched)
        if now.left == untouched.left, now.rows == untouched.rows {
            // Another program may have written the numbers.
            model.sizes.left = Self.limited(left)
            model.sizes.rows = [:]
            for pane in Pane.allCases { model.sizes.rows[pane] = rows[pane.storedName].map(Self.limited) }
        }
        if now.focus == untouched.focus, now.isZoomed == untouched.isZoomed {
            let pane = Pane.allCases.first { $0.storedName == focus } ?? .functions
            // The inspector has nothing to show before a call is selected.
            model.focus = model.panes.contains(pane) ? pane : .calls
            model.isZoomed = isZoomed
        }
        if now.wraps == untouched.wraps { model.wraps = wraps }
        if now.showsTimes == untouched.showsTimes { model.showsTimes = showsTimes }
        if now.showsAllLines == untouched.showsAllLines { model.showsEmulator = showsAllLines }
        let shown = model.theme
        if now.theme == untouched.theme { model.chosenTheme = theme.flatMap(DeckConfiguration.Theme.init) }
        model.untouched = Self(model)
        return model.theme == shown ? [] : [.theme(model.theme)]
    }

    private static func limited(_ cells: Int) -> Int { max(-60, min(120, cells)) }
}

extension Pane {
    /// The name that is stored. It does not change with the words on the screen.
    fileprivate var storedName: String {
        switch self {
        case .functions: "functions"
        case .events: "events"
        case .calls: "calls"
        case .inspector: "inspector"
        case .logs: "logs"
        }
    }
}
