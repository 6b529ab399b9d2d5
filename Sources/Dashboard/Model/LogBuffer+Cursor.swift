import LambdaModel

/// The cursor in the log's pane: moving it, and folding what is under it. The page says what the pane shows.
extension LogBuffer {
    mutating func move(_ step: Step, on page: LogPage) {
        let scroller = page.scroller
        guard let last = scroller.last else { return }
        let place = page.cursor(scroller)
        var next = place
        next.move(step, on: scroller)
        let isAtEnd = next.line == last && next.top >= scroller.bottom
        // A user who reaches the end wants to see new lines.
        if isAtEnd, step.isForward {
            isFollowing = true
        } else if next != place {
            leave(at: next)
        }
    }

    /// Follows the log, or stops following it.
    mutating func toggleFollowing(on page: LogPage) {
        if isFollowing { leave(at: page.cursor(page.scroller)) } else { isFollowing = true }
    }

    /// Opens or folds what is under the cursor: the line's object, the stack trace, or the call.
    ///
    /// - Returns: a remark for the user if there is nothing to fold.
    mutating func fold(on page: LogPage) -> String? {
        let scroller = page.scroller
        guard scroller.first != nil else { return "nothing logged yet" }
        var cursor = page.cursor(scroller)
        let number = cursor.line / 2
        guard !LogPage.isResult(cursor.line) else { return foldCall(on: page) }
        if page.text(number).canExpand {
            // An object that opens at the end would push its own start off the screen.
            if !isExpanded(number) { leave(at: cursor) }
            toggleObject(number)
            return nil
        }
        if let trace = page.foldableTrace(number) {
            cursor.line = 2 * LogTraces.visible(trace)
            if !traces.isOpen(trace) || !isFollowing { leave(at: cursor) }
            toggleTrace(trace)
            return nil
        }
        return foldCall(on: page)
    }

    /// Folds or unfolds the call or the build under the cursor.
    ///
    /// - Returns: a remark for the user if there is nothing to fold.
    mutating func foldCall(on page: LogPage) -> String? {
        let scroller = page.scroller
        guard scroller.first != nil else { return "nothing logged yet" }
        var cursor = page.cursor(scroller)
        let place = index.place(of: cursor.line / 2)
        guard index[place].call != LogCalls.none else { return "this line is outside of calls" }
        guard page.lineCount(of: place) > 0 || index[place].isBuild else { return "this call logged nothing" }
        if index[place].isBuild, page.shown.isFiltered { return LogBuild.filteredRemark }
        let isFolded = index[place].isFolded
        if isFolded || !isFollowing {
            let places = index.places(with: place)
            let (first, last) = (places.first ?? place, places.last ?? place)
            let numbers = index.numbers(of: first).lowerBound..<index.numbers(of: last).upperBound
            cursor.line = isFolded ? 2 * numbers.lowerBound : 2 * numbers.upperBound - 1
            leave(at: cursor)
        }
        toggleFold(place)
        return nil
    }

    /// Puts the cursor on the first line of the previous or next call. From within a call, the previous one is its own.
    ///
    /// - Returns: false if there is no such call.
    mutating func goToCall(_ direction: Int, on page: LogPage) -> Bool {
        let scroller = page.scroller
        guard scroller.first != nil else { return false }
        let line = page.cursor(scroller).line
        var place = index.place(of: line / 2)
        if direction > 0 || page.shown.first(in: place) == line { place += direction }
        while (0..<index.count).contains(place) {
            if index[place].isCall, !index[place].isContinuation, let first = page.shown.first(in: place) {
                leave(at: LineCursor(line: first, top: scroller.clamped(ScrollPosition(line: first))))
                return true
            }
            place += direction
        }
        return false
    }

    /// Puts the cursor on a row of the pane; false if the row is empty. The log keeps following if the row has the
    /// cursor already, as the last one does.
    mutating func click(row: Int, on page: LogPage) -> Bool {
        let scroller = page.scroller
        let cursor = page.cursor(scroller)
        let rows = scroller.visible(from: cursor.top)
        guard row < rows.count else { return false }
        if row == 0, let header = page.headerPlace(scroller, cursor), let first = page.shown.first(in: header) {
            leave(at: LineCursor(line: first, top: scroller.clamped(ScrollPosition(line: first))))
            return true
        }
        let line = rows[row].line
        if line != cursor.line { leave(at: LineCursor(line: line, top: cursor.top)) }
        return true
    }

    // MARK: Matches and errors

    /// Puts the cursor on the next or previous match; after the last one, on the first.
    ///
    /// - Returns: false if there is none.
    mutating func goToMatch(_ direction: Int, on page: LogPage) -> Bool {
        guard let hits = matches?.hits, !hits.isEmpty else { return false }
        let scroller = page.scroller
        let cursor = page.cursor(scroller)
        let number = cursor.line / 2
        // A result is below its line.
        let before = LogPage.isResult(cursor.line) ? number + 1 : number
        let found =
            direction > 0
            ? hits.next(from: number + 1) ?? hits.next(from: lines.start)
            : hits.previous(before: before) ?? hits.previous(before: lines.end)
        if let found { show(found, from: cursor, on: page) }
        return found != nil
    }

    /// Puts the cursor on a line, and opens what hides it.
    mutating func show(_ number: Int, on page: LogPage) { show(number, from: page.cursor(page.scroller), on: page) }

    private mutating func show(_ number: Int, from cursor: LineCursor, on page: LogPage) {
        let place = index.place(of: number)
        if index[place].isFolded { toggleFold(place) }
        if traces.hidden.contains(number), let trace = traces.trace(of: number) { toggleTrace(trace) }
        put(at: 2 * number, from: cursor, on: page)
    }

    /// Puts the cursor on a slot. If that is not visible, it has some rows above it.
    private mutating func put(at slot: Int, from cursor: LineCursor, on page: LogPage) {
        let isVisible = page.scroller.visible(from: cursor.top).contains { $0.line == slot }
        let above = 2 * max(lines.start, slot / 2 - page.rect.height / 3)
        leave(at: LineCursor(line: slot, top: isVisible ? cursor.top : ScrollPosition(line: above)))
    }

    /// Puts the cursor on the next or previous error: a line with that level, or the result of a failed call. A log that
    /// is followed goes to the last one.
    ///
    /// - Returns: false if there is none.
    mutating func goToError(_ direction: Int, on page: LogPage) -> Bool {
        let (scroller, shown) = (page.scroller, page.shown)
        guard scroller.first != nil else { return false }
        let cursor = page.cursor(scroller)
        let slots = index.slots
        let isForward = direction > 0 && !isFollowing
        var slot = isFollowing ? slots.upperBound : cursor.line
        var hasWrapped = false
        while true {
            slot = isForward ? shown.slot(after: slot) : shown.slot(before: slot)
            if isForward ? slot >= slots.upperBound : slot <= slots.lowerBound && !isError(slot, shown) {
                guard !hasWrapped else { return false }
                hasWrapped = true
                slot = isForward ? slots.lowerBound - 1 : slots.upperBound
                continue
            }
            if isError(slot, shown) {
                put(at: slot, from: cursor, on: page)
                return true
            }
        }
    }

    private func isError(_ slot: Int, _ shown: ShownLines) -> Bool {
        guard shown.isShown(slot) else { return false }
        guard LogPage.isResult(slot) else { return lines.kind(slot / 2).isError }
        let group = index[index.place(of: slot / 2)]
        return index.build(of: group)?.hasFailed ?? index.facts(of: group)?.isFailure ?? false
    }

    /// The position that the line under the cursor names, if a build has written it; nil for any other line.
    func buildLocation(on page: LogPage) -> BuildLocation? {
        let scroller = page.scroller
        guard scroller.first != nil, case let slot = page.cursor(scroller).line, !LogPage.isResult(slot) else {
            return nil
        }
        return buildLocation(of: slot / 2)
    }

    /// The position that a line of a build names, or for an error that of a line near it; nil if there is none.
    func buildLocation(of number: Int) -> BuildLocation? {
        guard let build = build(of: number), number != build.first || build.command == nil,
            lines.kind(number).source == .build
        else { return nil }
        // Calls may have written in between.
        return BuildError.location(at: number, in: lines.numbers) { line in
            BuildLine(lines.call(line) == lines.call(number) ? record(line).text : "")
        }
    }

    /// The request id of the call under the cursor; nil outside of calls.
    func call(on page: LogPage) -> String? {
        let scroller = page.scroller
        guard scroller.first != nil else { return nil }
        return index.invocation(of: index[index.place(of: page.cursor(scroller).line / 2)])
    }

    /// What is copied for the cursor: its line, or all lines of the call or build whose result it is on. Nil if there is
    /// nothing.
    func copied(on page: LogPage) -> String? {
        let scroller = page.scroller
        guard scroller.first != nil else { return nil }
        let slot = page.cursor(scroller).line
        guard LogPage.isResult(slot) else { return record(slot / 2).text }
        let numbers = index.places(with: index.place(of: slot / 2)).flatMap { index.numbers(of: $0) }
        return numbers.filter { index.plain.contains($0) }.map { record($0).text }.joined(separator: "\n")
    }
}

extension Step {
    /// Whether it moves to later lines.
    fileprivate var isForward: Bool {
        switch self {
        case .lines(let count), .pages(let count), .halfPages(let count): count > 0
        case .toFirst: false
        case .toLast: true
        }
    }
}
