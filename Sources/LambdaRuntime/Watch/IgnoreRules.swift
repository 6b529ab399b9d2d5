/// Which files of a tree do not matter: what version control, editors and caches write, and the user's own globs.
struct IgnoreRules: Sendable, Hashable {
    /// What never is a function's code.
    static let standard = [
        ".git", ".hg", ".svn", "**/node_modules/.cache", "__pycache__", "*.pyc",
        // vim's swap files, the file by which it tries whether it may write, and its backups, which emacs has too.
        ".*.sw[a-p]", ".*.swx", ".*.swpx", "4913", "*~", "#*#", ".#*",
        "*.tmp", "*___jb_tmp___", "*___jb_old___", ".DS_Store", ".idea", ".vscode",
    ]

    private let texts: [String]
    private let globs: [Glob]

    /// - Parameter own: the user's globs, seen from the root of the tree; a later one wins, and any over the standard.
    init(_ own: [String] = []) {
        texts = own
        globs = (Self.standard + own).compactMap(Glob.init)
    }

    /// Whether a path does not matter. Those above it are taken to matter.
    ///
    /// - Parameter path: seen from the root, without a slash at the start.
    func ignores(_ path: String, isFolder: Bool) -> Bool {
        let names = Array(path.utf8).split(separator: UInt8(ascii: "/"))
        // Only the last that matches decides.
        return globs.last { $0.matches(names, isFolder: isFolder) }.map { !$0.isNegated } ?? false
    }

    static func == (left: Self, right: Self) -> Bool { left.texts == right.texts }

    func hash(into hasher: inout Hasher) { hasher.combine(texts) }
}
