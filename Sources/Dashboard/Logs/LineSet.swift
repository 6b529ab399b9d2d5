/// A set of line numbers with one bit for each, from the lowest one that is kept: 20,000 lines take 2.5 KB.
struct LineSet: Hashable, Sendable {
    private var words: [UInt64] = []
    /// The number of the first bit, divided by 64.
    private var base = 0
    /// How many numbers it contains.
    private(set) var count = 0

    /// Whether it contains no number.
    var isEmpty: Bool { count == 0 }

    /// Whether it contains a number.
    func contains(_ number: Int) -> Bool {
        let index = (number >> 6) - base
        return words.indices.contains(index) && words[index] & Self.bit(number) != 0
    }

    /// Adds a number, which is not negative.
    mutating func insert(_ number: Int) {
        let word = number >> 6
        if words.isEmpty { base = word }
        if word < base {
            words.insert(contentsOf: repeatElement(0, count: base - word), at: 0)
            base = word
        }
        while word - base >= words.count { words.append(0) }
        guard words[word - base] & Self.bit(number) == 0 else { return }
        words[word - base] |= Self.bit(number)
        count += 1
    }

    /// Removes a number.
    mutating func remove(_ number: Int) {
        guard contains(number) else { return }
        words[(number >> 6) - base] &= ~Self.bit(number)
        count -= 1
    }

    /// Removes all numbers before one.
    mutating func forget(before number: Int) {
        let whole = min((number >> 6) - base, words.count)
        guard whole >= 0 else { return }
        for index in 0..<whole where words[index] != 0 {
            count -= words[index].nonzeroBitCount
            words[index] = 0
        }
        if whole < words.count {
            let kept = words[whole] & ~(Self.bit(number) - 1)
            count -= words[whole].nonzeroBitCount - kept.nonzeroBitCount
            words[whole] = kept
        }
        // Moving the rest costs more than a few empty words.
        guard whole >= 64 || whole == words.count else { return }
        words.removeFirst(whole)
        base += whole
    }

    /// The first number that is not before one; nil if there is none.
    func next(from number: Int) -> Int? {
        var index = max(0, (number >> 6) - base)
        guard index < words.count else { return nil }
        var word = words[index]
        if (number >> 6) - base == index { word &= ~(Self.bit(number) - 1) }
        while word == 0 {
            index += 1
            guard index < words.count else { return nil }
            word = words[index]
        }
        return (base + index) << 6 + word.trailingZeroBitCount
    }

    /// The last number before one; nil if there is none.
    func previous(before number: Int) -> Int? {
        var index = min(words.count - 1, (number >> 6) - base)
        guard index >= 0 else { return nil }
        var word = words[index]
        if (number >> 6) - base == index { word &= Self.bit(number) - 1 }
        while word == 0 {
            index -= 1
            guard index >= 0 else { return nil }
            word = words[index]
        }
        return (base + index) << 6 + 63 - word.leadingZeroBitCount
    }

    /// The first number from one on that is not in the set.
    func nextAbsent(from number: Int) -> Int {
        var number = number
        while contains(number) {
            let index = (number >> 6) - base
            let absent = ~words[index] & ~(Self.bit(number) - 1)
            if absent != 0 { return (base + index) << 6 + absent.trailingZeroBitCount }
            number = (base + index + 1) << 6
        }
        return number
    }

    /// The last number before one that is not in the set.
    func previousAbsent(before number: Int) -> Int {
        var number = number - 1
        while number >= 0, contains(number) { number -= 1 }
        return number
    }

    /// How many of its numbers are in a range.
    func count(in range: Range<Int>) -> Int {
        guard !range.isEmpty, !words.isEmpty else { return 0 }
        let first = max(0, (range.lowerBound >> 6) - base)
        let last = min(words.count - 1, ((range.upperBound - 1) >> 6) - base)
        guard first <= last else { return 0 }
        var total = 0
        for index in first...last {
            var word = words[index]
            if base + index == range.lowerBound >> 6 { word &= ~(Self.bit(range.lowerBound) - 1) }
            if base + index == (range.upperBound - 1) >> 6 {
                let last = Self.bit(range.upperBound - 1)
                word &= last | (last - 1)
            }
            total += word.nonzeroBitCount
        }
        return total
    }

    private static func bit(_ number: Int) -> UInt64 { 1 << UInt64(number & 63) }
}
