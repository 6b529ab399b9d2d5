/// Finds the manifest for a command.
public enum ManifestLocator {
    /// The name that is looked for.
    public static let fileName = "functions.json"

    /// There is no manifest.
    public struct NotFound: Error, Sendable, Hashable, CustomStringConvertible {
        /// The path that the user named; nil if lamdeck searched the folders.
        public var asked: String?
        /// The files that were looked for, in order.
        public var looked: [String]

        /// One line for the user.
        public var description: String {
            let first = looked.first ?? ManifestLocator.fileName
            guard let asked else {
                let folder = PathText.folder(of: first)
                return "no \(ManifestLocator.fileName) in \(folder) or in a folder above it"
            }
            if PathText.name(of: asked) == PathText.name(of: first) { return "no file \(first)" }
            return "no \(ManifestLocator.fileName) in \(PathText.folder(of: first))"
        }
    }

    /// The absolute path of the manifest, symbolic links followed.
    ///
    /// - Parameters:
    ///   - named: the file that the user named, or its folder; nil to search `folder` and those above it.
    ///   - folder: the absolute path of the current folder.
    /// - Throws: the paths that were searched.
    public static func find(
        _ named: String?, from folder: String, files: any ManifestFiles
    ) throws(NotFound) -> String {
        if let named {
            var path = PathText.join(folder, named)
            if files.kind(of: path) == .folder { path = PathText.join(path, fileName) }
            guard files.kind(of: path) == .file else { throw NotFound(asked: named, looked: [path]) }
            return files.realPath(path)
        }
        var looked: [String] = []
        var current = PathText.join(folder, ".")
        while true {
            let path = PathText.join(current, fileName)
            if files.kind(of: path) == .file { return files.realPath(path) }
            looked.append(path)
            if current == "/" { throw NotFound(asked: nil, looked: looked) }
            current = PathText.folder(of: current)
        }
    }
}
