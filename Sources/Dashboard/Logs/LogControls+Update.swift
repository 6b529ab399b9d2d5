import LambdaModel

/// Keys that have a meaning in the section of the log only, and the search and the filters there.
extension LogControls {
    /// The keys of the section of the log, for footer, help and the reference page.
    static let bindings: [ScreenBinding] = [
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
        .init(keys: [.character("z")], label: "fold", description: "fold or unfold the call or the build"),
        .init(keys: [.character("Z")], label: "", description: "fold or unfold all calls and builds"),
        .init(
            keys: [.character("y")], label: "copy",
            description: "copy the line; at a result, all lines of its group"
        ),
    ]

    /// Takes a key while the log has the focus, or while its search is typed.
    ///
    /// - Returns: nil if the key has no meaning in the log; then it has its usual one.
    static func handle(_ key: Key, on model: inout Model) -> [Effect]? {
        let wasTyping = model.logControls.bar.isTyping
        let mode = model.logControls.bar.mode
        switch model.logControls.bar.handle(key) {
        case .none: return []
        case .changed:
            if !wasTyping { rememberPlace(&model) }
            model.logControls.isJumpPending =
                model.logControls.bar.mode == .search && model.logControls.bar.pattern != nil
            return []
        case .kept:
            if mode != .search { model.logControls.keepFilter() }
            return []
        case .cleared:
            model.logControls.isJumpPending = false
            if wasTyping, mode != .search, key == .enter { model.logControls.removeFilter() }
            if wasTyping, key != .enter { returnToPlace(&model) }
            return []
        case .next: return goToMatch(1, &model)
        case .previous: return goToMatch(-1, &model)
        case .ignored:
            guard wasTyping else { return perform(key, &model) }
            switch key {
            case .pageUp, .pageDown, .control("l"), .control("z"): return nil
            default: return []
            }
        }
    }

    /// Takes pasted text while the search is typed; nil otherwise.
    static func paste(_ text: String, on model: inout Model) -> [Effect]? {
        guard model.logControls.bar.isTyping else { return nil }
        if model.logControls.bar.paste(text) == .changed {
            model.logControls.isJumpPending =
                model.logControls.bar.mode == .search && model.logControls.bar.pattern != nil
        }
        return []
    }

    private static func perform(_ key: Key, _ model: inout Model) -> [Effect]? {
        switch key {
        case .character("l"):
            model.logControls.cycleLevel()
            return model.notify(model.logControls.least.map { "log: \($0.rawValue) and above" } ?? "log: all levels")
        case .character("x"), .character("n"): return goToError(1, &model)
        case .character("N"): return goToError(-1, &model)
        case .character("!"):
            return model.logControls.invertFilter() ? model.notify("the filter is inverted") : nil
        case .character("z"):
            guard let remark = model.changeLog({ $0.foldCall(on: $1) }) else { return model.notify(Model.noFunction) }
            return remark.map { model.notify($0) } ?? []
        case .character("Z"): return foldAllCalls(&model)
        case .character("y"):
            guard let text = model.changeLog({ $0.copied(on: $1) }) ?? nil else {
                return model.notify("nothing to copy")
            }
            return model.notify("✓ copied") + [.copy(text)]
        case .escape where model.logControls.filter != nil:
            model.logControls.removeFilter()
            return []
        default: return nil
        }
    }

    private static func goToMatch(_ direction: Int, _ model: inout Model) -> [Effect] {
        let isFound = model.changeLog { $0.goToMatch(direction, on: $1) } ?? false
        return isFound ? [] : model.notify("no match")
    }

    private static func goToError(_ direction: Int, _ model: inout Model) -> [Effect] {
        let isFound = model.changeLog { $0.goToError(direction, on: $1) } ?? false
        return isFound ? [] : model.notify("no error in the log")
    }

    private static func foldAllCalls(_ model: inout Model) -> [Effect] {
        let folds = model.functions.changeSelected { item in
            let folds = !item.log.index.foldsNew
            item.log.foldAll(folds)
            return folds
        }
        guard let folds else { return model.notify(Model.noFunction) }
        return model.notify(folds ? "calls folded (Z to unfold)" : "calls unfolded")
    }

    // MARK: Where the search began

    private static func rememberPlace(_ model: inout Model) {
        guard let item = model.item else { return }
        let page = LogPage(model, item)
        model.logControls.origin = LogControls.Origin(
            function: item.info.name, isFollowing: item.log.isFollowing, cursor: page.cursor(page.scroller))
    }

    /// After a search that was given up, the log is where it was before.
    private static func returnToPlace(_ model: inout Model) {
        guard let origin = model.logControls.origin else { return }
        model.logControls.origin = nil
        model.functions.change(origin.function) { item in
            if origin.isFollowing { item.log.isFollowing = true } else { item.log.leave(at: origin.cursor) }
        }
    }

    // MARK: Scanning

    /// Whether the log is being searched: the deck needs ticks until that is done.
    static func isScanning(_ model: Model) -> Bool {
        guard let log = model.item?.log, let matches = log.matches else { return false }
        return !matches.isComplete(log.lines)
    }

    /// Searches the selected function's log, as far as is possible in a few milliseconds. Call it after each update.
    static func scan(on model: inout Model) {
        let query = model.logControls.query(isRaw: model.showsEmulator)
        guard query.isFilter || query.search != nil || model.item?.log.matches != nil else { return }
        model.functions.changeSelected { item in
            var budget = ScanBudget()
            item.log.scan(query, &budget)
        }
        if model.logControls.isJumpPending { jumpToMatch(&model) }
        countMatches(&model)
    }

    /// Goes to the match that is nearest to the place where the search began, as soon as it is known.
    private static func jumpToMatch(_ model: inout Model) {
        guard let item = model.item, let matches = item.log.matches else { return }
        let isOrigin = model.logControls.origin?.function == item.info.name
        let start = isOrigin ? model.logControls.origin.map { $0.cursor.line / 2 } : nil
        guard let found = matches.nearestHit(to: start ?? item.log.lines.end) else {
            guard matches.isComplete(item.log.lines) else { return }
            model.logControls.isJumpPending = false
            let origin = model.logControls.origin
            returnToPlace(&model)
            model.logControls.origin = origin
            return
        }
        model.logControls.isJumpPending = false
        model.changeLog { $0.show(found, on: $1) }
    }

    /// Updates the numbers in the bar.
    private static func countMatches(_ model: inout Model) {
        guard model.logControls.bar.isVisible else { return }
        guard model.logControls.bar.pattern != nil, let item = model.item, let matches = item.log.matches else {
            (model.logControls.bar.count, model.logControls.bar.current) = (nil, nil)
            return
        }
        let isSearch = model.logControls.bar.mode == .search
        let count = isSearch ? matches.hits.count : matches.passing.count
        let isDone = matches.isComplete(item.log.lines)
        model.logControls.bar.count = count > 0 || isDone ? count : nil
        model.logControls.bar.current = nil
        guard isSearch else { return }
        let page = LogPage(model, item)
        let slot = page.cursor(page.scroller).line
        if !LogPage.isResult(slot) { model.logControls.bar.current = matches.rank(of: slot / 2, item.log.lines) }
    }
}
