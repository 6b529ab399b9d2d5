/// A search as the user types it: a regular expression in smart case, which means that a capital letter makes it exact.
/// It searches one line at a time; the time is linear in the line's length whatever the pattern is.
///
/// It knows characters and escapes (`\d \D \w \W \s \S \b \B \t \n \r \xHH \uHHHH`), `.`, classes (`[a-z_]`, `[^"]`),
/// `^` and `$`, groups (also `(?:…)` and `(?i)`), `|`, and the repetitions `* + ? {2} {2,} {2,5}`, with `?` after them
/// for as few as possible. `\d`, `\s` and word boundaries know ASCII; each character outside of ASCII counts as part of
/// a word. Look-around and back-references are not supported, since they take exponential time.
public struct SearchPattern: Sendable {
    /// The pattern as the user typed it.
    public let text: String
    private let search: Search

    /// How the pattern is searched.
    private enum Search: Sendable {
        /// An empty pattern matches each line.
        case everything
        case plain(PlainNeedle)
        case expression(PatternMatcher)
    }

    /// Reads a pattern.
    ///
    /// - Throws: what is wrong with it, and the place, for the user.
    public init(_ text: String) throws(PatternProblem) {
        self.text = text
        guard !text.isEmpty else {
            search = .everything
            return
        }
        var parser = PatternParser(text)
        let node = try parser.parse()
        let ignoresCase = parser.ignoresCase ?? !parser.hasCapital
        if let needle = PlainNeedle(node, ignoresCase: ignoresCase) {
            search = .plain(needle)
        } else {
            search = .expression(try PatternMatcher(node, ignoresCase: ignoresCase))
        }
    }

    /// Whether a line contains a match.
    public func matches(_ text: String) -> Bool {
        if let found = text.utf8.withContiguousStorageIfAvailable({ matches(utf8: $0) }) { return found }
        return Array(text.utf8).withUnsafeBufferPointer { matches(utf8: $0) }
    }

    /// The same for a line that is kept as bytes in UTF-8.
    public func matches(utf8 bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch search {
        case .everything: true
        case .plain(let needle): needle.first(in: bytes) != nil
        case .expression(let matcher): matcher.matches(bytes)
        }
    }

    /// The same for a line that is kept as bytes in UTF-8.
    public func matches(utf8 bytes: ArraySlice<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { matches(utf8: $0) }
    }

    /// The matches in a line, as offsets in UTF-8, from left to right. At most 100; empty matches are left out. In a line
    /// with a great many attempts at a match, the last ones can be missing.
    public func ranges(in text: String) -> [Range<Int>] {
        if let found = text.utf8.withContiguousStorageIfAvailable({ ranges(in: $0) }) { return found }
        return Array(text.utf8).withUnsafeBufferPointer { ranges(in: $0) }
    }

    private func ranges(in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        let limit = 100
        switch search {
        case .everything: return []
        case .plain(let needle):
            var found: [Range<Int>] = []
            var from = 0
            while found.count < limit, let start = needle.first(in: bytes, from: from) {
                from = start + needle.count
                found.append(start..<from)
            }
            return found
        case .expression(let matcher): return matcher.ranges(in: bytes, limit: limit)
        }
    }
}

extension SearchPattern: Hashable {
    /// The text determines the rest.
    public static func == (left: SearchPattern, right: SearchPattern) -> Bool { left.text == right.text }

    /// Hashes the text.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// What is wrong with a search pattern.
public struct PatternProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong: `unclosed (`.
    public let message: String
    /// The number of the wrong character, from 1; nil if the whole pattern is wrong.
    public let character: Int?

    /// A problem with the pattern.
    public init(_ message: String, character: Int?) {
        self.message = message
        self.character = character
    }

    /// For the user: `unclosed ( at character 7`.
    public var description: String { character.map { "\(message) at character \($0)" } ?? message }
}
