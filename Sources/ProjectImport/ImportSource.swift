import LambdaModel

/// The location of an imported file, with access to the files next to it.
public struct ImportSource: Sendable {
    /// The absolute path of its folder.
    public var folder: String
    /// Its name; nil for standard input.
    public var name: String?
    /// The file access.
    public var files: any ManifestFiles

    /// Reads nothing.
    public init(folder: String, name: String? = nil, files: any ManifestFiles) {
        self.folder = folder
        self.name = name
        self.files = files
    }

    /// The absolute form of a path in the imported file.
    func absolute(_ path: String) -> String {
        RelativePath.clean(path.hasPrefix("/") ? path : folder + "/" + path)
    }

    /// Whether a path, with all links resolved, is inside the project: the imported file's folder, or the repository or
    /// CDK app that contains it.
    func isOfTheProject(_ path: String) -> Bool {
        let place = files.realPath(absolute(path))
        var root = files.realPath(folder)
        if Self.contains(root, place) { return true }
        while root != "/", !["\(root)/.git", "\(root)/cdk.json"].contains(where: { files.kind(of: $0) != nil }) {
            root = RelativePath.clean(root + "/..")
        }
        return root != "/" && Self.contains(root, place)
    }

    /// Whether a file exists but is not read, because it is outside the project.
    func isOutside(_ path: String) -> Bool { files.kind(of: absolute(path)) == .file && !isOfTheProject(path) }

    private static func contains(_ folder: String, _ path: String) -> Bool {
        path == folder || path.hasPrefix(folder == "/" ? "/" : folder + "/")
    }

    /// The bytes of a file of the project; nil if it does not exist.
    ///
    /// Absolute paths, paths in the home folder, and paths that lead out of the project are not read: a cloned project
    /// must not be able to copy a file of this machine into a function by naming it.
    func read(_ path: String) -> [UInt8]? {
        guard !path.hasPrefix("/"), !path.hasPrefix("~"), files.kind(of: absolute(path)) == .file, isOfTheProject(path)
        else { return nil }
        return try? files.read(absolute(path))
    }
}
