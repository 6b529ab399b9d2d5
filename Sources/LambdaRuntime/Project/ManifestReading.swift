import LambdaModel
import Synchronization

/// What reading functions.json gave.
public struct ManifestReading: Sendable, Equatable {
    /// The absolute path of the file, symbolic links followed; nil if there is none.
    public var path: String?
    /// The manifest; nil if it cannot be used.
    public var manifest: Manifest?
    /// All problems of the file, in its order.
    public var problems: [ManifestProblem] = []
    /// The files that were looked for, if there is none.
    public var looked: [String] = []
    /// The state of the file and of the environment files that it names.
    var signature: [FileSignature] = []
}

/// Finds and reads a manifest.
struct ManifestSource: Sendable {
    let named: String?
    /// The absolute path of the folder from which it is looked for.
    let folder: String
    let environment: [String: String]
    let files: any ManifestFiles

    /// Finds and reads the manifest.
    ///
    /// - Returns: what was read, and the paths on which that depends.
    func read() -> (reading: ManifestReading, paths: [String]) {
        let files = AskedFiles(files)
        let path: String
        do throws(ManifestLocator.NotFound) {
            path = try ManifestLocator.find(named, from: folder, files: files)
        } catch {
            return (ManifestReading(looked: error.looked), error.looked)
        }
        // As it was named, since a link may lead to another file later.
        let found = files.asked.last ?? path
        // The signature comes first: a change during the reading makes the next one differ.
        let signature = FileSignature(of: path)
        let (manifest, problems) = ManifestLoader.load(path: path, environment: environment, files: files)
        let variables = manifest?.functions.compactMap(\.environmentFile) ?? []
        let reading = ManifestReading(
            path: path, manifest: manifest, problems: problems,
            signature: [signature] + variables.map(FileSignature.init))
        // A manifest that cannot be used may become valid when a missing file appears.
        return (reading, Self.ends(of: manifest == nil ? files.asked : [found] + variables))
    }

    /// The paths without those above others, each once: the way to a path is watched with it.
    private static func ends(of paths: [String]) -> [String] {
        var above: Set<String> = []
        for path in paths {
            var folder = path[...]
            while let slash = folder.lastIndex(of: "/") {
                folder = folder[..<slash]
                guard above.insert(folder.isEmpty ? "/" : String(folder)).inserted else { break }
            }
        }
        return Set(paths).subtracting(above).sorted()
    }
}

/// A file system that remembers which paths were asked for.
private final class AskedFiles: ManifestFiles {
    private let files: any ManifestFiles
    private let paths = Mutex<[String]>([])

    init(_ files: any ManifestFiles) { self.files = files }

    var asked: [String] { paths.withLock { $0 } }

    private func note(_ path: String) { paths.withLock { $0.append(path) } }

    func kind(of path: String) -> FileKind? {
        note(path)
        return files.kind(of: path)
    }

    func read(_ path: String) throws(FileError) -> [UInt8] {
        note(path)
        return try files.read(path)
    }

    // Not noted: the names only make a hint in an error message.
    func names(inFolder path: String) throws(FileError) -> [String] { try files.names(inFolder: path) }

    func realPath(_ path: String) -> String {
        note(path)
        return files.realPath(path)
    }
}
