import JSONText

/// Everything that is wrong with a manifest and the `.env` files that it names.
struct ManifestProblems {
    /// The absolute path of the manifest.
    let path: String
    /// Problems, each with its offset in the manifest. A problem in a `.env` file has the offset of that file's name.
    private var found: [(anchor: Int, problem: ManifestProblem)] = []

    init(path: String) { self.path = path }

    /// All problems in the order of the manifest, each once: a `.env` file may be named by several functions.
    var all: [ManifestProblem] {
        var seen: Set<ManifestProblem> = []
        return found.enumerated()
            .sorted { ($0.element.anchor, $0.offset) < ($1.element.anchor, $1.offset) }
            .map(\.element.problem)
            .filter { seen.insert($0).inserted }
    }

    var haveErrors: Bool { found.contains { $0.problem.severity == .error } }

    /// Reports a problem of the manifest.
    mutating func report(_ severity: ManifestProblem.Severity, _ message: String, at position: JSONPosition) {
        report(severity, message, file: path, at: position, anchor: position.offset)
    }

    /// - Parameters:
    ///   - file: the absolute path of the file that `position` is in.
    ///   - anchor: the offset in the manifest that decides the order.
    mutating func report(
        _ severity: ManifestProblem.Severity, _ message: String, file: String, at position: JSONPosition, anchor: Int
    ) {
        let problem = ManifestProblem(
            severity: severity, message: message, path: file,
            file: PathText.relative(file, to: PathText.folder(of: path)), position: position)
        found.append((anchor, problem))
    }
}
