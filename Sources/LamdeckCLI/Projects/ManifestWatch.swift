import Foundation
import LambdaModel

/// Reads functions.json for the deck, and tells whether it has changed: it, the environment files that it names, or,
/// where it cannot be used, anything that it says is missing.
struct ManifestWatch: Sendable {
    /// What reading gave.
    struct Reading: Sendable, Equatable {
        var path: String?
        var manifest: Manifest?
        var problems: [ManifestProblem] = []
        var looked: [String] = []
        fileprivate var signature: [FileSignature] = []
    }

    let named: String?
    let environment: [String: String]

    /// Finds and reads it.
    func read() -> Reading {
        let path: String
        do {
            path = try ManifestLocator.find(named, from: FileManager.default.currentDirectoryPath, files: LocalFiles())
        } catch {
            return Reading(looked: error.looked)
        }
        // The signature comes first: a change during the reading is then seen as one.
        let signature = FileSignature.of(path)
        let (manifest, problems) = ManifestLoader.load(path: path, environment: environment, files: LocalFiles())
        let others = (manifest?.functions ?? []).compactMap(\.environmentFile).map(FileSignature.of)
        return Reading(path: path, manifest: manifest, problems: problems, signature: [signature] + others)
    }

    /// What is there now, if that is not what was read before.
    func change(since last: Reading) -> Reading? {
        if last.manifest != nil {
            guard last.signature.contains(where: { $0 != FileSignature.of($0.path) }) else { return nil }
            return read()
        }
        let now = read()
        return now == last ? nil : now
    }
}

/// What changes when a file does.
struct FileSignature: Hashable, Sendable {
    let path: String
    let inode: UInt64
    let size: Int64
    let seconds: Int
    let nanoseconds: Int

    /// The signature of what a path leads to; zeros where there is nothing.
    static func of(_ path: String) -> FileSignature {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return FileSignature(path: path, inode: 0, size: 0, seconds: 0, nanoseconds: 0)
        }
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        return FileSignature(
            path: path, inode: UInt64(status.st_ino), size: Int64(status.st_size), seconds: Int(time.tv_sec),
            nanoseconds: Int(time.tv_nsec))
    }
}
