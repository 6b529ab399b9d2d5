import JSONText

/// Adds an entry to the text of VS Code's `launch.json`. The file may have comments and commas after last elements, so
/// the entry is inserted as text, and everything else stays as it is.
public enum LaunchFile {
    /// What becomes of the file.
    public enum Change: Sendable, Hashable {
        /// It gets this text.
        case write(String)
        /// It has an entry of that name already, and stays as it is.
        case hasEntry
    }

    /// Why a text cannot be changed.
    public struct Problem: Error, Hashable, Sendable {
        /// The line, counted from 1.
        public let line: Int
        /// What is wrong there.
        public let message: String
    }

    /// Adds an entry.
    ///
    /// - Parameters:
    ///   - entry: the text of a JSON object, indented by four spaces for each level.
    ///   - name: the value of its member `name`.
    ///   - text: the content of the file; nil if there is none.
    public static func adding(_ entry: String, named name: String, to text: String?) throws(Problem) -> Change {
        guard let text, !text.allSatisfy(\.isWhitespace) else { return .write(newFile(entry)) }
        var scanner = LaunchFileScanner(text)
        let found = try scanner.find()
        if found.names.contains(name) { return .hasEntry }
        let layout = Layout(of: text)
        let inserted: String
        switch found.place {
        case .list(let isEmpty):
            inserted = layout.lines(of: entry, level: 2) + (isEmpty ? layout.end + layout.indent(1) : ",")
        case .object(let isEmpty):
            let list = "\"configurations\": [" + layout.lines(of: entry, level: 2) + layout.end + layout.indent(1) + "]"
            inserted = layout.end + layout.indent(1) + list + (isEmpty ? layout.end : ",")
        }
        var bytes = Array(text.utf8)
        bytes.insert(contentsOf: inserted.utf8, at: found.offset)
        return .write(String(decoding: bytes, as: UTF8.self))
    }

    private static func newFile(_ entry: String) -> String {
        let layout = Layout(of: "")
        return """
            {
                "version": "0.2.0",
                "configurations": [\(layout.lines(of: entry, level: 2))
                ]
            }

            """
    }

    /// The indentation and the line ends of a text.
    private struct Layout {
        let unit: String
        let end: String

        init(of text: String) {
            end = text.utf8.contains(13) ? "\r\n" : "\n"
            let lines = text.split(whereSeparator: \.isNewline)
            let indented = lines.first { $0.first == " " || $0.first == "\t" }
            unit = indented.map { String($0.prefix { $0 == " " || $0 == "\t" }) } ?? "    "
        }

        func indent(_ level: Int) -> String { String(repeating: unit, count: level) }

        /// The lines of an entry, each after a line end.
        func lines(of entry: String, level: Int) -> String {
            let lines: [Substring] = entry.split(separator: "\n")
            return lines.map { line -> String in
                let inner = line.prefix { $0 == " " }.count
                return end + indent(level + inner / 4) + String(line.dropFirst(inner))
            }.joined()
        }
    }
}

/// Finds the list of configurations in the text of a `launch.json`.
struct LaunchFileScanner {
    /// What an entry is inserted into.
    enum Place: Hashable {
        /// The list of configurations.
        case list(isEmpty: Bool)
        /// The outermost object, which has no such list.
        case object(isEmpty: Bool)
    }

    private let bytes: [UInt8]
    private var offset = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
        // A byte order mark.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    }

    /// The place for an entry, its offset in bytes, and the names of the entries that are there.
    mutating func find() throws(LaunchFile.Problem) -> (place: Place, offset: Int, names: Set<String>) {
        try expect(UInt8(ascii: "{"), "the file must contain an object")
        let start = offset
        var isEmpty = true
        while let key = try nextKey() {
            isEmpty = false
            if key == "configurations" { return try list() }
            try skipValue()
        }
        return (.object(isEmpty: isEmpty), start, [])
    }

    private mutating func list() throws(LaunchFile.Problem) -> (Place, Int, Set<String>) {
        try expect(UInt8(ascii: "["), "\"configurations\" must be a list")
        let start = offset
        var isEmpty = true
        var names: Set<String> = []
        while try !closes(UInt8(ascii: "]")) {
            isEmpty = false
            if current == UInt8(ascii: "{") {
                offset += 1
                while let key = try nextKey() {
                    if key == "name", current == UInt8(ascii: "\"") {
                        names.insert(try string())
                    } else {
                        try skipValue()
                    }
                }
            } else {
                try skipValue()
            }
        }
        return (.list(isEmpty: isEmpty), start, names)
    }

    /// The key of the next member of an object, whose value follows; nil after the last one.
    private mutating func nextKey() throws(LaunchFile.Problem) -> String? {
        if try closes(UInt8(ascii: "}")) { return nil }
        guard current == UInt8(ascii: "\"") else { throw problem("a key in double quotes must be here") }
        let key = try string()
        try expect(UInt8(ascii: ":"), "a colon must follow the key \"\(key)\"")
        skipBlanks()
        return key
    }

    /// Whether an object or a list ends here. A comma before the end is skipped.
    private mutating func closes(_ end: UInt8) throws(LaunchFile.Problem) -> Bool {
        skipBlanks()
        if current == UInt8(ascii: ",") {
            offset += 1
            skipBlanks()
        }
        guard let current else { throw problem("the file ends too early") }
        guard current == end else { return false }
        offset += 1
        return true
    }

    private mutating func skipValue() throws(LaunchFile.Problem) {
        skipBlanks()
        switch current {
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "{"):
            offset += 1
            while try nextKey() != nil { try skipValue() }
        case UInt8(ascii: "["):
            offset += 1
            while try !closes(UInt8(ascii: "]")) { try skipValue() }
        default:
            let start = offset
            while let current, Self.isOfWord(current) { offset += 1 }
            guard offset > start else { throw problem("a value must be here") }
        }
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private mutating func string() throws(LaunchFile.Problem) -> String {
        let start = offset
        offset += 1
        while let byte = current, byte != UInt8(ascii: "\"") {
            guard byte != UInt8(ascii: "\n") else { throw problem("the string has no end") }
            offset += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        guard current != nil else { throw problem("the string has no end") }
        offset += 1
        let text = Array(bytes[start..<offset])
        return (try? JSONDocument(text))?.root.string ?? String(decoding: text, as: UTF8.self)
    }

    private mutating func expect(_ byte: UInt8, _ message: String) throws(LaunchFile.Problem) {
        skipBlanks()
        guard current == byte else { throw problem(message) }
        offset += 1
    }

    private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// Skips blanks and comments.
    private mutating func skipBlanks() {
        while let byte = current {
            if byte == 32 || (9...13).contains(byte) {
                offset += 1
            } else if bytes[offset...].starts(with: "//".utf8) {
                offset = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            } else if bytes[offset...].starts(with: "/*".utf8) {
                offset += 2
                while offset < bytes.count, !bytes[offset...].starts(with: "*/".utf8) { offset += 1 }
                offset = min(bytes.count, offset + 2)
            } else {
                return
            }
        }
    }

    private func problem(_ message: String) -> LaunchFile.Problem {
        let line = bytes.prefix(offset).count { $0 == UInt8(ascii: "\n") } + 1
        return LaunchFile.Problem(line: line, message: message)
    }
}
