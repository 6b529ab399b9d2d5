import LambdaModel

extension AllLogsScreen {
    /// The keys, for footer, help and the reference page.
    static let bindings: [ScreenBinding] = [
        .init(keys: [.character("/")], label: "search", description: "search: a regular expression"),
        .init(keys: [.character("&")], label: "only matches", description: "show only lines that match"),
        .init(keys: [.character("!")], label: "hide", description: "hide the lines that match, in place of the others"),
        .init(
            keys: [.character("l")], label: "level", description: "cycle the least level: all, DEBUG, INFO, WARN, ERROR"
        ),
        .init(keys: [.character("f")], label: "functions", description: "choose functions"),
        .init(keys: [.character("T")], label: "time", description: "show the last 5, 10, 60 minutes, or all"),
        .init(
            keys: [.character("n"), .character("N")], label: "match",
            description: "go to the next, previous match; without a search, to the next, previous error"),
        .init(keys: [.character("x")], label: "next error", description: "go to the next error or failed call"),
        .init(
            keys: [.enter], label: "open",
            description: "open the call of the line, or the file that a build names; unfold a build"),
        .init(keys: [.character("z")], label: "", description: "fold or unfold the build"),
        .init(keys: [.control("s")], label: "", description: "save the event of the line's call as a file"),
        .init(keys: [.character("y")], label: "copy", description: "copy the line"),
        .init(keys: [.character("w")], label: "wrap", description: "wrap long lines, or cut them"),
        .init(keys: [.character("F")], label: "follow", description: "follow the newest lines, or stop following"),
        .init(keys: [.escape, .character("q"), .character("L")], label: "close", description: "back to the sections"),
    ]

    /// Takes a key.
    mutating func handle(_ key: Key, _ model: Model) -> ScreenAction {
        if let choice { return choose(key, choice, model) }
        let wasTyping = controls.bar.isTyping
        let mode = controls.bar.mode
        switch controls.bar.handle(key) {
        case .none: return .keep
        case .changed:
            if !wasTyping { origin = cursor }
            controls.isJumpPending = controls.bar.mode == .search && controls.bar.pattern != nil
            return .keep
        case .kept:
            if mode != .search { controls.keepFilter() }
            return .keep
        case .cleared:
            controls.isJumpPending = false
            if wasTyping, mode != .search, key == .enter { controls.removeFilter() }
            if wasTyping, key != .enter { cursor = origin }
            return .keep
        case .next: return goToMatch(1, model)
        case .previous: return goToMatch(-1, model)
        case .ignored: return wasTyping ? .keep : perform(key, model)
        }
    }

    /// Takes pasted text, while a search is typed.
    mutating func paste(_ text: String) {
        guard controls.bar.paste(text) == .changed else { return }
        controls.isJumpPending = controls.bar.mode == .search
    }

    private mutating func perform(_ key: Key, _ model: Model) -> ScreenAction {
        switch key {
        case .character("q"), .character("L"), .control("c"): return .close
        case .escape:
            guard controls.filter != nil else { return .close }
            controls.removeFilter()
        case .character("l"): controls.cycleLevel()
        case .character("!"):
            guard controls.invertFilter() else { return .notify("& shows only lines that match; ! then inverts that") }
        case .character("f"): choice = 0
        case .character("T"):
            minutes = Self.spans[((Self.spans.firstIndex(of: minutes) ?? 0) + 1) % Self.spans.count]
        case .character("w"): wraps.toggle()
        case .character("x"), .character("n"): return goToError(1, model)
        case .character("N"): return goToError(-1, model)
        case .character("F"): cursor = isFollowing ? position(merge(model)) : nil
        case .enter: return AllLogsBuilds.open(&self, model)
        case .character("z"): return AllLogsBuilds.fold(&self, model)
        case .control("s"): return saveCall(model)
        case .character("y"): return copy(model)
        default: return move(key, model)
        }
        return .keep
    }

    // MARK: Moving

    private mutating func move(_ key: Key, _ model: Model) -> ScreenAction {
        let command = model.keys.binding(for: key, in: .logs)?.command
        switch command {
        case .redraw: return .effects([.redraw])
        case .suspend: return .effects([.suspend])
        default: break
        }
        guard let step = command?.step else {
            return .notify("\(key.name) does nothing in all logs; Esc closes them")
        }
        let height = AllLogsView.listHeight(self, model)
        switch step {
        case .toLast: cursor = nil
        case .toFirst:
            var walk = merge(model).forward()
            cursor = walk.next()
            cursorRow = 0
        case .lines, .pages, .halfPages: move(by: step.amount(height: height), model, height: height)
        }
        return .keep
    }

    /// Moves the cursor by lines. A user who reaches the end wants to see new lines.
    mutating func move(by amount: Int, _ model: Model, height: Int) {
        let merge = merge(model)
        guard let place = position(merge) else { return }
        if isFollowing { cursorRow = height - 1 }
        var found = place
        if amount < 0 {
            var walk = merge.backward(before: place)
            for _ in 0..<(-amount) { if let next = walk.next() { found = next } else { break } }
        } else {
            var walk = merge.forward(from: place)
            _ = walk.next()
            for _ in 0..<amount { if let next = walk.next() { found = next } else { break } }
            if walk.next() == nil {
                cursor = nil
                return
            }
        }
        cursor = found
        cursorRow = max(0, min(height - 1, cursorRow + amount))
    }

    // MARK: Matches and errors

    private mutating func goToMatch(_ direction: Int, _ model: Model) -> ScreenAction {
        let merge = merge(model)
        let place = position(merge)
        let hits: (AllLogsMerge.Source) -> LineSet? = { [matches] in matches[$0.name]?.hits }
        var from = place
        // Matches in a folded stack trace are all in the row that has the cursor already.
        while let found = merge.next(direction, from: from, in: hits) {
            show(found, merge)
            if cursor != place { return .keep }
            from = found
        }
        guard let found = merge.next(direction, from: nil, in: hits) else {
            return .notify(isScanning(model) ? "searching" : "no match")
        }
        show(found, merge)
        return .keep
    }

    /// Goes to the next or previous error: a line with that level, or the result of a failed call. While the end is
    /// followed, to the last one.
    private mutating func goToError(_ direction: Int, _ model: Model) -> ScreenAction {
        let merge = merge(model)
        let direction = isFollowing ? -1 : direction
        let place = isFollowing ? nil : position(merge)
        let errors: (AllLogsMerge.Source) -> LineSet? = { [matches] in matches[$0.name]?.errors }
        let found = merge.error(direction, from: place, in: errors) ?? merge.error(direction, from: nil, in: errors)
        guard let found else { return .notify("no error in the logs") }
        show(found, merge)
        return .keep
    }

    // MARK: The line

    /// The line under the cursor, and its function.
    private func line(_ model: Model) -> (function: String, record: LogRecord)? {
        let merge = merge(model)
        guard let position = position(merge), let source = merge.source(of: position) else { return nil }
        return (position.function, source.log.record(position.slot / 2))
    }

    func openCall(_ model: Model) -> ScreenAction {
        guard let line = line(model) else { return .notify("there is no line") }
        guard let id = line.record.invocation else { return .openFunction(line.function) }
        return .openCall(function: line.function, requestID: id)
    }

    private func saveCall(_ model: Model) -> ScreenAction {
        let line = line(model)
        guard let line, let id = line.record.invocation else { return .notify("this line is outside of calls") }
        return .saveCall(function: line.function, requestID: id)
    }

    private func copy(_ model: Model) -> ScreenAction {
        line(model).map { .effects([.copy($0.record.text)]) } ?? .notify("there is no line")
    }

    // MARK: Functions

    private mutating func choose(_ key: Key, _ place: Int, _ model: Model) -> ScreenAction {
        let names = model.functions.names
        switch key {
        case .character("j"), .down: choice = min(names.count - 1, place + 1)
        case .character("k"), .up: choice = max(0, place - 1)
        case .character(" "):
            guard names.indices.contains(place) else { return .keep }
            if hidden.remove(names[place]) == nil { hidden.insert(names[place]) }
        case .character("a"): hidden = hidden.isEmpty ? Set(names) : []
        case .character("o"):
            guard names.indices.contains(place) else { return .keep }
            hidden = Set(names).subtracting([names[place]])
        case .enter, .escape, .character("f"), .character("q"), .control("c"): choice = nil
        default: break
        }
        return .keep
    }

    // MARK: The mouse

    /// Takes the mouse; the rectangle is the body.
    mutating func handle(_ event: MouseEvent, _ model: Model, _ rect: Rect) -> ScreenAction {
        guard choice == nil else { return .keep }
        let areas = AllLogsView.Areas(rect)
        switch event.action {
        case .scrollUp: move(by: -3, model, height: areas.list.height)
        case .scrollDown: move(by: 3, model, height: areas.list.height)
        case .drag, .release: break
        case .press, .doubleClick:
            let merge = merge(model)
            if let chart = areas.histogram, chart.contains(x: event.x, y: event.y), let times = merge.times {
                let part = Double(event.x - chart.x) / Double(max(1, chart.width))
                let time = times.lowerBound + part * (times.upperBound - times.lowerBound)
                cursor = merge.nearest(LogPosition(function: "", slot: 0, time: time))
                return .keep
            }
            guard areas.list.contains(x: event.x, y: event.y) else { return .keep }
            let row = event.y - areas.list.y
            let rows = AllLogsView.rows(self, merge, areas.list)
            guard row < rows.count else { return .keep }
            (cursor, cursorRow) = (rows[row].position, row)
            if event.action == .doubleClick { return AllLogsBuilds.open(&self, model) }
        }
        return .keep
    }
}

extension AllLogsMerge {
    /// The position whose row shows a line.
    func visible(_ position: LogPosition) -> LogPosition {
        source(of: position).map { $0.position($0.shown.nearest(position.slot)) } ?? position
    }

    /// The next or previous error from a position: a line with that level, or the result of a failed call.
    ///
    /// - Parameter errors: the lines of a log that are errors.
    fileprivate func error(
        _ direction: Int, from place: LogPosition?, in errors: (Source) -> LineSet?
    ) -> LogPosition? {
        var line = next(direction, from: place, in: errors)
        // All lines of a stack trace are errors, and folded ones are in the row of the first.
        while let found = line, visible(found) == place {
            line = next(direction, from: found, in: errors)
        }
        guard let result = failedResult(direction, from: place) else { return line }
        guard let line else { return result }
        // Of two errors, the nearer one: in one log by its slot, else by its time.
        let isResultFirst =
            line.function == result.function ? result.slot < line.slot : result.time < line.time
        return isResultFirst == (direction > 0) ? result : line
    }

    /// The next or previous result of a call that failed.
    func failedResult(_ direction: Int, from position: LogPosition?) -> LogPosition? {
        let found = sources.compactMap { source -> LogPosition? in
            let index = source.log.index
            guard index.count > 0, !source.numbers.isEmpty else { return nil }
            let end = direction > 0 ? index.slots.lowerBound - 1 : index.slots.upperBound
            // Lines of the position itself do not count.
            let from =
                position.map { slot(of: source, notBefore: $0) - (direction > 0 && source.name != $0.function ? 1 : 0) }
                ?? end
            var place = index.place(of: max(index.start, min(from / 2, index.end - 1)))
            while (0..<index.count).contains(place) {
                let slot = 2 * index.numbers(of: place).upperBound - 1
                let isBeyond = direction > 0 ? slot > from : slot < from
                if isBeyond, source.shown.isShown(slot), slot >= 2 * source.start,
                    index.build(of: index[place])?.hasFailed ?? index.facts(of: index[place])?.isFailure ?? false
                {
                    return source.position(slot)
                }
                place += direction
            }
            return nil
        }
        return direction > 0 ? found.min { $0.time < $1.time } : found.max { $0.time < $1.time }
    }
}
