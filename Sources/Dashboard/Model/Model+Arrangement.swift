import LambdaModel

/// How the sections are arranged, as the next deck takes it over.
extension Model {
    /// The arrangement on the screen.
    var arrangement: DeckView.Arrangement {
        var arrangement = DeckView.Arrangement()
        arrangement.left = sizes.left
        for (pane, rows) in sizes.rows where rows != 0 { arrangement.rows[pane.storedName] = rows }
        arrangement.focus = focus == .functions ? nil : focus.storedName
        arrangement.isZoomed = isZoomed
        (arrangement.wraps, arrangement.showsTimes) = (wraps, showsTimes)
        arrangement.showsAllLines = showsEmulator
        return arrangement
    }

    /// Takes over the arrangement of the last deck. What the user has changed in this one already stays.
    mutating func take(_ last: DeckView.Arrangement) {
        let now = arrangement
        if now.left == untouched.left, now.rows == untouched.rows {
            // Another program may have written the numbers.
            sizes.left = Self.limited(last.left)
            sizes.rows = [:]
            for pane in Pane.allCases { sizes.rows[pane] = last.rows[pane.storedName].map(Self.limited) }
        }
        if now.focus == untouched.focus, now.isZoomed == untouched.isZoomed {
            let pane = Pane.allCases.first { $0.storedName == last.focus } ?? .functions
            // The inspector has nothing to show before a call is selected.
            focus = panes.contains(pane) ? pane : .calls
            isZoomed = last.isZoomed
        }
        if now.wraps == untouched.wraps { wraps = last.wraps }
        if now.showsTimes == untouched.showsTimes { showsTimes = last.showsTimes }
        if now.showsAllLines == untouched.showsAllLines { showsEmulator = last.showsAllLines }
        untouched = arrangement
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
