import Support

/// A line of a build's output: whether it reports an error or a warning, and the position that it names.
public struct BuildLine: Hashable, Sendable {
    /// ``LogLevel/error`` or ``LogLevel/warning`` for a line that reports one, as compilers, bundlers, build tools and
    /// language runtimes write it; nil for all others, also for the lines that explain it.
    public let level: LogLevel?
    /// The position; nil if it names none.
    public let location: BuildLocation?
    /// What it says of the position, or all of it if it has none; without the blanks and signs around it.
    public let message: String

    /// Reads a line of output, which can have escape sequences.
    public init(_ text: String) {
        let plain = String(
            decoding: EscapeSequence.removed(from: text).utf8.prefix(BuildLocation.longest), as: UTF8.self)
        location = BuildLocation(in: plain)
        let rest = location.map { Substring(plain.utf8.dropFirst($0.end)) } ?? ""
        level = Self.level(plain, location, rest)
        let said = Self.trimmed(location == nil ? plain[...] : rest)
        // Maven names the position before the message, Gradle after it.
        message = String(said.isEmpty ? Self.trimmed(plain[...]) : said)
    }

    /// The level of a line; faster than reading all of it.
    public static func level(of text: String) -> LogLevel? {
        BuildMarks.mayHaveLevel(text) ? BuildLine(text).level : nil
    }

    /// Signs around a message.
    private static let signs: Set<Character> = [
        " ", "\t", ":", "-", ",", ")", "✘", "▲", "✖", "×", "❌", "⚠", "✗", "✕", "⨯", "•", ">",
    ]

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { signs.contains($0) }
        return start.lastIndex { !$0.isWhitespace }.map { start[...$0] } ?? ""
    }

    // MARK: The level

    private static func level(_ plain: String, _ location: BuildLocation?, _ rest: Substring) -> LogLevel? {
        if let location {
            let said = trimmed(rest)
            if let level = severity(said, isBehindPosition: true) { return level }
            if ["note", "info", "help", "remark", "hint"].contains(where: said.hasPrefix) { return nil }
            // Go names no severity: its compiler has only errors.
            if location.path.hasSuffix(".go"), location.column != nil, !said.isEmpty { return .error }
        }
        let indent = plain.prefix { $0 == " " || $0 == "\t" }
        // Code that a compiler shows is further to the right.
        guard indent.count < 4 else { return nil }
        return severity(trimmed(plain[indent.endIndex...]), isBehindPosition: false) ?? tools(plain)
    }

    private static let words: [(word: String, level: LogLevel)] = [
        ("fatal error", .error), ("fatal", .error), ("error", .error), ("err!", .error), ("warning", .warning),
        ("warn", .warning),
    ]

    /// The severity that a text begins with.
    private static func severity(_ text: Substring, isBehindPosition: Bool) -> LogLevel? {
        var text = text
        // `[ERROR] text`, `[tsl] ERROR in …`, `[11:22:33] error: …`.
        if text.hasPrefix("["), let end = text.prefix(40).firstIndex(of: "]") {
            let inside = text[text.index(after: text.startIndex)..<end]
            text = text[text.index(after: end)...].drop { $0 == " " }
            if inside == "!" { return .error }
            if let level = LogLevel(named: String(inside)) {
                return text.isEmpty
                    ? nil : level.severity >= LogLevel.error.severity ? .error : level == .warning ? level : nil
            }
        }
        // eslint names the file in a line before: `3:5  error  'x' is not defined`.
        if let first = text.first, first.isASCII, first.isNumber {
            let numbers = text.prefix { $0.isASCII && $0.isNumber || $0 == ":" }
            text = text[numbers.endIndex...].drop { $0 == " " }
            guard numbers.contains(":"), words.contains(where: { text.hasPrefix($0.word) }) else { return nil }
            return severity(text, isBehindPosition: true)
        }
        var isNamed = isBehindPosition
        if text.hasPrefix("npm ") { (text, isNamed) = (text.dropFirst(4), true) }
        if text.hasPrefix("e: ") { return .error }
        if text.hasPrefix("w: ") { return .warning }
        let head = text.prefix(16).lowercased()
        guard let found = words.first(where: { head.hasPrefix($0.word) }) else { return nil }
        let after = text.dropFirst(found.word.count)
        return isSeverity(text.prefix(found.word.count), after, isNamed) ? found.level : nil
    }

    /// Whether a word is a severity, and not part of a sentence, by what follows it.
    private static func isSeverity(_ word: Substring, _ after: Substring, _ isNamed: Bool) -> Bool {
        switch after.first {
        case nil, ":", "!": return true
        case "[": return true
        case " ":
            if isNamed || word.allSatisfy({ !$0.isLowercase }) { return true }
            let next = after.dropFirst().prefix { $0 != " " && $0 != ":" }
            if ["in", "during", "at"].contains(next) { return true }
            let isCode = next.first?.isUppercase == true && next.last?.isNumber == true
            return isCode || (word.first?.isLowercase == true && next.first?.isUppercase == true)
        default: return false
        }
    }

    /// What single tools and language runtimes write.
    private static func tools(_ text: String) -> LogLevel? {
        if text.hasPrefix("FAILURE: ") || text.hasSuffix(": command not found") || text.hasSuffix(": not found")
            || text.contains(" panicked at ") || (text.hasPrefix("make") && text.contains(": *** "))
        {
            return .error
        }
        guard TracePart(of: text) == .error else { return nil }
        return text.prefix { $0 != ":" && $0 != " " }.hasSuffix("Warning") ? .warning : .error
    }
}

/// Finds lines that cannot report an error, in their bytes: a build can write a million lines.
private enum BuildMarks {
    private static let marks: [[UInt8]] = [
        "err", "warn", "fatal", "failure", "exception", "fault", "interrupt", "exit", "not found", "panic", ".go:",
        "e: ",
        "w: ", "[!]", "*** ",
    ].map { Array($0.utf8) }

    /// The marks that begin with a byte.
    private static let table: [[[UInt8]]] = (0..<256).map { byte in marks.filter { Int($0[0]) == byte } }

    static func mayHaveLevel(_ text: String) -> Bool {
        if let found = text.utf8.withContiguousStorageIfAvailable({ contains($0) }) { return found }
        return Array(text.utf8).withUnsafeBufferPointer { contains($0) }
    }

    private static func contains(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let end = min(bytes.count, 2 * BuildLocation.longest)
        func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
        for index in 0..<end {
            for mark in table[Int(lower(bytes[index]))] where index + mark.count <= end {
                if mark.indices.allSatisfy({ lower(bytes[index + $0]) == mark[$0] }) { return true }
            }
        }
        return false
    }
}
