import Foundation
import JSONText
import LambdaModel
import Support

/// Keeps files of a project before they are deleted or replaced, so that the user can undo that. It is a folder of
/// lamdeck's state, with one folder for each change; the change's token is its name.
struct EventTrash: Sendable {
    /// The most changes; the oldest ones are forgotten first.
    static let mostChanges = 100

    /// The folder of all changes, which need not exist.
    let folder: String

    /// The trash of a project in lamdeck's state folder.
    init(_ project: ProjectIdentity, in folders: LamdeckFolders) { folder = "\(folders.state)/trash/\(project.label)" }

    /// The trash in a folder.
    init(folder: String) { self.folder = folder }

    /// What became of a file.
    private struct Kept {
        let path: String
        /// The name of the copy in the folder of the change; nil if there was no file.
        let copy: String?
        /// The digest of what was written in its place; nil if it was deleted.
        let written: String?
    }

    /// Moves files into the trash.
    ///
    /// - Returns: the token that brings them back.
    func take(_ paths: [String]) throws(SafeFileError) -> String {
        let kept = paths.enumerated().map { Kept(path: $1, copy: "\($0)", written: nil) }
        let token = try makeFolder(kept)
        var moved: [Kept] = []
        do throws(SafeFileError) {
            for file in kept {
                try SafeFile.move(file.path, to: "\(folder)/\(token)/\(file.copy ?? "")")
                moved.append(file)
            }
        } catch {
            for file in moved { try? SafeFile.move("\(folder)/\(token)/\(file.copy ?? "")", to: file.path) }
            remove(token)
            throw error
        }
        return token
    }

    /// Copies a file into the trash that is about to be written, or remembers that it does not exist.
    ///
    /// - Returns: the token that brings it back.
    func copy(_ path: String, before new: [UInt8]) throws(SafeFileError) -> String {
        let bytes = FileManager.default.contents(atPath: path).map(Array.init)
        let token = try makeFolder([Kept(path: path, copy: bytes.map { _ in "0" }, written: Digest.of(new))])
        if let bytes { try SafeFile.create("\(folder)/\(token)/0", bytes) }
        return token
    }

    /// Brings files back.
    ///
    /// - Returns: the path of the first one.
    func restore(_ token: String) throws(EventRefusal) -> String {
        let gone = EventRefusal.problem("this change can no longer be undone: \(folder) does not have it any more")
        let place = "\(folder)/\(token)"
        guard !token.isEmpty, token.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }),
            let bytes = FileManager.default.contents(atPath: place + "/origin.json"),
            let kept = Self.read(Array(bytes)),
            let first = kept.first
        else { throw gone }
        for file in kept { try check(file) }
        for file in kept {
            do throws(SafeFileError) {
                try Self.restore(file, from: place)
            } catch {
                throw error.refusal("\(file.path) cannot be brought back", then: "a copy is in \(place)")
            }
        }
        remove(token)
        return first.path
    }

    /// Refuses to undo a change if the file is not as the change left it.
    private func check(_ file: Kept) throws(EventRefusal) {
        let now = FileManager.default.contents(atPath: file.path)
        guard let written = file.written else {
            if LocalFiles().kind(of: file.path) != nil {
                throw .problem("\(file.path) exists again; rename or delete it, then undo once more")
            }
            return
        }
        guard let now, Digest.of(now) == written else {
            throw .problem("\(file.path) has been changed since; it stays as it is")
        }
    }

    private static func restore(_ file: Kept, from place: String) throws(SafeFileError) {
        guard let copy = file.copy else {
            guard unlink(file.path) == 0 else { throw .system }
            return
        }
        let source = "\(place)/\(copy)"
        guard file.written == nil else {
            guard let bytes = FileManager.default.contents(atPath: source) else { throw .failed("the copy is gone") }
            return try SafeFile.replace(file.path, Array(bytes))
        }
        // The folder may be gone with its last file.
        try? FileManager.default.createDirectory(
            atPath: (file.path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try SafeFile.move(source, to: file.path)
    }

    // MARK: The folders of changes

    private func makeFolder(_ kept: [Kept]) throws(SafeFileError) -> String {
        let time = UInt64(Date().timeIntervalSince1970 * 1000)
        let token = Hex.text(time, digits: 12) + "-" + UUID().uuidString.lowercased().prefix(8)
        do {
            try LamdeckFolders.make("\(folder)/\(token)")
        } catch {
            throw .failed("\(folder) cannot be used: \((error as NSError).localizedDescription)")
        }
        prune()
        try SafeFile.create("\(folder)/\(token)/origin.json", Self.text(kept), mode: 0o600)
        return token
    }

    /// Forgets the oldest changes. Their names begin with their times.
    private func prune() {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return }
        for name in names.sorted().dropLast(Self.mostChanges) { remove(name) }
    }

    private func remove(_ token: String) { try? FileManager.default.removeItem(atPath: "\(folder)/\(token)") }

    private static func text(_ kept: [Kept]) -> [UInt8] {
        var writer = JSONWriter()
        writer.array { writer in
            for file in kept {
                writer.object { writer in
                    writer.member("path", file.path)
                    if let copy = file.copy { writer.member("copy", copy) }
                    if let written = file.written { writer.member("written", written) }
                }
            }
        }
        return writer.bytes
    }

    private static func read(_ bytes: [UInt8]) -> [Kept]? {
        guard let root = try? JSONDocument(bytes).root, root.kind == .array else { return nil }
        var kept: [Kept] = []
        for node in root.elements {
            guard let path = node["path"]?.string else { return nil }
            kept.append(Kept(path: path, copy: node["copy"]?.string, written: node["written"]?.string))
        }
        return kept
    }
}
