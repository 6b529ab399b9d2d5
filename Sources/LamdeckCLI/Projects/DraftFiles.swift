import Foundation
import LambdaModel
import ProjectImport

/// Writes a draft of `functions.json` and the files that belong to it. Never overwrites a file.
struct DraftFiles {
    let draft: ImportDraft
    /// The absolute path of `functions.json`.
    let manifest: String

    private var folder: URL { URL(filePath: manifest).deletingLastPathComponent() }

    /// Writes everything or nothing.
    ///
    /// - Returns: the absolute paths of what was written, the manifest first.
    func write() throws(CommandFailure) -> [String] {
        let files = draft.files.map { (path: folder.appending(path: $0.path).path, text: $0.text) }
        let taken = ([manifest] + files.map(\.path)).filter(Self.isThere)
        guard taken.isEmpty else {
            let rest = taken.count > 1 ? " (and \(taken.count - 1) more)" : ""
            throw CommandFailure(
                .usage,
                "\(taken[0])\(rest) exists already; nothing was written. Remove it, or choose another place with --output"
            )
        }
        var written: [String] = []
        var current = manifest
        do {
            for path in draft.folders.map({ folder.appending(path: $0).path }) {
                current = path
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            }
            for (path, text) in files + [(path: manifest, text: draft.text)] {
                current = path
                try FileManager.default.createDirectory(
                    at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
                // Also refuses to overwrite a file that another process has just created.
                try Data(text.utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
                written.append(path)
            }
        } catch {
            for path in written { try? FileManager.default.removeItem(atPath: path) }
            throw CommandFailure(.usage, "\(current) cannot be written: \(WriteFailure.reason(error))")
        }
        return [manifest] + files.map(\.path)
    }

    /// Broken symbolic links count too.
    private static func isThere(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path)) != nil
    }
}
