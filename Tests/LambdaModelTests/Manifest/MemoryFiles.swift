import LambdaModel

/// A file system of a few texts. Folders are those that the files are in, and those whose path ends in a slash.
struct MemoryFiles: ManifestFiles {
    private var texts: [String: [UInt8]] = [:]
    private var folders: Set<String> = ["/"]
    private var links: [String: String] = [:]
    /// Paths that are there but may not be read.
    private var locked: Set<String> = []

    init(_ files: [String: String] = [:], links: [String: String] = [:], locked: Set<String> = []) {
        self.links = links
        self.locked = locked
        for (path, text) in files {
            var parts = path.split(separator: "/").map(String.init)
            if !path.hasSuffix("/") {
                texts[path] = Array(text.utf8)
                parts.removeLast()
            }
            for end in parts.indices { folders.insert("/" + parts[...end].joined(separator: "/")) }
        }
    }

    mutating func set(_ path: String, bytes: [UInt8]) { texts[path] = bytes }

    func kind(of path: String) -> FileKind? {
        let path = realPath(path)
        if texts[path] != nil { return .file }
        return folders.contains(path) ? .folder : nil
    }

    func status(of path: String) -> FileStatus? {
        kind(of: path).map { kind in
            let size = texts[realPath(path)]?.count ?? 0
            return FileStatus(kind: kind, isLink: links[path] != nil, stamp: FileStamp(size: size))
        }
    }

    func read(_ path: String) throws(FileError) -> [UInt8] {
        if locked.contains(path) { throw FileError(path: path, reason: "permission denied") }
        if folders.contains(path) { throw FileError(path: path, reason: "is a folder") }
        guard let text = texts[realPath(path)] else {
            throw FileError(path: path, reason: "no such file or folder")
        }
        return text
    }

    func names(inFolder path: String) throws(FileError) -> [String] {
        guard folders.contains(path) else { throw FileError(path: path, reason: "no such file or folder") }
        let prefix = path == "/" ? "/" : path + "/"
        let all = Array(texts.keys) + Array(folders)
        return Set(all.filter { $0.hasPrefix(prefix) && $0 != path }.map { $0.dropFirst(prefix.count) })
            .filter { !$0.isEmpty && !$0.contains("/") }
            .map(String.init)
    }

    func realPath(_ path: String) -> String { links[path] ?? path }
}
