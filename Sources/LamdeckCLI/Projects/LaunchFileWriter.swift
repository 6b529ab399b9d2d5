import Foundation
import LambdaModel

/// Adds the entry of a debugger to `.vscode/launch.json` of a project. What is in the file stays.
struct LaunchFileWriter {
    /// The absolute path of the file.
    let path: String

    /// - Parameter manifest: the project's `functions.json`.
    init(manifest: String) {
        path = URL(filePath: manifest).deletingLastPathComponent().appending(path: ".vscode/launch.json").path
    }

    /// Adds an entry.
    ///
    /// - Returns: what was done, for the user.
    func add(_ attachment: DebugAttachment) throws(CommandFailure) -> String {
        let name = DebugAttachment.entryName(of: attachment.function)
        // A link stays a link.
        let file = URL(filePath: path).resolvingSymlinksInPath()
        let before: Data?
        do {
            before = FileManager.default.fileExists(atPath: file.path) ? try Data(contentsOf: file) : nil
        } catch {
            throw CommandFailure(.usage, "\(path) cannot be read: \(error.localizedDescription)")
        }
        let change: LaunchFile.Change
        do throws(LaunchFile.Problem) {
            let text = before.map { String(decoding: $0, as: UTF8.self) }
            change = try LaunchFile.adding(attachment.entry, named: name, to: text)
        } catch {
            throw CommandFailure(
                .usage, "\(path):\(error.line): \(error.message); nothing was written. Add the entry yourself")
        }
        guard case .write(let text) = change else {
            return "\(path) has the entry \"\(name)\" already; it stays as it is"
        }
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            let mode = try? FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
            try Data(text.utf8).write(to: file, options: .atomic)
            if let mode { try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path) }
        } catch {
            throw CommandFailure(.usage, "\(path) cannot be written: \(WriteFailure.reason(error))")
        }
        return "\(path): added \"\(name)\""
    }
}
