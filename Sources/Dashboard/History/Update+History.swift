import LambdaModel
import OrderedCollections
import Support

/// The history, which covers the panes.
extension Model {
    mutating func openHistory() -> [Effect] { load(HistoryList()) }

    /// Shows a list and requests its rows; the old rows stay until the new ones arrive.
    private mutating func load(_ list: HistoryList) -> [Effect] {
        var list = list
        (list.isAsked, list.isOutdated) = (true, false)
        overlay = .history(list)
        return [.loadHistory(function: list.function, matching: list.matching)]
    }

    /// Takes an answer, unless the request has changed since.
    mutating func show(
        _ rows: [HistoryRow], function: String?, matching text: String, problem: String?
    ) -> [Effect] {
        guard case .history(var list) = overlay, list.function == function, list.matching == text else { return [] }
        list.take(rows, problem: problem)
        if list.isOutdated { return load(list) }
        overlay = .history(list)
        return []
    }

    /// Requests the rows again after a call has ended. Only one request is pending at a time, since many calls may end
    /// at once.
    mutating func refreshHistory() -> [Effect] {
        guard case .history(var list) = overlay else { return [] }
        guard list.isAsked else { return load(list) }
        list.isOutdated = true
        overlay = .history(list)
        return []
    }

    // MARK: Keys

    mutating func take(_ key: Key, in list: HistoryList) -> [Effect] {
        if list.isTyping { return type(key, in: list) }
        guard let command = KeyMap.historyCommand(for: key) else { return move(key, in: list) }
        var list = list
        switch command {
        case .close:
            overlay = nil
            return []
        case .filter:
            list.isTyping = true
            overlay = .history(list)
            return []
        case .scope:
            list.function = list.function == nil ? selected : nil
            return load(list)
        case .open: return list.row.map { [.openKept($0.id)] } ?? tell("there is nothing to open")
        case .invoke: return list.row.map { invokeKept($0) } ?? tell("there is nothing to invoke")
        case .mark:
            list.mark()
            list.move(by: 1)
            overlay = .history(list)
            return []
        case .compare:
            guard let pair = list.pair else {
                return tell("Space marks an invocation; d on another one compares the two")
            }
            return [.compareKept(pair.older, pair.newer)]
        }
    }

    private mutating func move(_ key: Key, in list: HistoryList) -> [Effect] {
        var list = list
        let height = HistoryView.height(in: size)
        let step: Step
        switch KeyMap.binding(for: key, in: focus)?.command {
        case .down: step = .lines(1)
        case .up: step = .lines(-1)
        case .pageDown: step = .pages(1)
        case .pageUp: step = .pages(-1)
        case .halfDown: step = .halfPages(1)
        case .halfUp: step = .halfPages(-1)
        case .first: step = .toFirst
        case .last: step = .toLast
        case .redraw: return [.redraw]
        case .suspend: return [.suspend]
        default: return tell("\(key.name) does nothing in the history; Esc closes it")
        }
        list.move(by: step.amount(height: height))
        overlay = .history(list)
        return []
    }

    /// Adds to the text of the search.
    private mutating func type(_ key: Key, in list: HistoryList) -> [Effect] {
        var list = list
        switch key {
        case .character(let character): return find(list.matching + String(character), in: list)
        case .backspace where !list.matching.isEmpty: return find(String(list.matching.dropLast()), in: list)
        case .control("u"): return find("", in: list)
        case .enter:
            list.isTyping = false
        case .escape, .control("c"), .backspace:
            list.isTyping = false
            if !list.matching.isEmpty { return find("", in: list) }
        case .down, .up:
            list.move(by: key == .down ? 1 : -1)
        case .control("l"): return [.redraw]
        case .control("z"): return [.suspend]
        case .control, .alt, .function, .tab, .backTab, .delete, .insert, .left, .right, .pageUp, .pageDown, .home,
            .end:
            return []
        }
        overlay = .history(list)
        return []
    }

    /// Changes the text of the search. Pasted text may be long and contain anything.
    mutating func find(_ text: String, in list: HistoryList) -> [Effect] {
        var list = list
        list.matching = String(
            String.UnicodeScalarView(text.unicodeScalars.filter { !$0.isControl }.prefix(200)))
        return load(list)
    }

    mutating func take(_ event: MouseEvent, in list: HistoryList) -> [Effect] {
        var list = list
        switch event.action {
        case .scrollUp: list.move(by: -3)
        case .scrollDown: list.move(by: 3)
        case .press, .doubleClick:
            guard let index = HistoryView.row(at: event, list, size) else { return [] }
            list.selected = list.rows[index].id
        }
        overlay = .history(list)
        return event.action == .doubleClick ? list.row.map { [.openKept($0.id)] } ?? [] : []
    }

    // MARK: Actions and results

    private mutating func invokeKept(_ row: HistoryRow) -> [Effect] {
        let name = row.brief.function
        let event = KeptResponse.event(of: row.brief)
        guard functions[name] != nil else { return tell("functions.json has no function \(name) any more", .warning) }
        return goTo(name) + invoke(name, event, kept: row.id)
    }

    /// Adds the calls of an earlier run. What this run knows about a call stays, and so does a response that is shown.
    mutating func recall(_ function: String, _ rows: [HistoryRow], _ last: KeptResponse?) {
        guard var item = functions[function] else { return }
        for row in rows.reversed() { item.log.learn(row.brief) }
        let outcomes = rows.reversed().compactMap { row in row.brief.event.map { ($0, row.brief) } }
        item.outcomes.merge(Dictionary(outcomes) { $1 }) { now, _ in now }
        if item.response == nil, let last {
            let surroundings = Response.Surroundings(map: item.info.files, secondsFromUTC: secondsFromUTC)
            item.response = Response(id: nextInvocation, kept: last, surroundings)
            nextInvocation += 1
        }
        functions[function] = item
    }

    mutating func open(_ kept: KeptResponse) -> [Effect] { open(kept, against: nil) }

    mutating func compare(_ old: KeptResponse, _ new: KeptResponse) -> [Effect] {
        open(new, against: EarlierResponse(old.result))
    }

    private mutating func open(_ kept: KeptResponse, against earlier: EarlierResponse?) -> [Effect] {
        let name = kept.row.brief.function
        guard let item = functions[name] else {
            return tell("functions.json has no function \(name) any more; `lamdeck history` shows its calls", .warning)
        }
        let effects = goTo(name)
        let surroundings = Response.Surroundings(
            map: item.info.files, earlier: earlier, secondsFromUTC: secondsFromUTC)
        var response = Response(id: nextInvocation, kept: kept, surroundings)
        nextInvocation += 1
        if earlier != nil { response.show(.diff) }
        functions[name]?.response = response
        return effects
    }

    /// Closes the history and shows a function's response.
    private mutating func goTo(_ name: String) -> [Effect] {
        overlay = nil
        focus = .response
        guard selected != name else { return [] }
        selected = name
        return [.loadEvents(name)]
    }
}
