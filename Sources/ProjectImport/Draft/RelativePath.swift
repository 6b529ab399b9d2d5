/// Paths in files of other tools.
enum RelativePath {
    /// Whether a text is a path of this machine, not a URL (`s3://bucket/key`) or an ARN.
    static func isLocal(_ text: String) -> Bool { !text.contains("://") && !text.hasPrefix("arn:") }

    /// `./hello/` → `hello`, `a/../b` → `b`, `` → `.`. Leading `..` are kept.
    static func clean(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        if path.hasPrefix("/") { return "/" + joined }
        return joined.isEmpty ? (path.isEmpty ? "" : ".") : joined
    }
}
