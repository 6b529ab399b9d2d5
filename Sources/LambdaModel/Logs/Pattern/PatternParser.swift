import Support

/// Reads a regular expression. Its problems name the place, so that the user sees at once what to change.
struct PatternParser {
    /// What `(?i)` or `(?-i)` at the start demands; nil without either.
    private(set) var ignoresCase: Bool?
    /// Whether a character of the text to find is a capital letter.
    private(set) var hasCapital = false

    /// More groups inside each other would not fit the stack.
    private static let maximumDepth = 100
    /// More repetitions would make the program too large.
    static let maximumRepetitions = 1000

    private let characters: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    init(_ text: String) { characters = Array(text.unicodeScalars) }

    /// Reads all of it.
    mutating func parse() throws(PatternProblem) -> PatternNode {
        if take("(?i)") { ignoresCase = true } else if take("(?-i)") { ignoresCase = false }
        let node = try choice()
        guard position == characters.count else { throw problem("unmatched )", at: position) }
        return node
    }

    // MARK: Structure

    private mutating func choice() throws(PatternProblem) -> PatternNode {
        var alternatives = [try sequence()]
        while take("|") { alternatives.append(try sequence()) }
        return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
    }

    private mutating func sequence() throws(PatternProblem) -> PatternNode {
        var nodes: [PatternNode] = []
        while let next = peek, next != "|", next != ")" {
            let start = position
            if let repetition = try repetition() {
                let name = String(String.UnicodeScalarView(characters[start..<repetition.end]))
                guard let last = nodes.popLast(), !isAssertion(last), !isRepeated(start) else {
                    throw problem("nothing to repeat before \(name)", at: start)
                }
                nodes.append(
                    .repetition(last, least: repetition.least, most: repetition.most, isLazy: take("?")))
                repeated = position
            } else {
                nodes.append(try atom())
            }
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    /// The end of the last repetition: another one directly after it has nothing to repeat.
    private var repeated = -1

    private func isRepeated(_ start: Int) -> Bool { repeated == start }

    private func isAssertion(_ node: PatternNode) -> Bool {
        if case .assertion = node { true } else { false }
    }

    private struct Repetition {
        var least: Int
        var most: Int?
        /// The position after it, without a `?` that makes it lazy.
        var end: Int
    }

    /// A repetition at the position; nil for anything else. Braces without a number are plain text, as in JSON.
    private mutating func repetition() throws(PatternProblem) -> Repetition? {
        let start = position
        if take("*") { return Repetition(least: 0, most: nil, end: position) }
        if take("+") { return Repetition(least: 1, most: nil, end: position) }
        if take("?") { return Repetition(least: 0, most: 1, end: position) }
        guard take("{") else { return nil }
        guard let least = number() else {
            position = start
            return nil
        }
        var most: Int? = least
        if take(",") { most = number() }
        guard take("}") else {
            position = start
            return nil
        }
        if let most, most < least { throw problem("reversed limits {\(least),\(most)}", at: start) }
        guard max(least, most ?? 0) <= Self.maximumRepetitions else {
            throw problem("more than \(Self.maximumRepetitions) repetitions", at: start)
        }
        return Repetition(least: least, most: most, end: position)
    }

    /// A number of at most six digits; nil if there is none.
    private mutating func number() -> Int? {
        var value: Int?
        var digits = 0
        while digits < 6, let next = peek, next.isASCII, let digit = Int(String(next)) {
            value = (value ?? 0) * 10 + digit
            digits += 1
            position += 1
        }
        return value
    }

    // MARK: Atoms

    private mutating func atom() throws(PatternProblem) -> PatternNode {
        let start = position
        let next = characters[position]
        position += 1
        switch next {
        case ".": return .oneOf(.anyButLineBreak)
        case "^": return .assertion(.start)
        case "$": return .assertion(.end)
        case "[": return try set(from: start)
        case "(": return try group(from: start)
        case "\\": return try escape(from: start)
        default: return literal(next)
        }
    }

    private mutating func literal(_ character: Unicode.Scalar) -> PatternNode {
        note(character)
        return .character(character)
    }

    private mutating func note(_ character: Unicode.Scalar) {
        if character.properties.isUppercase { hasCapital = true }
    }

    private mutating func group(from start: Int) throws(PatternProblem) -> PatternNode {
        if take("?") {
            let isPlain = take(":") || takeName()
            guard isPlain else {
                let kind = characters[position...].prefix(2).prefix { "=!<>P#-imsx".unicodeScalars.contains($0) }
                throw problem("unsupported group (?\(String(String.UnicodeScalarView(kind)))", at: start)
            }
        }
        guard depth < Self.maximumDepth else { throw problem("too many groups in each other", at: start) }
        depth += 1
        defer { depth -= 1 }
        let node = try choice()
        guard take(")") else { throw problem("unclosed (", at: start) }
        // A group keeps its repetition apart from the one after it: `(a+)*`.
        return .sequence([node])
    }

    /// The name of a group, which nothing needs: `<name>` or `P<name>`.
    private mutating func takeName() -> Bool {
        let start = position
        _ = take("P")
        guard take("<"), let first = peek, first != "=", first != "!" else {
            position = start
            return false
        }
        while let next = peek {
            position += 1
            if next == ">" { return true }
        }
        position = start
        return false
    }

    private mutating func escape(from start: Int) throws(PatternProblem) -> PatternNode {
        if take("b") { return .assertion(.wordBoundary) }
        if take("B") { return .assertion(.noWordBoundary) }
        if take("A") { return .assertion(.start) }
        if take("z") || take("Z") { return .assertion(.end) }
        switch try escaped(from: start) {
        case .set(let set): return .oneOf(set)
        case .character(let character): return literal(character)
        }
    }

    private enum Escaped {
        case set(ScalarSet)
        case character(Unicode.Scalar)
    }

    /// What follows a backslash, in a class and outside of one.
    private mutating func escaped(from start: Int) throws(PatternProblem) -> Escaped {
        guard let next = peek else { throw problem("unfinished \\", at: start) }
        position += 1
        switch next {
        case "d": return .set(.digits)
        case "D": return .set(ScalarSet.digits.inverted)
        case "w": return .set(.word)
        case "W": return .set(ScalarSet.word.inverted)
        case "s": return .set(.space)
        case "S": return .set(ScalarSet.space.inverted)
        case "t": return .character("\t")
        case "n": return .character("\n")
        case "r": return .character("\r")
        case "f": return .character("\u{C}")
        case "v": return .character("\u{B}")
        case "e": return .character("\u{1B}")
        case "x": return .character(try hexadecimal(digits: 2, from: start))
        case "u": return .character(try hexadecimal(digits: 4, from: start))
        case "1"..."9": throw problem("unsupported back-reference \\\(next)", at: start)
        case "0", "a"..."z", "A"..."Z": throw problem("unknown escape \\\(next)", at: start)
        default: return .character(next)
        }
    }

    /// A character's number: so many digits, or any number of them in braces.
    private mutating func hexadecimal(digits: Int, from start: Int) throws(PatternProblem) -> Unicode.Scalar {
        var text: ArraySlice<Unicode.Scalar>
        if take("{") {
            text = characters[position...].prefix { $0 != "}" }
            position += text.count
            guard take("}") else { throw problem("unclosed {", at: start) }
        } else {
            text = characters[position...].prefix(digits)
            position += text.count
            if text.count < digits { text = [] }
        }
        guard text.allSatisfy(\.properties.isASCIIHexDigit),
            let scalar = UInt32(String(String.UnicodeScalarView(text)), radix: 16).flatMap(Unicode.Scalar.init)
        else { throw problem("no character's number", at: start) }
        return scalar
    }

    // MARK: Classes

    private mutating func set(from start: Int) throws(PatternProblem) -> PatternNode {
        let isInverted = take("^")
        var set = ScalarSet()
        var isFirst = true
        while let next = peek {
            let place = position
            if next == "]", !isFirst {
                position += 1
                return isInverted ? .noneOf(set) : .oneOf(set)
            }
            if next == "[", characters[position...].dropFirst().first == ":" {
                throw problem("unsupported class [:", at: place)
            }
            isFirst = false
            guard let low = try member(adding: &set) else { continue }
            guard peek == "-", let end = characters[position...].dropFirst().first, end != "]" else {
                set.insert(low...low)
                continue
            }
            position += 1
            guard let high = try member(adding: &set) else {
                set.insert(low...low)
                set.insert("-"..."-")
                continue
            }
            guard low <= high else {
                throw problem("reversed range \(low)-\(high)", at: place)
            }
            set.insert(low...high)
        }
        throw problem("unclosed [", at: start)
    }

    /// A character of a class; nil if it was a set, which is added.
    private mutating func member(adding set: inout ScalarSet) throws(PatternProblem) -> Unicode.Scalar? {
        let start = position
        guard let next = peek else { return nil }
        position += 1
        guard next == "\\" else {
            note(next)
            return next
        }
        switch try escaped(from: start) {
        case .set(let other):
            set.formUnion(other)
            return nil
        case .character(let character):
            note(character)
            return character
        }
    }

    // MARK: Characters

    private var peek: Unicode.Scalar? { position < characters.count ? characters[position] : nil }

    private mutating func take(_ text: String) -> Bool {
        let wanted = text.unicodeScalars
        guard characters[position...].starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    private func problem(_ message: String, at position: Int) -> PatternProblem {
        PatternProblem(message, character: position + 1)
    }
}
