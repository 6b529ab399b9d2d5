import Foundation
import LambdaModel

/// A folder of one test, which is removed with it.
final class TestFolder: Sendable {
    /// The absolute path, symbolic links followed.
    let path: String

    /// - Parameter files: texts by their paths in the folder.
    init(_ files: [String: String] = [:]) throws {
        let made = FileManager.default.temporaryDirectory.path + "/lamdeck-cli-" + UUID().uuidString.prefix(8)
        try FileManager.default.createDirectory(atPath: made, withIntermediateDirectories: true)
        path = LocalFiles().realPath(made)
        for (name, text) in files { try write(name, text) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws {
        let file = URL(filePath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

    /// A project with the function `hello` and these files beside it. It names an image: no runtime is deprecated some day.
    static func project(_ files: [String: String] = [:]) throws -> TestFolder {
        let manifest = """
            { "functions": { "hello": { "image": "demo:1", "handler": "app.handler", "code": "hello" } } }
            """
        return try TestFolder(
            ["functions.json": manifest, "hello/app.js": "exports.handler = async () => 1\n"].merging(files) { $1 })
    }
}
