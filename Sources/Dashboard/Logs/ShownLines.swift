import LambdaModel

/// The slots of a log that have rows: the lines that the filters let through, except for folded ones, and the results of
/// calls. It exists for one update or one frame.
struct ShownLines {
    private let index: LogIndex
    /// The lines to show; nil for all of them.
    private let lines: LineSet?
    /// Lines of folded stack traces.
    private let folded: LineSet
    /// Whether a filter hides lines: then a call without a visible line has no result either.
    let isFiltered: Bool
    /// Whether results have rows.
    private let showsResults: Bool
    /// Whether folded calls have one row.
    private let foldsCalls: Bool

    /// - Parameters:
    ///   - passing: the lines that a filter lets through; nil without a filter.
    ///   - isRaw: whether the emulator's lines are shown, in place of results, and nothing is folded within a call.
    ///   - foldsCalls: whether folded calls have one row.
    init(_ index: LogIndex, passing: LineSet?, folded: LineSet, isRaw: Bool, foldsCalls: Bool = true) {
        self.index = index
        lines = passing ?? (isRaw ? nil : index.plain)
        self.folded = isRaw ? LineSet() : folded
        isFiltered = passing != nil
        showsResults = !isRaw
        self.foldsCalls = foldsCalls
    }

    /// A filter shows what it finds in folded builds, too: a build that has ended well is folded without being asked.
    private func isFolded(_ place: Int) -> Bool {
        let group = index[place]
        return group.isFolded && (group.isBuild ? !isFiltered : foldsCalls)
    }

    /// How many lines the filters let through.
    var count: Int { lines?.count ?? index.end - index.start }

    /// How many of these lines are in a range.
    func count(in range: Range<Int>) -> Int {
        if let lines { return lines.count(in: range) }
        return range.clamped(to: index.start..<index.end).count
    }

    // MARK: Numbers

    private func contains(_ number: Int) -> Bool { (lines?.contains(number) ?? true) && !folded.contains(number) }

    /// The first shown line from a number on; nil if there is none before a limit.
    private func next(from number: Int, before limit: Int) -> Int? {
        var number = number
        while number < limit {
            guard let found = lines == nil ? number : lines?.next(from: number), found < limit else { return nil }
            guard folded.contains(found) else { return found }
            number = folded.nextAbsent(from: found)
        }
        return nil
    }

    /// The last shown line before a number; nil if there is none from a limit on.
    private func previous(before number: Int, from limit: Int) -> Int? {
        var number = number
        while number > limit {
            guard let found = lines == nil ? number - 1 : lines?.previous(before: number), found >= limit else {
                return nil
            }
            guard folded.contains(found) else { return found }
            number = folded.previousAbsent(before: found) + 1
        }
        return nil
    }

    // MARK: Slots

    /// Whether a slot has a row.
    func isShown(_ slot: Int) -> Bool {
        guard index.slots.contains(slot) else { return false }
        let (number, place) = (slot / 2, index.place(of: slot / 2))
        guard slot % 2 == 0 else { return number == index.numbers(of: place).upperBound - 1 && hasResult(place) }
        return !isFolded(place) && contains(number)
    }

    /// Whether a group has a row for the result of its call or build, or for all of it if it is folded.
    func hasResult(_ place: Int) -> Bool {
        if let build = index.build(of: index[place]) {
            // The line about its end is the result of an open build.
            let isRow = isFolded(place) || (showsResults && !isFiltered && build.ending == nil)
            return isRow && index.isLatest(place)
        }
        guard isFolded(place) || (showsResults && index.isLatest(place)) else { return false }
        guard isFiltered || !showsResults || !index.isLatest(place) else { return true }
        let numbers = index.numbers(of: place)
        return lines.map { ($0.next(from: numbers.lowerBound) ?? .max) < numbers.upperBound } ?? true
    }

    /// The slot of a group's result.
    private func result(of place: Int) -> Int { 2 * index.numbers(of: place).upperBound - 1 }

    /// The first slot of a group with a row; nil if it has none.
    func first(in place: Int) -> Int? {
        let numbers = index.numbers(of: place)
        if !isFolded(place), let found = next(from: numbers.lowerBound, before: numbers.upperBound) {
            return 2 * found
        }
        return hasResult(place) ? result(of: place) : nil
    }

    private func last(in place: Int) -> Int? {
        if hasResult(place) { return result(of: place) }
        guard !isFolded(place) else { return nil }
        let numbers = index.numbers(of: place)
        return previous(before: numbers.upperBound, from: numbers.lowerBound).map { 2 * $0 }
    }

    /// The next slot with a row; after the last one, the end of the slots.
    func slot(after slot: Int) -> Int {
        guard index.count > 0 else { return index.slots.upperBound }
        var place: Int
        if slot < index.slots.lowerBound {
            place = 0
        } else {
            guard slot < index.slots.upperBound else { return index.slots.upperBound }
            place = index.place(of: slot / 2)
            let numbers = index.numbers(of: place)
            if !isFolded(place), let found = next(from: slot / 2 + 1, before: numbers.upperBound) {
                return 2 * found
            }
            if slot < result(of: place), hasResult(place) { return result(of: place) }
            place += 1
        }
        while place < index.count {
            if let found = first(in: place) { return found }
            place += 1
            // Without a visible line a group has no row: the next one that has a line is looked up at once.
            guard isFiltered, place < index.count else { continue }
            guard let number = lines?.next(from: index[place].first), number < index.end else { break }
            place = index.place(of: number)
        }
        return index.slots.upperBound
    }

    /// The previous slot with a row; before the first one, the first slot.
    func slot(before slot: Int) -> Int {
        guard index.count > 0, slot > index.slots.lowerBound else { return index.slots.lowerBound }
        var place = index.count - 1
        if slot < index.slots.upperBound {
            place = index.place(of: slot / 2)
            let first = index[place].first
            if !isFolded(place), let found = previous(before: (slot + 1) / 2, from: first) { return 2 * found }
            place -= 1
        }
        while place >= 0 {
            if let found = last(in: place) { return found }
            guard isFiltered else {
                place -= 1
                continue
            }
            guard let number = lines?.previous(before: index[place].first), number >= index.start else { break }
            place = index.place(of: number)
        }
        return index.slots.lowerBound
    }

    /// The visible slot for one that may have been dropped, folded or hidden; the same slot if nothing is visible.
    func nearest(_ slot: Int) -> Int {
        guard index.count > 0 else { return slot }
        let slot = max(index.slots.lowerBound, min(slot, index.slots.upperBound - 1))
        if isShown(slot) { return slot }
        let place = index.place(of: slot / 2)
        // The result moves when lines follow.
        if isFolded(place) || slot % 2 == 1, hasResult(place) { return result(of: place) }
        if !isFolded(place), let found = previous(before: slot / 2, from: index[place].first) { return 2 * found }
        if let found = first(in: place) { return found }
        let next = self.slot(after: slot)
        return next < index.slots.upperBound ? next : self.slot(before: slot)
    }
}
