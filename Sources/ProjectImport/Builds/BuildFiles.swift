import LambdaModel

/// The files from which a build is assumed. Paths are relative to a root; those that lead out of it have no file.
struct BuildFiles {
    /// The root's absolute path.
    let root: String
    let files: any ManifestFiles

    /// `folder/name`, for a folder that may be the root.
    static func join(_ folder: String, _ name: String) -> String {
        RelativePath.clean(isRoot(folder) ? name : folder + "/" + name)
    }

    static func isRoot(_ folder: String) -> Bool { folder.isEmpty || folder == "." }

    private func absolute(_ path: String) -> String? {
        let clean = RelativePath.clean(path)
        guard !clean.hasPrefix("/"), !clean.hasPrefix("~"), clean != "..", !clean.hasPrefix("../") else { return nil }
        return Self.isRoot(clean) ? root : (root == "/" ? "" : root) + "/" + clean
    }

    func kind(_ path: String) -> FileKind? { absolute(path).flatMap { files.kind(of: $0) } }

    func isFile(_ path: String) -> Bool { kind(path) == .file }

    func isFolder(_ path: String) -> Bool { kind(path) == .folder }

    /// The text of a file; nil if it is none, or if it is in another folder by a link.
    func text(_ path: String) -> String? {
        guard let absolute = absolute(path), files.kind(of: absolute) == .file,
            files.realPath(absolute).hasPrefix(files.realPath(root) == "/" ? "/" : files.realPath(root) + "/"),
            let bytes = try? files.read(absolute)
        else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The names in a folder, sorted.
    func names(_ path: String) -> [String] {
        absolute(path).flatMap { try? files.names(inFolder: $0) }?.sorted() ?? []
    }

    /// What no build reads.
    private static let others: Set<String> = [
        "node_modules", "events", "functions.json", "build", "dist", "venv", "__pycache__", "coverage", "target",
        "vendor", "bin", "obj",
    ]

    /// The paths of what a build may read in a folder: without hidden files, packages, and output.
    func sources(in folder: String, where isSource: (_ name: String) -> Bool = { _ in true }) -> [String] {
        names(folder).filter { !$0.hasPrefix(".") && !Self.others.contains($0) && isSource($0) }
            .map { Self.join(folder, $0) }
    }

    /// The first of these files that a folder has.
    func first(_ names: [String], in folder: String) -> String? {
        names.first { isFile(Self.join(folder, $0)) }
    }

    /// The nearest folder from `folder` upwards that has one of these files; nil if none has.
    func nearest(from folder: String, having names: [String]) -> String? {
        var folder = Self.isRoot(folder) ? "" : folder
        while true {
            if first(names, in: folder) != nil { return folder }
            if folder.isEmpty { return nil }
            folder = ProjectTree.folder(of: folder)
        }
    }

    /// The names of what a build reads in a folder, of these: those that exist.
    func existing(_ names: [String], in folder: String) -> [String] {
        names.filter { kind(Self.join(folder, $0)) != nil }
    }
}
