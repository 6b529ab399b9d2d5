import LambdaModel

/// Where an imported file is, and a way to read what is beside it.
public struct ImportSource: Sendable {
    /// The absolute path of its folder.
    public var folder: String
    /// Its name; nil for standard input.
    public var name: String?
    /// How files are read.
    public var files: any ManifestFiles

    /// Makes a source; nothing is read.
    public init(folder: String, name: String? = nil, files: any ManifestFiles) {
        self.folder = folder
        self.name = name
        self.files = files
    }

    /// The absolute path of a path that the imported file names.
    func absolute(_ path: String) -> String {
        RelativePath.clean(path.hasPrefix("/") ? path : folder + "/" + path)
    }

    /// Whether a path leads, with all links followed, to something of the project: of the imported file's folder, or of
    /// the repository or CDK app that this folder is in.
    func isOfTheProject(_ path: String) -> Bool {
        let place = files.realPath(absolute(path))
        var root = files.realPath(folder)
        if Self.contains(root, place) { return true }
        while root != "/", !["\(root)/.git", "\(root)/cdk.json"].contains(where: { files.kind(of: $0) != nil }) {
            root = RelativePath.clean(root + "/..")
        }
        return root != "/" && Self.contains(root, place)
    }

    /// Whether there is such a file, and it is not read because it is not of the project.
    func isOutside(_ path: String) -> Bool { files.kind(of: absolute(path)) == .file && !isOfTheProject(path) }

    private static func contains(_ folder: String, _ path: String) -> Bool {
        path == folder || path.hasPrefix(folder == "/" ? "/" : folder + "/")
    }

    /// The bytes of a file of the project; nil if there is no such file.
    ///
    /// Absolute paths, those of the home folder and those that lead out of the project are not read: what a file of
    /// this machine says must not get into a function because a cloned project names it.
    func read(_ path: String) -> [UInt8]? {
        guard !path.hasPrefix("/"), !path.hasPrefix("~"), files.kind(of: absolute(path)) == .file, isOfTheProject(path)
        else { return nil }
        return try? files.read(absolute(path))
    }
}
