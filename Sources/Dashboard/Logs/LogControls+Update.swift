import LambdaModel

/// Keys that have a meaning in the section of the log only, and the search and the filters there.
extension Model {
    /// The keys of the section of the log, for footer, help and the reference page.
    static let logBindings: [ScreenBinding] = [
        .init(keys: [.character("/")], label: "search", description: "search the log: a regular expression"),
        .init(keys: [.character("&")], label: "only", description: "show only lines that match; &! hides them"),
        .init(keys: [.character("!")], label: "", description: "invert the filter"),
        .init(
            keys: [.character("n"), .character("N")], label: "",
            description: "go to the next, previous match; without a search, to the next, previous error"),
        .init(
            keys: [.character("l")], label: "level", description: "cycle the least level: all, DEBUG, INFO, WARN, ERROR"
        ),
        .init(keys: [.character("x")], label: "error", description: "go to the next error"),
        .init(keys: [.character("z")], label: "fold", description: "fold or unfold the call"),
        .init(keys: [.character("Z")], label: "", description: "fold or unfold all calls"),
        .init(
            keys: [.character("y")], label: "copy", description: "copy the line, or all lines of the call at its result"
        ),
    ]

    /// Takes a key while the log has the focus, or while its search is typed.
    ///
    /// - Returns: nil if the key has no meaning in the log; then it has its usual one.
    mutating func handleLog(_ key: Key) -> [Effect]? {
        let wasTyping = logControls.bar.isTyping
        let mode = logControls.bar.mode
        switch logControls.bar.handle(key) {
        case .none: return []
        case .changed:
            if !wasTyping { rememberLogPlace() }
            logControls.isJumpPending = logControls.bar.mode == .search && logControls.bar.pattern != nil
            return []
        case .kept:
            if mode != .search { logControls.keepFilter() }
            return []
        case .cleared:
            logControls.isJumpPending = false
            if wasTyping, mode != .search, key == .enter { logControls.removeFilter() }
            if wasTyping, key != .enter { returnToLogPlace() }
            return []
        case .next: return goToMatch(1)
        case .previous: return goToMatch(-1)
        case .ignored:
            guard wasTyping else { return performLog(key) }
            switch key {
            case .pageUp, .pageDown, .control("l"), .control("z"): return nil
            default: return []
            }
        }
    }

    /// Takes pasted text while the search is typed; nil otherwise.
    mutating func pasteLog(_ text: String) -> [Effect]? {
        guard logControls.bar.isTyping else { return nil }
        if logControls.bar.paste(text) == .changed {
            logControls.isJumpPending = logControls.bar.mode == .search && logControls.bar.pattern != nil
        }
        return []
    }

    private mutating func performLog(_ key: Key) -> [Effect]? {
        switch key {
        case .character("l"):
            logControls.cycleLevel()
            return notify(logControls.least.map { "log: \($0.rawValue) and above" } ?? "log: all levels")
        case .character("x"), .character("n"): return goToError(1)
        case .character("N"): return goToError(-1)
        case .character("!"):
            return logControls.invertFilter() ? notify("the filter is inverted") : nil
        case .character("z"):
            guard let remark = changeLog({ $0.foldCall(on: $1) }) else { return notify(Self.noFunction) }
            return remark.map { notify($0) } ?? []
        case .character("Z"): return foldAllCalls()
        case .character("y"):
            guard let text = changeLog({ $0.copied(on: $1) }) ?? nil else { return notify("nothing to copy") }
            return notify("✓ copied") + [.copy(text)]
        case .escape where logControls.filter != nil:
            logControls.removeFilter()
            return []
        default: return nil
        }
    }

    private mutating func goToMatch(_ direction: Int) -> [Effect] {
        let isFound = changeLog { $0.goToMatch(direction, on: $1) } ?? false
        return isFound ? [] : notify("no match")
    }

    private mutating func goToError(_ direction: Int) -> [Effect] {
        let isFound = changeLog { $0.goToError(direction, on: $1) } ?? false
        return isFound ? [] : notify("no error in the log")
    }

    private mutating func foldAllCalls() -> [Effect] {
        let folds = functions.changeSelected { item in
            let folds = !item.log.index.foldsNew
            item.log.foldAll(folds)
            return folds
        }
        guard let folds else { return notify(Self.noFunction) }
        return notify(folds ? "calls folded (Z to unfold)" : "calls unfolded")
    }

    // MARK: Where the search began

    private mutating func rememberLogPlace() {
        guard let item else { return }
        let page = LogPage(self, item)
        logControls.origin = LogControls.Origin(
            function: item.info.name, isFollowing: item.log.isFollowing, cursor: page.cursor(page.scroller))
    }

    /// After a search that was given up, the log is where it was before.
    private mutating func returnToLogPlace() {
        guard let origin = logControls.origin else { return }
        logControls.origin = nil
        functions.change(origin.function) { item in
            if origin.isFollowing { item.log.isFollowing = true } else { item.log.leave(at: origin.cursor) }
        }
    }

    // MARK: Scanning

    /// Whether the log is being searched: the deck needs ticks until that is done.
    var isScanningLog: Bool {
        guard let log = item?.log, let matches = log.matches else { return false }
        return !matches.isComplete(log.lines)
    }

    /// Searches the selected function's log, as far as is possible in a few milliseconds. Call it after each update.
    mutating func scanLog() {
        let query = logControls.query(isRaw: showsEmulator)
        guard query.isFilter || query.search != nil || item?.log.matches != nil else { return }
        functions.changeSelected { item in
            var budget = ScanBudget()
            item.log.scan(query, &budget)
        }
        if logControls.isJumpPending { jumpToMatch() }
        countMatches()
    }

    /// Goes to the match that is nearest to the place where the search began, as soon as it is known.
    private mutating func jumpToMatch() {
        guard let item, let matches = item.log.matches else { return }
        let isOrigin = logControls.origin?.function == item.info.name
        let start = isOrigin ? logControls.origin.map { $0.cursor.line / 2 } : nil
        guard let found = matches.nearestHit(to: start ?? item.log.lines.end) else {
            guard matches.isComplete(item.log.lines) else { return }
            logControls.isJumpPending = false
            let origin = logControls.origin
            returnToLogPlace()
            logControls.origin = origin
            return
        }
        logControls.isJumpPending = false
        changeLog { $0.show(found, on: $1) }
    }

    /// Updates the numbers in the bar.
    private mutating func countMatches() {
        guard logControls.bar.isVisible else { return }
        guard logControls.bar.pattern != nil, let item, let matches = item.log.matches else {
            (logControls.bar.count, logControls.bar.current) = (nil, nil)
            return
        }
        let isSearch = logControls.bar.mode == .search
        let count = isSearch ? matches.hits.count : matches.passing.count
        let isDone = matches.isComplete(item.log.lines)
        logControls.bar.count = count > 0 || isDone ? count : nil
        logControls.bar.current = nil
        guard isSearch else { return }
        let page = LogPage(self, item)
        let slot = page.cursor(page.scroller).line
        if !LogPage.isResult(slot) { logControls.bar.current = matches.rank(of: slot / 2, item.log.lines) }
    }
}
