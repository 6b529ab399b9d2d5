/// The shortest way to change one list of lines into another (Myers, "An O(ND) difference algorithm and its
/// variations", 1986).
public enum LineDiff {
    /// A line of the comparison.
    public enum Line: Hashable, Sendable {
        /// In both, at these indices.
        case same(old: Int, new: Int)
        /// Only in the old list, at this index.
        case removed(Int)
        /// Only in the new list, at this index.
        case added(Int)
    }

    /// Compares two texts; lines are equal if their bytes are. Nil if more than `limit` lines differ: time and memory
    /// grow with the square of that number.
    public static func compare(_ old: [String], _ new: [String], limit: Int = 1000) -> [Line]? {
        // Each different line gets a number, so that every text is read only once.
        var numbers: [Text: Int32] = [:]
        func number(_ line: String) -> Int32 {
            let next = Int32(numbers.count)
            let text = Text(line: line)
            if let known = numbers[text] { return known }
            numbers[text] = next
            return next
        }
        let (left, right) = (old.map(number), new.map(number))
        let shorter = min(left.count, right.count)
        var head = 0
        while head < shorter, left[head] == right[head] { head += 1 }
        var tail = 0
        while tail < shorter - head, left[left.count - 1 - tail] == right[right.count - 1 - tail] { tail += 1 }
        let search = Search(old: left[head..<(left.count - tail)], new: right[head..<(right.count - tail)])
        guard let middle = search.shortest(limit: limit) else { return nil }
        let start = (0..<head).map { Line.same(old: $0, new: $0) }
        let end = (0..<tail).map { Line.same(old: left.count - tail + $0, new: right.count - tail + $0) }
        return start + middle + end
    }

    /// A line by its bytes: `String` would treat canonically equivalent lines as the same.
    private struct Text: Hashable {
        let line: String

        static func == (left: Text, right: Text) -> Bool { left.line.utf8.elementsEqual(right.line.utf8) }

        func hash(into hasher: inout Hasher) {
            var line = line
            line.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }
}

/// The search for the shortest path through the grid of old lines (`x`) and new ones (`y`).
private struct Search {
    let old: ArraySlice<Int32>
    let new: ArraySlice<Int32>

    /// The furthest `x` on each diagonal (`x - y`) from `-width` to `width`.
    private struct Front {
        let width: Int
        var furthest: [Int32]

        init(width: Int) {
            self.width = width
            furthest = Array(repeating: 0, count: 2 * width + 1)
        }

        subscript(diagonal: Int) -> Int {
            get { Int(furthest[diagonal + width]) }
            set { furthest[diagonal + width] = Int32(newValue) }
        }

        /// The diagonal from which the next step reaches one: from above for an added line, from below for a removed
        /// one.
        func origin(of diagonal: Int, step: Int) -> Int {
            let isAdded = diagonal == -step || (diagonal != step && self[diagonal - 1] < self[diagonal + 1])
            return isAdded ? diagonal + 1 : diagonal - 1
        }
    }

    func shortest(limit: Int) -> [LineDiff.Line]? {
        var fronts: [Front] = []
        var front = Front(width: 1)
        for step in 0...min(limit, old.count + new.count) {
            var next = Front(width: step + 1)
            for diagonal in stride(from: -step, through: step, by: 2) {
                let origin = step == 0 ? 0 : front.origin(of: diagonal, step: step)
                var x = step == 0 ? 0 : front[origin] + (origin < diagonal ? 1 : 0)
                while x < old.count, x - diagonal < new.count,
                    old[old.startIndex + x] == new[new.startIndex + x - diagonal]
                {
                    x += 1
                }
                next[diagonal] = x
                if x >= old.count, diagonal == old.count - new.count { return way(fronts + [front], steps: step) }
            }
            fronts.append(front)
            front = next
        }
        return nil
    }

    /// The path from the end, in forward order. `fronts[step]` is the front before that step.
    private func way(_ fronts: [Front], steps: Int) -> [LineDiff.Line] {
        var lines: [LineDiff.Line] = []
        var (x, y) = (old.count, new.count)
        func same() {
            (x, y) = (x - 1, y - 1)
            lines.append(.same(old: old.startIndex + x, new: new.startIndex + y))
        }
        for step in stride(from: steps, to: 0, by: -1) {
            let origin = fronts[step].origin(of: x - y, step: step)
            let before = fronts[step][origin]
            while x > before, y > before - origin { same() }
            if x == before {
                y -= 1
                lines.append(.added(new.startIndex + y))
            } else {
                x -= 1
                lines.append(.removed(old.startIndex + x))
            }
        }
        while x > 0 { same() }
        return lines.reversed()
    }
}
