import Foundation
import LambdaModel

/// The folder of one test, which is deleted with it.
final class FileTree: Sendable {
    let path: String

    init() throws {
        let made = FileManager.default.temporaryDirectory.path + "/lamdeck-tree-" + UUID().uuidString.prefix(8)
        try FileManager.default.createDirectory(atPath: made, withIntermediateDirectories: true)
        path = LocalFiles().realPath(made)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String, mode: Int = 0o644) throws {
        let file = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
    }

    /// Writes a file for a watch that begins later. A process that another test starts at this moment has the open file
    /// too until it executes its program, so the system can report the end of the writing to that watch. The report
    /// names the file as it was opened, which is outside the tree.
    func writeBeforeWatch(_ name: String, _ text: String) throws {
        let (draft, file) = ("\(path)-draft", URL(fileURLWithPath: "\(path)/\(name)"))
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: draft))
        try FileManager.default.linkItem(atPath: draft, toPath: file.path)
        try FileManager.default.removeItem(atPath: draft)
    }

    func link(_ name: String, to target: String) throws {
        let file = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: target)
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
    }

    /// The content of a folder: text of files, `-> target` for links, `/` for folders.
    static func contents(of folder: String) throws -> [String: String] {
        let files = FileManager.default
        var found: [String: String] = [:]
        for name in try files.subpathsOfDirectory(atPath: folder) {
            let path = "\(folder)/\(name)"
            switch try files.attributesOfItem(atPath: path)[.type] as? FileAttributeType {
            case .typeDirectory?: found[name] = "/"
            case .typeSymbolicLink?: found[name] = "-> " + (try files.destinationOfSymbolicLink(atPath: path))
            default: found[name] = try String(contentsOfFile: path, encoding: .utf8)
            }
        }
        return found
    }

    /// The permission bits of a file or folder.
    static func mode(_ path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? 0
    }
}
