import LambdaModel

/// A line or a result in the logs of all functions.
struct LogPosition: Hashable, Sendable {
    /// The function's name.
    var function: String
    /// The slot in its log, as in ``LogIndex``.
    var slot: Int
    /// The time by which logs are merged: seconds since 1970.
    var time: Double
}

/// The logs of several functions in the order of time. Nothing is merged before it is asked for: from a position on, the
/// next or previous slots are found one by one.
struct AllLogsMerge {
    /// The log of one function.
    struct Source {
        let name: String
        /// The function's place in the list of all functions.
        let place: Int
        let log: LogBuffer
        let shown: ShownLines
        /// The first line that is recent enough.
        let start: Int

        /// The numbers of the lines that are recent enough.
        var numbers: Range<Int> { min(start, log.lines.end)..<log.lines.end }

        /// The position of a slot.
        func position(_ slot: Int) -> LogPosition {
            LogPosition(function: name, slot: slot, time: log.lines.order(slot / 2))
        }

        /// The first slot with a row from a slot on; nil if there is none.
        func slot(from slot: Int) -> Int? {
            let found = shown.slot(after: max(slot, 2 * start) - 1)
            return found < log.index.slots.upperBound ? found : nil
        }

        /// The last slot with a row before a slot; nil if there is none.
        func slot(before slot: Int) -> Int? {
            guard slot > 2 * start else { return nil }
            let found = shown.slot(before: slot)
            return found >= 2 * start && found < slot && shown.isShown(found) ? found : nil
        }
    }

    /// The logs, in the order of the list of functions.
    let sources: [Source]

    /// The source of a position; nil if its function is not shown.
    func source(of position: LogPosition) -> Source? { sources.first { $0.name == position.function } }

    /// How many lines the filters let through.
    var count: Int { sources.reduce(0) { $0 + $1.shown.count(in: $1.numbers) } }

    /// The time of the first and the last line; nil without lines.
    var times: ClosedRange<Double>? {
        let own = sources.filter { !$0.numbers.isEmpty }
        guard let first = own.map({ $0.log.lines.order($0.numbers.lowerBound) }).min(),
            let last = own.map({ $0.log.lines.order($0.numbers.upperBound - 1) }).max()
        else { return nil }
        return first...last
    }

    // MARK: Order

    /// The first slot of a source that is not before a position, whether it has a row or not.
    func slot(of source: Source, notBefore position: LogPosition) -> Int {
        if source.name == position.function { return position.slot }
        // Lines of the same time are in the order of their functions.
        let place = sources.first { $0.name == position.function }?.place ?? Int.max
        return 2 * source.log.lines.first(at: source.place > place ? position.time : position.time.nextUp)
    }

    private func isBefore(_ left: (source: Int, slot: Int), _ right: (source: Int, slot: Int)) -> Bool {
        let times = (
            sources[left.source].log.lines.order(left.slot / 2), sources[right.source].log.lines.order(right.slot / 2)
        )
        if times.0 != times.1 { return times.0 < times.1 }
        return (left.source, left.slot) < (right.source, right.slot)
    }

    // MARK: Walking

    /// Goes through positions in one direction.
    struct Walk: Sequence, IteratorProtocol {
        private let merge: AllLogsMerge
        private let isForward: Bool
        /// The next slot of each source; nil at its end.
        private var heads: [Int?]

        fileprivate init(_ merge: AllLogsMerge, _ heads: [Int?], isForward: Bool) {
            (self.merge, self.heads, self.isForward) = (merge, heads, isForward)
        }

        /// The next position, or nil at the end.
        mutating func next() -> LogPosition? {
            var best: (source: Int, slot: Int)?
            for (index, head) in heads.enumerated() {
                guard let head else { continue }
                let candidate = (index, head)
                if let current = best, merge.isBefore(candidate, current) != isForward { continue }
                best = candidate
            }
            guard let best else { return nil }
            let source = merge.sources[best.source]
            heads[best.source] = isForward ? source.slot(from: best.slot + 1) : source.slot(before: best.slot)
            return source.position(best.slot)
        }
    }

    /// The positions from one on, or from the first.
    func forward(from position: LogPosition? = nil) -> Walk {
        let heads = sources.map { source in
            source.slot(from: position.map { slot(of: source, notBefore: $0) } ?? 2 * source.start)
        }
        return Walk(self, heads, isForward: true)
    }

    /// The positions before one, or from the last, in reverse order.
    func backward(before position: LogPosition? = nil) -> Walk {
        let heads = sources.map { source in
            source.slot(
                before: position.map { slot(of: source, notBefore: $0) } ?? source.log.index.slots.upperBound)
        }
        return Walk(self, heads, isForward: false)
    }

    /// The position itself, or the nearest one if it has no row: the next one, or else the last one.
    func nearest(_ position: LogPosition) -> LogPosition? {
        var (forward, backward) = (forward(from: position), backward(before: position))
        return forward.next() ?? backward.next()
    }

    // MARK: Sets of lines

    /// The next line of a set after a position, or the previous one before it; nil if there is none.
    ///
    /// - Parameters:
    ///   - position: nil to begin at the first or last line.
    ///   - lines: the set of a function's log.
    func next(_ direction: Int, from position: LogPosition?, in lines: (Source) -> LineSet?) -> LogPosition? {
        var best: (source: Int, slot: Int)?
        for (index, source) in sources.enumerated() {
            guard let set = lines(source) else { continue }
            let number: Int?
            if direction > 0 {
                let from = position.map { slot(of: source, notBefore: $0) } ?? 2 * source.start
                // The line of the position itself is not after it.
                let isOwn = source.name == position?.function
                number = set.next(from: max(source.start, isOwn ? from / 2 + 1 : from / 2))
            } else {
                let before = position.map { slot(of: source, notBefore: $0) } ?? 2 * source.log.lines.end
                number = set.previous(before: (before + 1) / 2).flatMap { $0 >= source.start ? $0 : nil }
            }
            guard let number, number < source.log.lines.end else { continue }
            let candidate = (index, 2 * number)
            if let current = best, isBefore(candidate, current) != (direction > 0) { continue }
            best = candidate
        }
        guard let best else { return nil }
        return sources[best.source].position(best.slot)
    }

    /// How many lines of sets are at a position or before it.
    func rank(of position: LogPosition, in lines: (Source) -> LineSet?) -> Int {
        sources.reduce(0) { rank, source in
            guard let set = lines(source) else { return rank }
            let isOwn = source.name == position.function
            let end = isOwn ? position.slot / 2 + 1 : slot(of: source, notBefore: position) / 2
            return rank + set.count(in: source.start..<max(source.start, end))
        }
    }
}
