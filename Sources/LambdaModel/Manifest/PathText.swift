/// Absolute paths as text, by the rules of POSIX and without looking at a disk.
enum PathText {
    /// `path` seen from `folder`, without `.`, `..` and doubled slashes. An absolute `path` stands for itself.
    static func join(_ folder: String, _ path: String) -> String {
        var parts: [Substring] = []
        let whole = path.hasPrefix("/") ? path : folder + "/" + path
        for part in whole.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// What is before the last part: `/a/b` → `/a`, `/` → `/`.
    static func folder(of path: String) -> String {
        "/" + path.split(separator: "/").dropLast().joined(separator: "/")
    }

    /// The last part: `/a/b` → `b`, `/` → ``.
    static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? "" }

    /// `path` as seen from `folder` where it is inside of it, else `path`.
    static func relative(_ path: String, to folder: String) -> String {
        let prefix = folder == "/" ? "/" : folder + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }
}
