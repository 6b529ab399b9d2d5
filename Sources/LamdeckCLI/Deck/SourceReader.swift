import Foundation
import LambdaModel

/// Reads the source lines around a failing line: finds the file, follows its source map, and cuts the lines out.
struct SourceReader: Sendable {
    /// A file that was read.
    struct File: Sendable {
        /// Its bytes.
        var content: [UInt8]
        /// When it was saved: seconds since 1970; nil if unknown.
        var savedAt: Double?
    }

    private static let scripts = [".js", ".mjs", ".cjs"]

    /// Reads a file; nil if there is none, or if it is larger than a number of bytes.
    private let read: @Sendable (_ path: String, _ limit: Int) async -> File?

    /// A reader of files that a function reads; used for a project on another machine, and by tests.
    init(read: @escaping @Sendable (_ path: String, _ limit: Int) async -> File?) { self.read = read }

    /// A reader of files of this machine.
    static let local = SourceReader { path, limit in
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        guard let facts = try? FileManager.default.attributesOfItem(atPath: url.path),
            facts[.type] as? FileAttributeType == .typeRegular, let size = facts[.size] as? Int, size <= limit,
            let content = try? LocalFiles().read(url.path)
        else { return nil }
        return File(content: content, savedAt: (facts[.modificationDate] as? Date)?.timeIntervalSince1970)
    }

    /// The lines for the first frame whose file exists; nil if there is none. A frame in a package that a bundler has
    /// put into the user's file is used only if there is no other.
    func excerpt(_ request: SourceRequest) async -> SourceExcerpt? {
        var spare: SourceExcerpt?
        for place in request.places {
            for path in place.paths {
                guard let found = await excerpt(path, place.frame, request) else { continue }
                if !found.isForeign { return found.excerpt }
                spare = spare ?? found.excerpt
                break
            }
        }
        return spare
    }

    /// An excerpt, and whether it shows a package's source.
    private typealias Found = (excerpt: SourceExcerpt, isForeign: Bool)

    private func excerpt(_ path: String, _ frame: StackFrame, _ request: SourceRequest) async -> Found? {
        guard let file = await read(path, SourceMap.largest) else { return nil }
        var remark: String?
        if frame.line != nil, Self.scripts.contains(where: path.hasSuffix) {
            do throws(SourceMap.Failure) {
                if let found = try await original(file, path, frame, request) { return found }
            } catch {
                remark = "its source map is not used: \(error)"
            }
        }
        guard var excerpt = SourceExcerpt(file.content, path: path, frame: frame) else { return nil }
        excerpt.remark = remark
        excerpt.isNewer = Self.isNewer(file, request)
        return (excerpt, false)
    }

    private static func isNewer(_ file: File, _ request: SourceRequest) -> Bool {
        guard let savedAt = file.savedAt, let calledAt = request.calledAt else { return false }
        return savedAt > calledAt
    }

    // MARK: Source maps

    /// The lines of the original source; nil if the file has no map, or the map has no such position.
    private func original(
        _ file: File, _ path: String, _ frame: StackFrame, _ request: SourceRequest
    ) async throws(SourceMap.Failure) -> Found? {
        guard let line = frame.line, let (bytes, mapPath) = try await map(of: file, path, request) else { return nil }
        guard let position = try SourceMap(bytes).original(line: line, column: frame.column) else { return nil }
        let folder = URL(fileURLWithPath: mapPath).deletingLastPathComponent().path
        for source in request.paths(of: position.source, mapIn: folder) {
            guard let original = await read(source, SourceExcerpt.largestFile),
                var excerpt = SourceExcerpt(
                    original.content, path: source, frame: frame, line: position.line, column: position.column)
            else { continue }
            excerpt.isNewer = Self.isNewer(original, request)
            return (excerpt, Self.isForeign(source, position))
        }
        guard let content = position.content,
            let excerpt = SourceExcerpt(
                Array(content.utf8), path: SourceRequest.name(of: position.source), frame: frame, line: position.line,
                column: position.column, opens: LocalPlace(path: path, line: line))
        else { return nil }
        return (excerpt, Self.isForeign(position.source, position))
    }

    private static func isForeign(_ path: String, _ position: SourceMap.Position) -> Bool {
        position.isIgnored || path.split(separator: "/").contains("node_modules")
    }

    /// The bytes of a file's map and the path to which its sources are relative.
    private func map(
        of file: File, _ path: String, _ request: SourceRequest
    ) async throws(SourceMap.Failure) -> (bytes: [UInt8], path: String)? {
        switch SourceMapLink(in: file.content, of: path) {
        case .inline(let bytes): return (bytes, path)
        case .unusable(let reason): throw SourceMap.Failure(reason)
        case .file(let map):
            guard request.allows(map) else { throw SourceMap.Failure("it is outside of the function's folders") }
            guard let found = await read(map, SourceMap.largest) else {
                throw SourceMap.Failure("it is missing or too large")
            }
            return (found.content, map)
        // Bundlers can write a map without naming it.
        case nil:
            guard let found = await read(path + ".map", SourceMap.largest) else { return nil }
            return (found.content, path + ".map")
        }
    }
}
