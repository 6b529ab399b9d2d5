/// Which files of a tree do not matter: what version control, editors and caches write, and the user's own globs.
struct IgnoreRules: Sendable, Hashable {
    /// What never is a function's code.
    static let standard = [
        ".git", ".hg", ".svn", "**/node_modules/.cache", "__pycache__", "*.pyc",
        // vim's swap files, its file that tests write access, and its backups, which emacs has too.
        ".*.sw[a-p]", ".*.swx", ".*.swpx", "4913", "*~", "#*#", ".#*",
        // The files by which editors and Foundation replace another one at once.
        "*.tmp", "*___jb_tmp___", "*___jb_old___", ".dat.nosync*", ".goutputstream-*", ".*.kate-swp", "*.crswap",
        ".DS_Store", ".idea", ".vscode",
    ]

    private let texts: [String]
    private let globs: [Glob]
    /// Files and folders that are never code.
    private let besides: [String]
    /// Folders of saved events that were found by their name. A package of that name is code: only its sources count.
    private let events: [String]

    /// - Parameters:
    ///   - own: the user's globs, seen from the root of the tree; a later one wins, and any over the standard.
    ///   - besides: files and folders that are never code, seen from the root.
    ///   - events: folders named `events` by default, seen from the root: of the files in them, only sources are code.
    init(_ own: [String] = [], besides: [String] = [], events: [String] = []) {
        texts = own
        globs = (Self.standard + own).compactMap(Glob.init)
        (self.besides, self.events) = (besides, events)
    }

    /// The rules for one root of a plan.
    init(_ plan: WatchPlan, root: String) {
        self.init(
            plan.ignoring, besides: Self.seen(plan.besides, from: root), events: Self.seen(plan.events, from: root))
    }

    /// Those paths that lie inside a root, seen from there, by their text or by what they lead to.
    private static func seen(_ paths: [String], from root: String) -> [String] {
        guard !paths.isEmpty else { return [] }
        let real = PathWay(root).end?.path
        return paths.compactMap { path in
            inside(path, root) ?? real.flatMap { real in PathWay(path).end.flatMap { inside($0.path, real) } }
        }
    }

    /// A path inside a folder, seen from there; nil if it is not inside.
    static func inside(_ path: String, _ root: String) -> String? {
        let prefix = root.hasSuffix("/") ? root : root + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
    }

    /// The ends of names of files that a runtime loads.
    private static let sources: Set<String> = [
        "py", "js", "mjs", "cjs", "ts", "mts", "cts", "jsx", "tsx", "rb", "java", "class", "jar", "kt", "cs", "dll",
        "so",
        "go", "rs", "php", "pl", "sh", "lua", "node", "wasm", "zip",
    ]

    /// Whether a file's name is that of something that a runtime loads, such as `app.py` and `bootstrap`.
    static func isSource(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name == "bootstrap" }
        return sources.contains(name[name.index(after: dot)...].lowercased())
    }

    /// Whether a file's name is that of an archive.
    static func isArchive(_ path: String) -> Bool {
        ["zip", "jar"].contains(path.split(separator: ".").last?.lowercased() ?? "")
    }

    /// Whether creating or removing a folder is not a change, although files in it may be code.
    func isSilent(_ path: String, isFolder: Bool) -> Bool { isFolder && Self.covers(events, path) }

    private static func covers(_ folders: [String], _ path: String) -> Bool {
        folders.contains { path == $0 || (path.hasPrefix($0) && path.dropFirst($0.count).first == "/") }
    }

    /// Whether a path is ignored. The folders above it are assumed not to be.
    ///
    /// - Parameter path: seen from the root, without a slash at the start.
    func ignores(_ path: String, isFolder: Bool) -> Bool {
        if Self.covers(besides, path) { return true }
        if !isFolder, Self.covers(events, path), !Self.isSource(path) { return true }
        let names = Array(path.utf8).split(separator: UInt8(ascii: "/"))
        // Only the last that matches decides.
        return globs.last { $0.matches(names, isFolder: isFolder) }.map { !$0.isNegated } ?? false
    }

    static func == (left: Self, right: Self) -> Bool {
        left.texts == right.texts && left.besides == right.besides && left.events == right.events
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(texts)
        hasher.combine(besides)
        hasher.combine(events)
    }
}
