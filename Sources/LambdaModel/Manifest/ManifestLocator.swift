/// Finds the manifest that a command is about.
public enum ManifestLocator {
    /// The name that is looked for.
    public static let fileName = "functions.json"

    /// No manifest is there.
    public struct NotFound: Error, Sendable, Hashable, CustomStringConvertible {
        /// The path that was asked for, nil where the manifest was looked for.
        public var asked: String?
        /// The files that were looked for, in order.
        public var looked: [String]

        /// One line for a person.
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
    ///   - named: the file that a person named, or the folder that it is in; nil to look in `folder` and upwards.
    ///   - folder: the absolute path of the current folder.
    /// - Throws: where it was looked for.
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
