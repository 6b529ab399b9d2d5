import Support

/// The lines of a source file around the line that failed.
public struct SourceExcerpt: Hashable, Sendable {
    /// One line of the file.
    public struct Line: Hashable, Sendable {
        /// Its number, from 1.
        public var number: Int
        /// Its text: tabs are blanks, and it has no controls.
        public var text: String

        /// A line.
        public init(number: Int, text: String) {
            self.number = number
            self.text = text
        }
    }

    /// Lines to keep before and after the failing one.
    public static let margin = 5
    /// Cells of a line that are kept.
    public static let longestLine = 200
    /// The largest source file that is read, in bytes.
    public static let largestFile = 2 << 20
    /// Blanks for a tab, at most.
    private static let tab = 4

    /// The file's absolute path on this machine, or the name that a source map gives to a source that has no file here.
    public var path: String
    /// The position that an editor opens. For a source without a file, it is the generated file's.
    public var place: LocalPlace
    /// The failing line, from 1.
    public var line: Int
    /// The function; nil if unknown.
    public var function: String?
    /// The lines, in order; the failing line is one of them.
    public var lines: [Line]
    /// Whether the file was saved after the call began, so that its lines may not be those that ran.
    public var isNewer = false
    /// Why the source map beside the file is not used; nil if it is, or if there is none.
    public var remark: String?
    /// The frame of the trace that it shows.
    public var frame: StackFrame

    /// The lines around a position; nil if the content is not text, or has no such line.
    ///
    /// - Parameters:
    ///   - path: the file, or the name of a source without a file.
    ///   - opens: the file that an editor opens, with its line, if it is another one.
    public init?(
        _ content: [UInt8], path: String, frame: StackFrame, line: Int? = nil, column: Int? = nil,
        opens: LocalPlace? = nil
    ) {
        guard content.count <= Self.largestFile, !content.contains(0) else { return nil }
        let all = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard let line = line ?? frame.line ?? Self.line(with: frame.needle, in: all), all.indices.contains(line - 1)
        else { return nil }
        let range = max(0, line - 1 - Self.margin)..<min(all.count, line + Self.margin)
        lines = range.map { index in
            let text = Self.shown(all[index], column: index == line - 1 ? column ?? frame.column : nil)
            return Line(number: index + 1, text: text)
        }
        // The end of the last line is not a line.
        if lines.count > 1, lines.last?.text.isEmpty == true, range.upperBound == all.count, line != all.count {
            lines.removeLast()
        }
        self.path = path
        self.line = line
        self.frame = frame
        function = frame.function
        place = opens ?? LocalPlace(path: path, line: line)
    }

    /// The first line that imports a module, from 1.
    private static func line(with needle: String?, in lines: [ArraySlice<UInt8>]) -> Int? {
        guard let needle, !needle.isEmpty else { return nil }
        let words = ["import", "require", "from"].map { Array($0.utf8) }
        let index = lines.firstIndex { line in
            line.firstIndex(of: Array(needle.utf8)) != nil && words.contains { line.firstIndex(of: $0) != nil }
        }
        return index.map { $0 + 1 }
    }

    /// A line as it is shown. Of a line that is too long, such as one of a minified file, the part around the column is
    /// kept.
    private static func shown(_ bytes: ArraySlice<UInt8>, column: Int?) -> String {
        var bytes = bytes
        var isCut = false
        if let column, column > longestLine * 3 / 4, bytes.count > longestLine {
            bytes = bytes.dropFirst(column - longestLine / 2)
            // The bytes that continue a character.
            bytes = bytes.drop { $0 & 0xC0 == 0x80 }
            isCut = true
        }
        var text = isCut ? "…" : ""
        var width = text.cellWidth
        for character in String(decoding: bytes.prefix(longestLine * 8), as: UTF8.self) {
            if character == "\t" {
                let blanks = tab - width % tab
                text += String(repeating: " ", count: blanks)
                width += blanks
            } else if !character.unicodeScalars.contains(where: { $0.isControl || $0.isLineBreak }) {
                text.append(character)
                width += String(character).cellWidth
            }
            if width > longestLine { break }
        }
        // Characters that hide or reorder others are replaced: code must not look different from what it is.
        return PlainText.line(text).fitted(longestLine)
    }
}
