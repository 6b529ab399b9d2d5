import JSONText

/// A source map: the positions in the original sources for those in a generated file (ECMA-426, source map format,
/// version 3).
public struct SourceMap: Sendable {
    /// A position in an original source.
    public struct Position: Hashable, Sendable {
        /// The source as the map names it, with the map's `sourceRoot` in front.
        public var source: String
        /// The line, from 1.
        public var line: Int
        /// The column, from 1.
        public var column: Int
        /// The content of the source, if the map has it.
        public var content: String?
        /// Whether the map says that the source is not the user's own.
        public var isIgnored: Bool
    }

    /// Why a map cannot be used, for the user.
    public struct Failure: Error, Hashable, CustomStringConvertible {
        /// The reason, such as `it is not JSON`.
        public let description: String

        /// A reason.
        public init(_ description: String) { self.description = description }
    }

    /// The largest map that is read, in bytes.
    public static let largest = 16 << 20

    /// A map for the part of the generated file from a line and a column, both from 0.
    private struct Section {
        var line: Int
        var column: Int
        var map: SourceMapTable
    }

    private let sections: [Section]

    /// Reads a map.
    ///
    /// - Throws: why it cannot be used.
    public init(_ bytes: [UInt8]) throws(Failure) {
        guard bytes.count <= Self.largest else { throw Failure("it is too large") }
        let root: JSONNode
        do {
            root = try JSONDocument(Self.withoutGuard(bytes)).root
        } catch {
            throw Failure("it is not JSON")
        }
        guard root["version"]?.int == 3 else { throw Failure("it is not of version 3") }
        guard let parts = root["sections"] else {
            sections = [Section(line: 0, column: 0, map: try SourceMapTable(root))]
            return
        }
        var sections: [Section] = []
        for part in parts.elements {
            guard let line = part["offset"]?["line"]?.int, let column = part["offset"]?["column"]?.int,
                (0...Int(Int32.max)).contains(line), (0...Int(Int32.max)).contains(column), let map = part["map"]
            else { throw Failure("a section has no offset or no map") }
            if let last = sections.last, (line, column) < (last.line, last.column) {
                throw Failure("its sections are not in order")
            }
            sections.append(Section(line: line, column: column, map: try SourceMapTable(map)))
        }
        self.sections = sections
    }

    /// The original position of one in the generated file; nil if the map has none.
    ///
    /// - Parameters:
    ///   - line: from 1.
    ///   - column: from 1, in UTF-16 code units as JavaScript counts; nil for the start of the line.
    public func original(line: Int, column: Int?) -> Position? {
        let place = (line - 1, (column ?? 1) - 1)
        guard place.0 >= 0, place.1 >= 0 else { return nil }
        guard
            let section = sections.last(where: { ($0.line, $0.column) <= place })
                ?? sections.first(where: { $0.line == place.0 })
        else { return nil }
        let first = place.0 == section.line ? section.column : 0
        return section.map.original(line: place.0 - section.line, column: max(0, place.1 - first))
    }

    /// Servers put `)]}'` before JSON, so that a browser does not run it as a script.
    private static func withoutGuard(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.starts(with: ")]}".utf8) else { return bytes }
        return Array(bytes.drop { $0 != UInt8(ascii: "\n") })
    }
}

/// The sources and the mappings of a map without sections.
struct SourceMapTable: Sendable {
    private let sources: [String]
    private let contents: [Int: JSONNode]
    private let ignored: Set<Int>
    private let mappings: [UInt8]

    init(_ root: JSONNode) throws(SourceMap.Failure) {
        guard let text = root["mappings"]?.string, let list = root["sources"], list.kind == .array else {
            throw SourceMap.Failure("it has no sources or no mappings")
        }
        let folder = root["sourceRoot"]?.string ?? ""
        sources = list.elements.map { source in
            let name = source.string ?? ""
            return folder.isEmpty || name.isEmpty ? name : folder + (folder.hasSuffix("/") ? "" : "/") + name
        }
        var contents: [Int: JSONNode] = [:]
        let texts = root["sourcesContent"].map { Array($0.elements) } ?? []
        for (index, content) in texts.enumerated() where content.kind == .string { contents[index] = content }
        self.contents = contents
        let names = root["ignoreList"] ?? root["x_google_ignoreList"]
        ignored = Set(names.map { $0.elements.compactMap(\.int) } ?? [])
        mappings = Array(text.utf8)
        // A map with a mistake in any place is not used: what follows the mistake would lead to wrong lines.
        var reader = MappingReader(mappings)
        while let segment = try reader.next() {
            if let original = segment.original, !sources.indices.contains(original.source) {
                throw SourceMap.Failure("a mapping names a source that it does not have")
            }
        }
    }

    /// The position of the last segment at or before a column, both from 0. If a line has only later ones, it is that of
    /// the first.
    func original(line: Int, column: Int) -> SourceMap.Position? {
        var reader = MappingReader(mappings)
        var found: MappingReader.Segment?
        while let segment = try? reader.next(), segment.line <= line {
            guard segment.line == line else { continue }
            if segment.column <= column {
                if found.map({ $0.column <= segment.column || $0.column > column }) ?? true { found = segment }
            } else if found == nil {
                found = segment
            }
        }
        guard let original = found?.original, !sources[original.source].isEmpty else { return nil }
        return SourceMap.Position(
            source: sources[original.source], line: original.line + 1, column: original.column + 1,
            content: contents[original.source]?.string, isIgnored: ignored.contains(original.source))
    }
}
