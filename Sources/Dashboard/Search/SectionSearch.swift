import LambdaModel

/// The search of the sections with lists and of the selected call: one bar for each. The log has its own.
struct SectionSearch: Sendable {
    private var bars: [Pane: SearchBar] = [:]
    /// The place of the cursor when the bar opened.
    private var origin = 0

    /// The bar of a section.
    subscript(pane: Pane) -> SearchBar {
        get { bars[pane] ?? SearchBar() }
        set { bars[pane] = newValue }
    }

    /// The sections with this search.
    static let panes: Set<Pane> = [.functions, .events, .calls, .inspector]

    /// Takes a key; nil if it is not the search's.
    static func handle(_ key: Key, on model: inout Model) -> [Effect]? {
        let pane = model.focus
        guard panes.contains(pane) else { return nil }
        var bar = model.search[pane]
        let wasTyping = bar.isTyping
        // Lists have no lines to hide: & is the same as /.
        let action = bar.handle(!wasTyping && key == .character("&") ? .character("/") : key)
        guard action != .ignored else { return wasTyping ? [] : nil }
        if !wasTyping, bar.isTyping { model.search.origin = place(in: pane, model) }
        model.search[pane] = bar
        switch action {
        case .none, .kept, .ignored: return []
        case .changed: return find(pane, from: model.search.origin, direction: 0, on: &model)
        case .cleared: return clear(pane, on: &model)
        case .next: return find(pane, from: place(in: pane, model), direction: 1, on: &model)
        case .previous: return find(pane, from: place(in: pane, model), direction: -1, on: &model)
        }
    }

    /// Takes pasted text; nil if no bar is open.
    static func paste(_ text: String, on model: inout Model) -> [Effect]? {
        let pane = model.focus
        guard panes.contains(pane), model.search[pane].isTyping else { return nil }
        guard model.search[pane].paste(text) == .changed else { return [] }
        return find(pane, from: model.search.origin, direction: 0, on: &model)
    }

    /// What the history found for the filter of the calls, unless the filter has changed.
    static func receive(_ rows: [HistoryRow], function: String?, matching text: String, on model: inout Model)
        -> [Effect]
    {
        guard let function, model.search[.calls].text == text, !text.isEmpty else { return [] }
        let key = model.functions.change(function) { $0.calls.found(rows) } ?? nil
        model.search[.calls].count = model.item?.calls.table.visibleCount
        return model.load(key, of: function)
    }

    // MARK: Finding

    private static func place(in pane: Pane, _ model: Model) -> Int {
        switch pane {
        case .functions: model.functions.index ?? 0
        case .events: model.item?.eventIndex ?? 0
        case .calls: model.item?.calls.table.position ?? 0
        case .inspector: model.item?.response?.cursor ?? 0
        case .logs: 0
        }
    }

    private static func clear(_ pane: Pane, on model: inout Model) -> [Effect] {
        switch pane {
        case .inspector: model.changeResponse { response, _ in response.endSearch() }
        case .functions, .events, .calls, .logs: break
        }
        return []
    }

    /// Filters the calls of the selected function as the bar says: all functions have the same filter. Call it after
    /// each update.
    static func followFilter(on model: inout Model) -> [Effect] {
        let pattern = model.search[.calls].pattern
        guard let item = model.item, item.calls.table.filter?.text != pattern?.text else { return [] }
        let function = item.info.name
        let key = model.functions.change(function) { $0.calls.filter(pattern) } ?? nil
        let effects = model.load(key, of: function)
        guard let text = pattern?.text else { return effects }
        model.search[.calls].count = model.item?.calls.table.visibleCount
        return effects + [.loadHistory(function: function, matching: text)]
    }

    /// Goes to the next match; with the direction 0 to the first one from a place on.
    private static func find(_ pane: Pane, from place: Int, direction: Int, on model: inout Model) -> [Effect] {
        guard let pattern = model.search[pane].pattern else { return clear(pane, on: &model) }
        switch pane {
        case .functions:
            // Runtimes are searched only if no name matches: they are not on the screen.
            let names = model.functions.names
            let hasName = names.contains(where: pattern.matches)
            let texts = hasName ? names : model.functions.items.map(\.info.runtime)
            guard let index = jump(texts, pattern, from: place, direction, pane, on: &model) else {
                return []
            }
            return model.functions.select(at: index)
        case .events:
            let names = model.item?.events.names ?? []
            guard let index = jump(names, pattern, from: place, direction, pane, on: &model) else { return [] }
            model.functions.changeSelected { $0.select(event: index) }
            return []
        // The table shows matches only.
        case .calls: return direction == 0 ? [] : model.move(.lines(direction), in: .calls)
        case .inspector:
            let found = model.changeResponse { response, pane in
                response.find(pattern, from: place, direction: direction, in: pane)
            }
            guard let (current, count) = found ?? nil else {
                model.search[pane].count = 0
                return []
            }
            (model.search[pane].current, model.search[pane].count) = (current, count)
            return []
        case .logs: return []
        }
    }

    /// The next entry of a list that matches, around its ends. Reports the number of matches to the bar.
    private static func jump(
        _ list: [String], _ pattern: SearchPattern, from place: Int, _ direction: Int, _ pane: Pane,
        on model: inout Model
    ) -> Int? {
        let found = list.indices.filter { pattern.matches(list[$0]) }
        model.search[pane].count = found.count
        model.search[pane].current = nil
        let next =
            switch direction {
            case 0: found.first { $0 >= place } ?? found.first
            case 1...: found.first { $0 > place } ?? found.first
            default: found.last { $0 < place } ?? found.last
            }
        guard let next else { return nil }
        model.search[pane].current = found.firstIndex(of: next).map { $0 + 1 }
        return next
    }
}

extension Response {
    /// Puts the cursor on the next line that matches; with the direction 0 on the first one from a line on.
    ///
    /// - Returns: the number of the match, from 1, and how many there are; nil if there is none.
    mutating func find(_ pattern: SearchPattern, from line: Int, direction: Int, in pane: ResponsePane) -> (Int, Int)? {
        if page.tree != nil { return findInTree(pattern, from: line, direction: direction) }
        let found = (0..<page.count(width: pane.width)).filter { index in
            pattern.matches(page.line(index, width: pane.width).map(\.text).joined())
        }
        let next =
            switch direction {
            case 0: found.first { $0 >= line } ?? found.first
            case 1...: found.first { $0 > line } ?? found.first
            default: found.last { $0 < line } ?? found.last
            }
        guard let next, let index = found.firstIndex(of: next) else { return nil }
        place.line = next
        return (index + 1, found.count)
    }

    private mutating func findInTree(_ pattern: SearchPattern, from line: Int, direction: Int) -> (Int, Int)? {
        var row = page.bodyRow(of: line) ?? 0
        // The first match may be on the row itself.
        if direction == 0 { row -= 1 }
        var match: JSONTree.Match?
        changeTree { tree in
            if direction == 0 || tree.matchCount == nil { _ = tree.find(pattern.matches) }
            match = tree.match(from: row, forwards: direction >= 0)
            return match?.row
        }
        return match.map { ($0.number, $0.count) }
    }

    /// Forgets the search.
    mutating func endSearch() { _ = withTree { $0.endSearch() } }
}
