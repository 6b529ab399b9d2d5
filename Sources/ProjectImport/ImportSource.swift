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

    /// The bytes of a file beside the imported one; nil if there is no such file.
    ///
    /// Absolute paths and those of the home folder are no files of the project, and are not read.
    func read(_ path: String) -> [UInt8]? {
        guard !path.hasPrefix("/"), !path.hasPrefix("~"), files.kind(of: absolute(path)) == .file else { return nil }
        return try? files.read(absolute(path))
    }
}
