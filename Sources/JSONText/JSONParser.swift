/// Reads one document into a tape. Uses a loop and a list of open containers, so depth costs memory and not stack.
struct JSONParser {
    private enum State {
        case value
        case firstElement
        case firstKey
        case key
        case afterValue
    }

    let bytes: [UInt8]
    let maximumDepth: Int
    /// The byte to be read next.
    var at = 0
    private(set) var tape: [TapeEntry] = []
    /// Tape indices of the containers that are open, outermost first.
    private(set) var open: [Int] = []
    /// The last comma between two values, for reporting a trailing comma.
    private var lastComma = 0

    init(_ bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    /// The byte at `at`; at the end 0, which no rule of the grammar accepts, so that rules need no test for the end.
    var current: UInt8 { at < bytes.count ? bytes[at] : 0 }

    /// The innermost open container, if any.
    var container: TapeEntry? { open.last.map { tape[$0] } }

    mutating func parse() throws(JSONError) -> [TapeEntry] {
        guard bytes.count < UInt32.max else { throw failure("a document cannot be larger than 4 GiB", at: 0) }
        tape.reserveCapacity(bytes.count / 12)
        at = byteOrderMarkLength(bytes)
        skipWhitespace()
        if at == bytes.count { throw failure("the text is empty; expected a JSON value", at: at) }
        var state = State.value
        while true {
            skipWhitespace()
            switch state {
            case .firstElement where current == Byte.closeBracket, .firstKey where current == Byte.closeBrace:
                close()
                state = .afterValue
            case .value, .firstElement:
                state = try readValue(afterComma: state == .value && container?.kind == .array)
            case .firstKey, .key:
                try readKey(afterComma: state == .key)
                state = .value
            case .afterValue:
                guard let kind = container?.kind else {
                    if at < bytes.count { throw unexpected(.end) }
                    return tape
                }
                state = try readSeparator(inObject: kind == .object)
            }
        }
    }

    private mutating func readValue(afterComma: Bool) throws(JSONError) -> State {
        switch current {
        case Byte.openBrace:
            try openContainer(.object)
            return .firstKey
        case Byte.openBracket:
            try openContainer(.array)
            return .firstElement
        case Byte.quote:
            countChild()
            try readString()
        case Byte.minus, Byte.zero...Byte.nine:
            countChild()
            try readNumber()
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            countChild()
            try readLiteral()
        case Byte.closeBracket where afterComma:
            throw trailingComma(at: lastComma, before: "]")
        default:
            throw unexpected(.value)
        }
        return .afterValue
    }

    private mutating func readKey(afterComma: Bool) throws(JSONError) {
        if current != Byte.quote {
            if afterComma, current == Byte.closeBrace { throw trailingComma(at: lastComma, before: "}") }
            throw unexpected(.key)
        }
        try readString()
        skipWhitespace()
        guard current == Byte.colon else { throw unexpected(.colon) }
        at += 1
    }

    private mutating func readSeparator(inObject: Bool) throws(JSONError) -> State {
        switch current {
        case Byte.comma:
            lastComma = at
            at += 1
            return inObject ? .key : .value
        case Byte.closeBrace where inObject, Byte.closeBracket where !inObject:
            close()
            return .afterValue
        default:
            throw unexpected(.separator(inObject: inObject))
        }
    }

    private mutating func openContainer(_ kind: JSONNode.Kind) throws(JSONError) {
        guard open.count < maximumDepth else {
            throw failure("nested deeper than \(maximumDepth) levels", at: at)
        }
        countChild()
        open.append(tape.count)
        append(kind, from: at, hasEscapes: false)
        at += 1
    }

    private mutating func close() {
        at += 1
        let index = open.removeLast()
        tape[index].end = UInt32(at)
        tape[index].next = UInt32(tape.count)
    }

    private mutating func countChild() {
        if let parent = open.last { tape[parent].count += 1 }
    }

    /// Adds the entry that starts at `start` and ends at `at`.
    mutating func append(_ kind: JSONNode.Kind, from start: Int, hasEscapes: Bool) {
        tape.append(
            TapeEntry(
                kind: kind, hasEscapes: hasEscapes, start: UInt32(start), end: UInt32(at),
                next: UInt32(tape.count + 1), count: 0))
    }

    private mutating func skipWhitespace() {
        while at < bytes.count {
            switch bytes[at] {
            case Byte.space, Byte.newline, Byte.carriageReturn, Byte.tab: at += 1
            default: return
            }
        }
    }
}
