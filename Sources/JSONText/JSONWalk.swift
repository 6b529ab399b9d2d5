/// A step of writing a value in order: a bracket that opens or closes, or a whole value.
struct JSONStep: Sendable {
    enum Role: Sendable {
        /// The opening bracket of a container that is not empty.
        case open
        /// Its closing bracket.
        case close
        /// A string, number, bool, null or empty container.
        case leaf
        /// A container whose content is hidden.
        case folded
    }

    private let tapeIndex: UInt32
    private let level: UInt32
    let role: Role
    /// Whether a key precedes it, in the tape entry before its own.
    let hasKey: Bool
    /// Whether a comma follows.
    let hasComma: Bool

    init(index: Int, depth: Int, role: Role, hasKey: Bool, hasComma: Bool) {
        tapeIndex = UInt32(index)
        level = UInt32(depth)
        self.role = role
        self.hasKey = hasKey
        self.hasComma = hasComma
    }

    /// The tape index of the value; for a closing bracket, the container's.
    var index: Int { Int(tapeIndex) }
    /// The number of containers around it.
    var depth: Int { Int(level) }
}

/// Goes through a value in the order of its text: one loop for formatting, folding and copying.
struct JSONWalk: Sequence, IteratorProtocol {
    private let storage: JSONStorage
    private let folded: Set<Int>
    private var cursor: Int
    private let end: Int
    /// The containers around the cursor, and how many of their values remain.
    private var open: [(index: Int, remaining: Int)] = []

    init(_ node: JSONNode, folded: Set<Int> = []) {
        storage = node.storage
        self.folded = folded
        cursor = node.index
        end = Int(node.entry.next)
    }

    mutating func next() -> JSONStep? {
        if let container = open.last, container.remaining == 0 {
            open.removeLast()
            return step(container.index, .close, hasKey: false)
        }
        guard cursor < end else { return nil }
        let hasKey = open.last.map { storage.tape[$0.index].kind == .object } ?? false
        let index = hasKey ? cursor + 1 : cursor
        if !open.isEmpty { open[open.count - 1].remaining -= 1 }
        let entry = storage.tape[index]
        guard entry.count > 0 else {
            cursor = index + 1
            return step(index, .leaf, hasKey: hasKey)
        }
        if !folded.isEmpty, folded.contains(index) {
            cursor = Int(entry.next)
            return step(index, .folded, hasKey: hasKey)
        }
        cursor = index + 1
        let opening = JSONStep(index: index, depth: open.count, role: .open, hasKey: hasKey, hasComma: false)
        open.append((index, Int(entry.count)))
        return opening
    }

    private func step(_ index: Int, _ role: JSONStep.Role, hasKey: Bool) -> JSONStep {
        let hasComma = open.last.map { $0.remaining > 0 } ?? false
        return JSONStep(index: index, depth: open.count, role: role, hasKey: hasKey, hasComma: hasComma)
    }
}
