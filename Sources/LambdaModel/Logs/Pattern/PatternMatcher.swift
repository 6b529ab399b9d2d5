import Support
import Synchronization

/// Searches a pattern that is more than plain text. Whether a line matches is found by a ``PatternAutomaton``, and the
/// places of the matches, which only visible lines need, step by step (after Pike).
final class PatternMatcher: Sendable {
    private let program: PatternProgram
    /// A text that each match contains; nil if there is none.
    private let required: PlainNeedle?
    private let isAnchored: Bool
    private let automaton: Mutex<PatternAutomaton>

    init(_ node: PatternNode, ignoresCase: Bool) throws(PatternProblem) {
        let program = try PatternProgram(node, ignoresCase: ignoresCase)
        self.program = program
        let text = node.requiredText(ignoresCase: ignoresCase)
        required = text.isEmpty ? nil : PlainNeedle(text, ignoresCase: ignoresCase)
        isAnchored = program.isAnchored
        automaton = Mutex(PatternAutomaton(program, isAnchored: isAnchored))
    }

    /// Whether a line contains a match.
    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        if let required, required.first(in: text) == nil { return false }
        return automaton.withLock { $0.matches(text) }
    }

    /// The first matches that are not empty, from left to right.
    func ranges(in text: UnsafeBufferPointer<UInt8>, limit: Int) -> [Range<Int>] {
        guard matches(text) else { return [] }
        var found: [Range<Int>] = []
        var from = 0
        // A line can make each attempt read all of it: the work is limited, not only the count.
        var budget = 4_000_000
        while found.count < limit, from < text.count, let match = first(in: text, from: from, &budget) {
            if !match.isEmpty { found.append(match) }
            from = max(match.upperBound, from + (match.isEmpty ? match.upperBound - from + 1 : 0))
        }
        return found
    }

    /// A way through the program, and its beginning in the text.
    private struct Thread {
        var step: Int
        var start: Int
    }

    /// The first match from an offset on: the leftmost, and of those the preferred. Nil if there is none, or the budget
    /// of steps is used up.
    private func first(in text: UnsafeBufferPointer<UInt8>, from: Int, _ budget: inout Int) -> Range<Int>? {
        var threads: [Thread] = []
        var next: [Thread] = []
        var found: Range<Int>?
        var seen = [Bool](repeating: false, count: program.steps.count)
        var ways: [Int] = []
        var place = from
        while true {
            let before = place == 0 ? PatternProgram.Neighbour.none : .init(text[place - 1])
            let after = place == text.count ? PatternProgram.Neighbour.none : .init(text[place])
            if found == nil, !isAnchored || place == 0 { threads.append(Thread(step: 0, start: place)) }
            if threads.isEmpty { return found }
            for index in seen.indices { seen[index] = false }
            budget -= threads.count + seen.count / 8
            next.removeAll(keepingCapacity: true)
            search: for thread in threads {
                ways.removeAll(keepingCapacity: true)
                program.follow(thread.step, before, after, &seen, &ways)
                for step in ways {
                    switch program.steps[step] {
                    case .match:
                        found = thread.start..<place
                        // The threads after it are less preferred.
                        break search
                    case .byte(let set):
                        if place < text.count, set.contains(text[place]) {
                            next.append(Thread(step: step + 1, start: thread.start))
                        }
                    case .split, .jump, .assertion: continue
                    }
                }
            }
            if place == text.count || budget < 0 { return found }
            swap(&threads, &next)
            place += 1
        }
    }
}
