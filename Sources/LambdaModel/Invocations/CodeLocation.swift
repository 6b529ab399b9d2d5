import Support

/// A position in a source file named by a line of a log or of a stack trace, with the container's path.
public struct CodeLocation: Hashable, Sendable {
    /// The file's absolute path in the container.
    public var path: String
    /// The line, from 1.
    public var line: Int
    /// The column, if the line names one.
    public var column: Int?
    /// The range of the path in the text: offsets in its UTF-8, including a `file://` before it.
    public var range: Range<Int>

    /// The bytes at the start of a text that are searched: a longer line is data and not a frame.
    private static let longest = 4096
    /// Limits for the bytes of a path and the paths of a text, so that a text of slashes costs no more than any other.
    private static let longestPath = 1024
    private static let mostPaths = 16

    /// Finds the first position in a text. Known forms, besides plain `path:line` and `path:line:column`: Python's
    /// `File "path", line 4, in handler`, Node.js's `at handler (path:12:9)` and `file://path:3:1`, Ruby's `path:3:in`,
    /// .NET's `in path:line 5`. Java names no paths. Nil if there is none.
    public init?(in text: String) {
        let bytes = Array(text.utf8.prefix(Self.longest))
        var start = 0
        var paths = 0
        while paths < Self.mostPaths, let slash = bytes[start...].firstIndex(of: UInt8(ascii: "/")) {
            if let begin = Self.begin(bytes, slash) {
                paths += 1
                if let found = Self.find(bytes, slash, begin) {
                    self = found
                    return
                }
            }
            start = slash + 1
        }
        return nil
    }

    private init(path: String, line: Int, column: Int?, range: Range<Int>) {
        self.path = path
        self.line = line
        self.column = column
        self.range = range
    }

    /// The start of the path with a slash, including a `file://` before it; nil for a slash within a word.
    private static func begin(_ bytes: [UInt8], _ slash: Int) -> Int? {
        let scheme = Array("file://".utf8)
        let isURL = slash >= scheme.count && bytes[(slash - scheme.count)..<slash].elementsEqual(scheme)
        if isURL { return slash - scheme.count }
        return slash == 0 || opening.contains(bytes[slash - 1]) ? slash : nil
    }

    /// The position whose path has its first slash there.
    private static func find(_ bytes: [UInt8], _ slash: Int, _ start: Int) -> CodeLocation? {
        let isURL = start < slash
        let before = start > 0 ? bytes[start - 1] : UInt8(ascii: " ")
        let end: Int
        let numbers: (line: Int, column: Int?, end: Int)
        if before == UInt8(ascii: "\""), let quote = bytes[slash...].firstIndex(of: before) {
            guard let line = number(bytes, behind: "\", line ", at: quote) else { return nil }
            (end, numbers) = (quote, (line.value, nil, line.end))
        } else {
            guard let colon = place(bytes, slash, isInBrackets: before == UInt8(ascii: "(")) else { return nil }
            (end, numbers) = (colon.end, colon.numbers)
        }
        var path = bytes[slash..<end]
        if isURL { path = PercentCoding.decodedLoosely(path)[...] }
        guard numbers.line > 0, path.last != UInt8(ascii: "/"), path.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
            let text = String(validating: path, as: UTF8.self)
        else { return nil }
        return CodeLocation(path: text, line: numbers.line, column: numbers.column, range: start..<end)
    }

    /// Bytes that can precede a path.
    private static let opening = Array(" \t\"'`([<=,".utf8)

    /// The colon that ends an unquoted path, and the numbers after it. Spaces belong to a path only in brackets or
    /// before .NET's word.
    private static func place(
        _ bytes: [UInt8], _ start: Int, isInBrackets: Bool
    ) -> (end: Int, numbers: (line: Int, column: Int?, end: Int))? {
        var hasBlank = false
        for index in start..<min(bytes.count, start + longestPath) {
            switch bytes[index] {
            case UInt8(ascii: " "): hasBlank = true
            case UInt8(ascii: "\""), UInt8(ascii: "("), UInt8(ascii: ")"), 0..<0x20: return nil
            case UInt8(ascii: ":"):
                if let line = number(bytes, behind: ":line ", at: index) { return (index, (line.value, nil, line.end)) }
                guard let line = number(bytes, behind: ":", at: index) else { continue }
                let column = number(bytes, behind: ":", at: line.end)
                let end = column?.end ?? line.end
                let closes = end < bytes.count && bytes[end] == UInt8(ascii: ")")
                guard !hasBlank || (isInBrackets && closes) else { return nil }
                return (index, (line.value, column?.value, end))
            default: break
            }
        }
        return nil
    }

    /// The number after some words at an index, and its end; nil if a word continues after it.
    private static func number(_ bytes: [UInt8], behind words: String, at index: Int) -> (value: Int, end: Int)? {
        guard bytes[index...].starts(with: words.utf8) else { return nil }
        var end = index + words.utf8.count
        var value = 0
        let start = end
        while end < bytes.count, bytes[end].isASCIIDigit, end - start < 9 {
            value = value * 10 + Int(bytes[end] - 0x30)
            end += 1
        }
        let goesOn = end < bytes.count && bytes[end].isASCIILetter
        return end > start && !goesOn ? (value, end) : nil
    }
}
