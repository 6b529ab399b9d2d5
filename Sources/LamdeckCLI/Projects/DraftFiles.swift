import Foundation
import LambdaModel
import ProjectImport

/// Writes a draft of `functions.json` and what belongs to it, and never over anything that is there.
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
        do {
            for path in draft.folders {
                try FileManager.default.createDirectory(
                    at: folder.appending(path: path), withIntermediateDirectories: true)
            }
            for (path, text) in files + [(path: manifest, text: draft.text)] {
                try FileManager.default.createDirectory(
                    at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
                // Refuses a file that came meanwhile, too.
                try Data(text.utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
                written.append(path)
            }
        } catch {
            for path in written { try? FileManager.default.removeItem(atPath: path) }
            throw CommandFailure(.usage, "\(folder.path) cannot be written to: \(Self.reason(error))")
        }
        return [manifest] + files.map(\.path)
    }

    /// Broken symbolic links count too.
    private static func isThere(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path)) != nil
    }

    private static func reason(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileWriteNoPermission: "permission denied"
        case .fileWriteVolumeReadOnly: "read-only file system"
        case .fileWriteOutOfSpace: "the disk is full"
        case .fileWriteFileExists: "the file was created meanwhile"
        default: "\(error)"
        }
    }
}

/// How `import` and `init` tell what they did: the files on standard output, all else on standard error.
enum DraftReport {
    /// Prints the notes of a draft of that file.
    static func notes(_ draft: ImportDraft, file: String) {
        for note in draft.notes { Output.complain(PlainText.escaped(note.description(file: file))) }
    }

    /// Prints what was written, as seen from the current folder, and what lamdeck's reader says of the manifest.
    static func written(_ paths: [String], environment: [String: String]) {
        let current = FileManager.default.currentDirectoryPath + "/"
        for path in paths { Output.write(path.hasPrefix(current) ? String(path.dropFirst(current.count)) : path) }
        guard let manifest = paths.first else { return }
        let (loaded, problems) = ManifestLoader.load(path: manifest, environment: environment, files: LocalFiles())
        for problem in problems { Output.complain(problem.description) }
        if loaded == nil { Output.complain("lamdeck: fix these first; lamdeck validate checks again") }
    }
}
