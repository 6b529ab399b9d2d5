import Support

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The source map that a generated file names in its last comment: `//# sourceMappingURL=app.js.map`.
public enum SourceMapLink: Hashable, Sendable {
    /// A file, by its absolute path.
    case file(String)
    /// The map itself, which the comment contains.
    case inline([UInt8])
    /// Something that is not read; the reason.
    case unusable(String)

    /// Bytes at the end of a file in which the comment begins, unless it contains the map.
    private static let tail = 8 << 10

    /// The last such comment of a file; nil if there is none.
    ///
    /// - Parameters:
    ///   - content: the generated file.
    ///   - path: its absolute path.
    public init?(in content: [UInt8], of path: String) {
        guard let url = Self.url(content), !url.isEmpty else { return nil }
        if url.starts(with: "data:".utf8) {
            self = Self.data(url.dropFirst(5))
            return
        }
        let text = String(decoding: PercentCoding.decodedLoosely(url), as: UTF8.self)
        if let scheme = text.firstRange(of: "://") {
            guard text[..<scheme.lowerBound] == "file" else {
                self = .unusable("it is at \(text[..<scheme.lowerBound])://")
                return
            }
            self = .file(PathText.join("/", String(text[scheme.upperBound...])))
            return
        }
        self = .file(PathText.join(PathText.folder(of: path), text))
    }

    /// The bytes after the last mark, to the end of the line. A map in the comment is long, so the whole file is
    /// searched if its last line is.
    private static func url(_ content: [UInt8]) -> ArraySlice<UInt8>? {
        let mark = Array("# sourceMappingURL=".utf8)
        let old = Array("@ sourceMappingURL=".utf8)
        var end = content.count
        while end > 0, content[end - 1] == 0x0A || content[end - 1] == 0x0D || content[end - 1] == 0x20 { end -= 1 }
        let lineStart = content[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let start = min(lineStart, max(0, content.count - tail))
        var rest = content[start..<end]
        var found: ArraySlice<UInt8>?
        while let at = rest.firstIndex(of: mark) ?? rest.firstIndex(of: old) {
            rest = rest[(at + mark.count)...]
            // `//#` in scripts.
            guard at > start, content[at - 1] == UInt8(ascii: "/") || content[at - 1] == UInt8(ascii: "*") else {
                continue
            }
            found = rest.prefix { $0 > 0x20 && $0 != UInt8(ascii: "'") && $0 != UInt8(ascii: "\"") }
        }
        return found
    }

    /// `application/json;charset=utf-8;base64,…`, or the same with percent-encoded text (RFC 2397).
    private static func data(_ url: ArraySlice<UInt8>) -> SourceMapLink {
        guard let comma = url.firstIndex(of: UInt8(ascii: ",")) else { return .unusable("its address is broken") }
        let kind = String(decoding: url[..<comma], as: UTF8.self)
        let text = url[(comma + 1)...]
        guard kind.hasSuffix(";base64") else { return .inline(PercentCoding.decodedLoosely(text)) }
        guard text.count <= SourceMap.largest * 4 / 3,
            let bytes = Data(base64Encoded: Data(text), options: .ignoreUnknownCharacters)
        else { return .unusable("its address is broken") }
        return .inline(Array(bytes))
    }
}
