import LambdaModel

/// The files of a folder, within limits.
struct ProjectTree {
    static let deepest = 8
    static let mostEntries = 10_000
    /// The most bytes read from all files.
    static let mostBytes = 64 << 20

    /// The folder's absolute path.
    let root: String
    let files: any ManifestFiles
    /// Paths relative to the root, sorted; a folder's files precede those of its subfolders.
    private(set) var paths: [String] = []
    /// Whether a limit stopped the search.
    private(set) var isIncomplete = false
    private var bytes = 0

    init(root: String, files: any ManifestFiles) {
        self.root = root
        self.files = files
        var entries = 0
        var waiting: [(path: String, depth: Int)] = [("", 0)]
        while !waiting.isEmpty {
            let (folder, depth) = waiting.removeFirst()
            let names = ((try? files.names(inFolder: absolute(folder))) ?? []).sorted()
            // A Python environment, whatever its name.
            if names.contains("pyvenv.cfg") { continue }
            for name in names {
                entries += 1
                guard entries <= Self.mostEntries else {
                    isIncomplete = true
                    return
                }
                let path = folder.isEmpty ? name : "\(folder)/\(name)"
                switch files.kind(of: absolute(path)) {
                case .file: paths.append(path)
                case .folder where Self.isLookedInto(name, in: folder) && isReal(path):
                    if depth < Self.deepest { waiting.append((path, depth + 1)) } else { isIncomplete = true }
                case .folder, .other, nil: break
                }
            }
        }
    }

    private static let skipped: Set<String> = [
        "node_modules", "site-packages", "venv", "env", "__pycache__", "vendor", "obj", "cdk.out", "coverage",
        "test", "tests", "__tests__", "spec", "__mocks__", "layers", "events",
    ]

    private static func isLookedInto(_ name: String, in folder: String) -> Bool {
        if name.hasPrefix(".") || skipped.contains(name.lowercased()) { return false }
        // In a compiler's folder, only the output for Lambda.
        if folder.split(separator: "/").last == "target" { return name == "lambda" }
        return true
    }

    /// A link to a folder may lead to a cycle.
    private func isReal(_ path: String) -> Bool { files.realPath(absolute(path)) == absolute(path) }

    func absolute(_ path: String) -> String {
        if path.isEmpty || path == "." { return root }
        return root == "/" ? "/" + path : root + "/" + path
    }

    func kind(_ path: String) -> FileKind? { files.kind(of: absolute(path)) }

    /// The text of a file; nil if it is not text, does not contain `word`, or the limit of bytes is reached.
    mutating func text(_ path: String, having word: StaticString) -> String? {
        guard bytes < Self.mostBytes else {
            isIncomplete = true
            return nil
        }
        guard let content = try? files.read(absolute(path)) else { return nil }
        bytes += content.count
        // Patterns are slow on the output of bundlers; most files do not contain the word.
        guard word.withUTF8Buffer({ Self.contains(content, Array($0)) }) else { return nil }
        return String(validating: content, as: UTF8.self)
    }

    private static func contains(_ bytes: [UInt8], _ word: [UInt8]) -> Bool {
        guard let first = word.first else { return true }
        var rest = bytes[...]
        while let start = rest.firstIndex(of: first) {
            if rest[start...].starts(with: word) { return true }
            rest = rest[(start + 1)...]
        }
        return false
    }

    /// The nearest folder from that of `path` upwards, including the root, that holds one of these names; nil if none
    /// does.
    func nearestFolder(of path: String, holding names: [String]) -> String? {
        var folder = Self.folder(of: path)
        while true {
            if names.contains(where: { kind(folder.isEmpty ? $0 : "\(folder)/\($0)") == .file }) { return folder }
            if folder.isEmpty { return nil }
            folder = Self.folder(of: folder)
        }
    }

    /// The path without its last part; empty for the root.
    static func folder(of path: String) -> String { path.split(separator: "/").dropLast().joined(separator: "/") }

    /// The last part without its extension.
    static func stem(of path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        return name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    }
}
