import LambdaModel

/// Paths as the user knows them.
enum Places {
    /// Makes paths inside a folder relative to it, symbolic links followed; other paths are unchanged.
    static func from(_ folder: String) -> @Sendable (String) -> String {
        let root = LocalFiles().realPath(folder)
        return { path in
            let real = LocalFiles().realPath(path)
            if path.hasPrefix(folder + "/") { return String(path.dropFirst(folder.count + 1)) }
            return real.hasPrefix(root + "/") ? String(real.dropFirst(root.count + 1)) : path
        }
    }
}
