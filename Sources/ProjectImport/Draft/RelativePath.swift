/// Paths as files of other tools write them.
enum RelativePath {
    /// Whether a text is a path of this machine; no URL (`s3://bucket/key`) and no ARN.
    static func isLocal(_ text: String) -> Bool { !text.contains("://") && !text.hasPrefix("arn:") }

    /// `./hello/` → `hello`, `a/../b` → `b`, `` → `.`. What leads out of the folder stays.
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
