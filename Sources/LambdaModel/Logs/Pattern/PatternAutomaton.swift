import Support

/// Decides whether a text contains a match, with one look into a table for each byte. The table is made while texts are
/// read, since few of its states ever occur.
struct PatternAutomaton: ~Copyable {
    private typealias Neighbour = PatternProgram.Neighbour

    /// A state: the steps that wait at a place, and what is before it.
    private struct State: Hashable {
        var steps: [Int]
        var before: PatternProgram.Neighbour
    }

    /// More states are forgotten and made again, so that no pattern takes more memory than this.
    private static let maximumStates = 2000
    private static let unknown: Int32 = -1
    private static let matched: Int32 = -2
    /// No match can follow.
    private static let failed: Int32 = -3

    private let program: PatternProgram
    private let isAnchored: Bool
    /// The class of each byte: the program treats the bytes of a class alike.
    private let classes: [UInt8]
    /// A byte of each class.
    private let examples: [UInt8]
    /// The place of the next state's row, for each state and class; the last column is for the end of the text.
    private var table: [Int32] = []
    private var states: [State] = []
    private var rows: [State: Int32] = [:]

    init(_ program: PatternProgram, isAnchored: Bool) {
        self.program = program
        self.isAnchored = isAnchored
        (classes, examples) = Self.classes(of: program)
        reset()
    }

    private var width: Int { examples.count + 1 }

    /// Bytes that each step treats alike are in one class.
    private static func classes(of program: PatternProgram) -> (classes: [UInt8], examples: [UInt8]) {
        var sets: Set<ByteSet> = []
        for case .byte(let set) in program.steps { sets.insert(set) }
        let all = Array(sets)
        var known: [[Bool]: UInt8] = [:]
        var examples: [UInt8] = []
        let classes = (UInt8.min...UInt8.max).map { byte in
            let key = all.map { $0.contains(byte) } + [Neighbour(byte) == .word]
            if let number = known[key] { return number }
            let number = UInt8(examples.count)
            known[key] = number
            examples.append(byte)
            return number
        }
        return (classes, examples)
    }

    /// Whether a text contains a match.
    mutating func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var state: Int32 = 0
        var place = 0
        while true {
            let isAtEnd = classes.withUnsafeBufferPointer { classes in
                table.withUnsafeBufferPointer { table in
                    while place < text.count {
                        let next = table[Int(state) + Int(classes[Int(text[place])])]
                        if next < 0 { return false }
                        state = next
                        place += 1
                    }
                    return true
                }
            }
            let column = isAtEnd ? width - 1 : Int(classes[Int(text[place])])
            var next = table[Int(state) + column]
            if next == Self.unknown { next = makeNext(state, column, example: isAtEnd ? nil : text[place]) }
            if next < 0 || isAtEnd { return next == Self.matched }
            state = next
            place += 1
        }
    }

    private mutating func reset() {
        states = []
        rows = [:]
        table = []
        _ = row(of: State(steps: [0], before: .none))
    }

    /// Fills in a place of the table. `example` is the byte that follows; nil at the end.
    private mutating func makeNext(_ place: Int32, _ column: Int, example: UInt8?) -> Int32 {
        let state = states[Int(place) / width]
        let ways = program.ways(
            from: state.steps, before: state.before, after: example.map(Neighbour.init) ?? .none)
        var steps: [Int] = []
        var next = Self.failed
        for way in ways {
            switch program.steps[way] {
            case .match: next = Self.matched
            case .byte(let set): if let example, set.contains(example) { steps.append(way + 1) }
            case .split, .jump, .assertion: continue
            }
        }
        if next != Self.matched, let example {
            if !isAnchored { steps.append(0) }
            if !steps.isEmpty {
                if states.count >= Self.maximumStates {
                    reset()
                    // The state itself is forgotten too, so there is no place to fill in.
                    return row(of: State(steps: Self.unique(steps), before: Neighbour(example)))
                }
                next = row(of: State(steps: Self.unique(steps), before: Neighbour(example)))
            }
        }
        table[Int(place) + column] = next
        return next
    }

    private static func unique(_ steps: [Int]) -> [Int] { Set(steps).sorted() }

    private mutating func row(of state: State) -> Int32 {
        if let row = rows[state] { return row }
        let row = Int32(table.count)
        rows[state] = row
        states.append(state)
        table.append(contentsOf: repeatElement(Self.unknown, count: width))
        return row
    }
}
