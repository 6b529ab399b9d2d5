import LambdaModel

/// A file system of a few texts. Its folders are those that contain files, and paths that end with a slash.
struct ProjectFolder: ManifestFiles {
    private var texts: [String: [UInt8]] = [:]
    private var folders: [String: Set<String>] = ["/": []]
    /// The targets of links, by their paths.
    var links: [String: String] = [:]

    init(_ files: [String: String] = [:]) {
        for (path, text) in files { add(path, text) }
    }

    mutating func add(_ path: String, _ text: String = "") {
        let parts = path.split(separator: "/").map(String.init)
        var folder = "/"
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            folders[folder, default: []].insert(part)
            let next = folder == "/" ? "/" + part : folder + "/" + part
            if isLast, !path.hasSuffix("/") {
                texts[next] = Array(text.utf8)
            } else {
                folders[next] = folders[next] ?? []
                folder = next
            }
        }
    }

    func kind(of path: String) -> FileKind? {
        if texts[path] != nil { return .file }
        return folders[path] != nil ? .folder : nil
    }

    func read(_ path: String) throws(FileError) -> [UInt8] {
        guard let text = texts[path] else { throw FileError(path: path, reason: "no such file or folder") }
        return text
    }

    func names(inFolder path: String) throws(FileError) -> [String] {
        guard let names = folders[path] else { throw FileError(path: path, reason: "no such file or folder") }
        return Array(names)
    }

    func realPath(_ path: String) -> String { links[path] ?? path }
}
