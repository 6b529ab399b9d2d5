import Support

/// A pattern as steps over bytes, after Thompson: all ways through it are followed at once, one byte after the other.
struct PatternProgram: Sendable {
    enum Step: Sendable {
        /// One of these bytes, then the next step.
        case byte(ByteSet)
        /// Both ways; the first is preferred.
        case split(Int, Int)
        case jump(Int)
        /// The next step if the place fits.
        case assertion(PatternNode.Assertion)
        case match
    }

    /// What is beside a place in the text.
    enum Neighbour: Hashable, Sendable {
        /// The start or the end of the text.
        case none
        /// A byte that is part of a word.
        case word
        case other

        init(_ byte: UInt8) { self = byte.isASCIIAlphanumeric || byte == 0x5F || byte >= 0x80 ? .word : .other }
    }

    /// More would make a search slow.
    private static let maximumSteps = 20_000

    /// The steps; the first is where it begins.
    private(set) var steps: [Step] = []

    /// - Throws: if the repetitions make it too large.
    init(_ node: PatternNode, ignoresCase: Bool) throws(PatternProblem) {
        try add(node, ignoresCase)
        steps.append(.match)
    }

    /// Whether each match begins at the start of the text.
    var isAnchored: Bool {
        var seen = [Bool](repeating: false, count: steps.count)
        var pending = [0]
        while let step = pending.popLast() {
            if seen[step] { continue }
            seen[step] = true
            switch steps[step] {
            case .byte, .match: return false
            case .jump(let next): pending.append(next)
            case .split(let first, let second): pending += [first, second]
            case .assertion(.start): continue
            case .assertion: pending.append(step + 1)
            }
        }
        return true
    }

    /// The steps for bytes, and the match, that can be reached from some steps without a byte, in order of preference.
    ///
    /// - Parameters:
    ///   - before: what is before the place.
    ///   - after: what is behind it.
    func ways(from start: [Int], before: Neighbour, after: Neighbour) -> [Int] {
        var seen = [Bool](repeating: false, count: steps.count)
        var result: [Int] = []
        for step in start { follow(step, before, after, &seen, &result) }
        return result
    }

    /// The same for one step; `seen` are the steps that were already followed at this place.
    func follow(
        _ start: Int, _ before: Neighbour, _ after: Neighbour, _ seen: inout [Bool], _ result: inout [Int]
    ) {
        var pending = [start]
        while let step = pending.popLast() {
            if seen[step] { continue }
            seen[step] = true
            switch steps[step] {
            case .byte, .match: result.append(step)
            case .jump(let next): pending.append(next)
            case .split(let first, let second):
                pending.append(second)
                pending.append(first)
            case .assertion(let assertion):
                if Self.holds(assertion, before, after) { pending.append(step + 1) }
            }
        }
    }

    private static func holds(_ assertion: PatternNode.Assertion, _ before: Neighbour, _ after: Neighbour) -> Bool {
        switch assertion {
        case .start: before == .none
        case .end: after == .none
        case .wordBoundary: (before == .word) != (after == .word)
        case .noWordBoundary: (before == .word) == (after == .word)
        }
    }

    // MARK: From the pattern

    private mutating func append(_ step: Step) throws(PatternProblem) {
        guard steps.count < Self.maximumSteps else {
            throw PatternProblem("the pattern's repetitions make it too large", character: nil)
        }
        steps.append(step)
    }

    private mutating func add(_ node: PatternNode, _ ignoresCase: Bool) throws(PatternProblem) {
        switch node {
        case .character(let scalar):
            let set = ScalarSet(scalar...scalar)
            try add(ignoresCase ? set.withBothCases : set)
        case .oneOf(let set): try add(ignoresCase ? set.withBothCases : set)
        case .noneOf(let set): try add((ignoresCase ? set.withBothCases : set).inverted)
        case .assertion(let assertion): try append(.assertion(assertion))
        case .sequence(let nodes): for node in nodes { try add(node, ignoresCase) }
        case .choice(let nodes):
            try addChoice(nodes) { program, node throws(PatternProblem) in try program.add(node, ignoresCase) }
        case .repetition(let node, let least, let most, let isLazy):
            for _ in 0..<max(0, most == nil ? least - 1 : least) { try add(node, ignoresCase) }
            if let most {
                try addOptional(most - least, isLazy) { program throws(PatternProblem) in
                    try program.add(node, ignoresCase)
                }
            } else {
                // `x*` is `(x+)?`, so that an empty `x` ends the repetition.
                try addOptional(least == 0 ? 1 : 0, isLazy, orOnce: least > 0) { program throws(PatternProblem) in
                    let start = program.steps.count
                    try program.add(node, ignoresCase)
                    let end = program.steps.count + 1
                    try program.append(isLazy ? .split(end, start) : .split(start, end))
                }
            }
        }
    }

    /// A part up to `count` times, each inside the one before: `(x(x)?)?`. Or exactly once.
    private mutating func addOptional(
        _ count: Int, _ isLazy: Bool, orOnce isOnce: Bool = false,
        _ add: (inout PatternProgram) throws(PatternProblem) -> Void
    ) throws(PatternProblem) {
        if isOnce { return try add(&self) }
        var splits: [Int] = []
        for _ in 0..<count {
            splits.append(steps.count)
            try append(.jump(0))
            try add(&self)
        }
        for split in splits {
            steps[split] = isLazy ? .split(steps.count, split + 1) : .split(split + 1, steps.count)
        }
    }

    private mutating func add(_ set: ScalarSet) throws(PatternProblem) {
        let encodings = set.encodings
        // Nothing matches an empty class.
        if encodings.isEmpty { return try append(.byte(ByteSet())) }
        try addChoice(encodings) { program, bytes throws(PatternProblem) in
            for byte in bytes { try program.append(.byte(byte)) }
        }
    }

    private mutating func addChoice<Part>(
        _ parts: [Part], _ add: (inout PatternProgram, Part) throws(PatternProblem) -> Void
    ) throws(PatternProblem) {
        var jumps: [Int] = []
        for part in parts.dropLast() {
            let split = steps.count
            try append(.jump(0))
            try add(&self, part)
            jumps.append(steps.count)
            try append(.jump(0))
            steps[split] = .split(split + 1, steps.count)
        }
        if let last = parts.last { try add(&self, last) }
        for jump in jumps { steps[jump] = .jump(steps.count) }
    }
}
