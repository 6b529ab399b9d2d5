import Support

/// A position in a source file that a line of a build's output names.
public struct BuildLocation: Hashable, Sendable {
    /// The file as the tool names it, without `file://` and `./`: absolute, or relative to the folder in which the tool
    /// runs.
    public var path: String
    /// The line, from 1.
    public var line: Int
    /// The column, from 1; nil if the tool names none.
    public var column: Int?
    /// The range of the path in the text: offsets in its UTF-8.
    public var range: Range<Int>
    /// The end of the position in the text: an offset in its UTF-8.
    let end: Int

    /// The bytes at the start of a line that are searched: a longer line is data.
    static let longest = 2000
    /// Limits for the bytes of a path and for the places of a line that may be a position.
    private static let longestPath = 1024
    private static let mostPlaces = 16

    /// Finds the position in a line without escape sequences; nil if there is none. Known are the forms of tsc
    /// (`a.ts(12,5)`), Maven (`A.java:[12,5]`), Kotlin (`A.kt: (12, 5)`), rollup (`a.js (12:5)`), webpack (`a.js 12:5-9`),
    /// Python, .NET and shells (see ``StackFrame``), and `path:12:5` of nearly all others. A path must end like a source
    /// file, so that an address or a time is none.
    public init?(in text: String) {
        let bytes = Array(text.utf8.prefix(Self.longest))
        guard let found = Self.inWords(text) ?? Self.find(bytes) else { return nil }
        self = found
    }

    private init(path: String, line: Int, column: Int?, range: Range<Int>, end: Int) {
        (self.path, self.line, self.column, self.range, self.end) = (path, line, column, range, end)
    }

    /// The position on the machine that builds.
    ///
    /// - Parameters:
    ///   - directory: the folder in which the build runs; nil if it is not known.
    ///   - files: the function's files, for a build that runs in its container.
    /// - Returns: nil for a relative path whose folder is not known.
    public func place(in directory: String?, _ files: CodeMap) -> LocalPlace? {
        if let local = files.local(path) { return LocalPlace(path: local, line: line) }
        guard path.hasPrefix("/") || directory != nil else { return nil }
        return LocalPlace(path: PathText.join(directory ?? "/", path), line: line)
    }

    // MARK: Forms with words

    /// `File "app.py", line 12`, `in /src/Foo.cs:line 12`, `build.sh: line 12:`.
    private static func inWords(_ text: String) -> BuildLocation? {
        guard text.utf8.count <= longest, text.contains("line ") else { return nil }
        let start = text.firstRange(of: "File \"")?.lowerBound ?? text.startIndex
        guard let frame = FrameReader.frame(String(text[start...])), let line = frame.line else { return nil }
        switch frame.form {
        case .python, .dotnet, .shell: break
        case .nodejs, .java, .go, .rust, .ruby, .other: return nil
        }
        guard frame.kind != .runtime, let place = text.firstRange(of: frame.path) else { return nil }
        let begin = text.utf8.distance(from: text.startIndex, to: place.lowerBound)
        let range = begin..<(begin + frame.path.utf8.count)
        return BuildLocation(path: frame.path, line: line, column: nil, range: range, end: range.upperBound)
    }

    // MARK: Forms with numbers

    /// Where a path ends and which numbers follow.
    private struct Place {
        var pathEnd: Int
        var line: Int
        var column: Int?
        var end: Int
    }

    private static func find(_ bytes: [UInt8]) -> BuildLocation? {
        var places = 0
        let start = textStart(bytes)
        for index in bytes.indices.dropFirst() {
            guard index > start, let place = place(bytes, index) else { continue }
            places += 1
            guard places <= mostPlaces else { return nil }
            if let found = location(bytes, place, from: start) { return found }
        }
        return nil
    }

    /// The numbers that begin at an index, in one of the forms.
    private static func place(_ bytes: [UInt8], _ index: Int) -> Place? {
        func isByte(_ offset: Int, _ character: Unicode.Scalar) -> Bool {
            index + offset < bytes.count && bytes[index + offset] == UInt8(ascii: character)
        }
        switch bytes[index] {
        case UInt8(ascii: ":"):
            if isByte(1, "[") { return pair(bytes, index, skip: 2, ",", closing: "]") }
            if isByte(1, " "), isByte(2, "(") { return pair(bytes, index, skip: 3, ",", closing: ")") }
            if bytes[index...].starts(with: shellWord), let line = number(bytes, index + shellWord.count) {
                return Place(pathEnd: index, line: line.value, column: nil, end: line.end)
            }
            return colons(bytes, index)
        case UInt8(ascii: "("):
            if let found = pair(bytes, index, skip: 1, ",", closing: ")") { return found }
            guard bytes[index - 1] == UInt8(ascii: " ") else { return nil }
            var found = pair(bytes, index, skip: 1, ":", closing: ")")
            found?.pathEnd -= 1
            return found
        case UInt8(ascii: " "):
            // webpack: a line and a range of columns.
            guard let line = number(bytes, index + 1), line.end < bytes.count,
                bytes[line.end] == UInt8(ascii: ":"), let column = number(bytes, line.end + 1)
            else { return nil }
            return Place(pathEnd: index, line: line.value, column: column.value, end: column.end)
        default: return nil
        }
    }

    /// What a shell writes before the line of a script.
    private static let shellWord = Array(": line ".utf8)

    /// `12,5` or `12` with brackets around it. MSBuild may name the end, too: `12,5,12,9`.
    private static func pair(
        _ bytes: [UInt8], _ index: Int, skip: Int, _ separator: Unicode.Scalar, closing: Unicode.Scalar
    ) -> Place? {
        guard let line = number(bytes, index + skip) else { return nil }
        var (column, end): (Int?, Int) = (nil, line.end)
        while end < bytes.count, bytes[end] == UInt8(ascii: separator) {
            let next = end + 1 < bytes.count && bytes[end + 1] == UInt8(ascii: " ") ? end + 2 : end + 1
            guard let value = number(bytes, next) else { return nil }
            (column, end) = (column ?? value.value, value.end)
        }
        guard end < bytes.count, bytes[end] == UInt8(ascii: closing), column != nil || separator == "," else {
            return nil
        }
        return Place(pathEnd: index, line: line.value, column: column, end: end + 1)
    }

    /// `:12:5` or `:12`.
    private static func colons(_ bytes: [UInt8], _ index: Int) -> Place? {
        guard let line = number(bytes, index + 1) else { return nil }
        var place = Place(pathEnd: index, line: line.value, column: nil, end: line.end)
        if line.end < bytes.count, bytes[line.end] == UInt8(ascii: ":"), let column = number(bytes, line.end + 1) {
            (place.column, place.end) = (column.value, column.end)
        }
        if place.end < bytes.count, case let next = bytes[place.end], next.isASCIIAlphanumeric || next == 0x2E {
            return nil
        }
        return place
    }

    /// A number of at most nine digits, and its end.
    private static func number(_ bytes: [UInt8], _ start: Int) -> (value: Int, end: Int)? {
        var (value, end) = (0, start)
        while end < bytes.count, bytes[end].isASCIIDigit, end - start < 10 {
            value = value * 10 + Int(bytes[end] - 0x30)
            end += 1
        }
        return end > start && end - start < 10 ? (value, end) : nil
    }

    // MARK: The path

    /// What tools write before a path that begins the text.
    private static let leads = ["--> ", "::: ", "[ERROR] ", "[WARNING] ", "[error] ", "[warn] ", "e: ", "w: ", "vet: "]
        .map { Array($0.utf8) }

    /// The start of the text, after blanks and what tools write before a path.
    private static func textStart(_ bytes: [UInt8]) -> Int {
        func blanks(from start: Int) -> Int {
            bytes[start...].firstIndex { $0 != 0x20 && $0 != 0x09 } ?? bytes.count
        }
        let start = blanks(from: 0)
        let lead = leads.first { bytes[start...].starts(with: $0) }
        return blanks(from: start + (lead?.count ?? 0))
    }

    private static func location(_ bytes: [UInt8], _ place: Place, from start: Int) -> BuildLocation? {
        guard place.line > 0, place.pathEnd > start, place.pathEnd - start <= longestPath else { return nil }
        let word = bytes[start..<place.pathEnd].lastIndex(where: opening.contains).map { $0 + 1 } ?? start
        // A path can have blanks in it if it begins the line.
        let isWhole = word > start && isPath(bytes[start..<place.pathEnd])
        let range = (isWhole ? start : word)..<place.pathEnd
        guard let text = String(validating: bytes[range], as: UTF8.self) else { return nil }
        let isFile = text.hasPrefix("file://") || text.hasPrefix("webpack://")
        // The folder of a relative path is known later, so its `..` stays.
        let path = isFile ? FrameReader.cleaned(text[...]) : text.hasPrefix("./") ? String(text.dropFirst(2)) : text
        guard isFile || !text.contains(":"), isSource(path) else { return nil }
        return BuildLocation(
            path: path, line: place.line, column: place.column, range: range, end: place.end)
    }

    /// Bytes that can precede a path.
    private static let opening = Array(" \t\"'`([<=,|".utf8)
    /// Bytes that are not in a path with blanks.
    private static let closing = Array("\t\"'`()[]<>:|".utf8)

    /// Whether bytes with blanks are a path: it begins with a folder.
    private static func isPath(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard !bytes.contains(where: closing.contains) else { return false }
        let first = bytes.prefix { $0 != 0x20 }
        return first.contains(UInt8(ascii: "/")) && !first.contains(UInt8(ascii: "@"))
    }

    /// Whether a path ends like that of a source file.
    private static func isSource(_ path: String) -> Bool {
        let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.index(after: $0)...] } ?? path[...]
        if names.contains(String(name)) { return true }
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex || path.contains("/") else {
            return false
        }
        return endings.contains(name[name.index(after: dot)...].lowercased())
    }

    private static let names: Set<String> = [
        "Dockerfile", "Makefile", "makefile", "CMakeLists.txt", "Gemfile", "Rakefile",
    ]

    private static let endings: Set<String> = [
        "ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "vue", "svelte", "astro", "json", "jsonc", "css", "scss",
        "sass", "less", "html", "rs", "toml", "go", "mod", "c", "h", "cc", "cpp", "cxx", "hpp", "hxx", "hh", "m", "mm",
        "swift", "java", "kt", "kts", "groovy", "gradle", "scala", "clj", "cs", "fs", "vb", "csproj", "fsproj", "props",
        "targets", "xml", "yaml", "yml", "py", "pyi", "pyx", "rb", "php", "ex", "exs", "erl", "zig", "nim", "ml", "mli",
        "hs", "dart", "lua", "pl", "r", "jl", "d", "s", "asm", "sh", "bash", "graphql", "gql", "proto", "sql", "md",
        "mdx",
        "mk", "cmake", "tf", "rego", "cr", "v", "sv", "f90", "wat",
    ]
}
