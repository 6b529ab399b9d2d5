/// Absolute paths as text, by the rules of POSIX and without looking at a disk.
enum PathText {
    /// `path` seen from `folder`, without `.`, `..` and doubled slashes. If `path` is absolute, `folder` is ignored.
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

    /// The path before the last part: `/a/b` → `/a`, `/` → `/`.
    static func folder(of path: String) -> String {
        "/" + path.split(separator: "/").dropLast().joined(separator: "/")
    }

    /// The last part: `/a/b` → `b`, `/` → ``.
    static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? "" }

    /// `path` relative to `folder` if it is inside of that, otherwise `path`.
    static func relative(_ path: String, to folder: String) -> String {
        let prefix = folder == "/" ? "/" : folder + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }
}
