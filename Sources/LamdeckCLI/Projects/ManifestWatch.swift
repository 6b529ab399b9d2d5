import LambdaModel

/// Reads functions.json for the deck, and tells whether it has changed: it, the environment files that it names, or,
/// where it cannot be used, anything that it says is missing.
struct ManifestWatch: Sendable {
    /// What reading gave.
    struct Reading: Sendable, Equatable {
        var path: String?
        var manifest: Manifest?
        var problems: [ManifestProblem] = []
        var looked: [String] = []
        fileprivate var signature: [FileSignature] = []
    }

    /// The path that the user named; nil if it is to be found.
    let named: String?
    /// The folder from which it is found: an absolute path.
    let folder: String
    let environment: [String: String]

    /// Finds and reads it.
    func read() -> Reading {
        let path: String
        do {
            path = try ManifestLocator.find(named, from: folder, files: LocalFiles())
        } catch {
            return Reading(looked: error.looked)
        }
        // The signature comes first: a change during the reading is then seen as one.
        let signature = FileSignature.of(path)
        let (manifest, problems) = ManifestLoader.load(path: path, environment: environment, files: LocalFiles())
        let others = (manifest?.functions ?? []).compactMap(\.environmentFile).map(FileSignature.of)
        return Reading(path: path, manifest: manifest, problems: problems, signature: [signature] + others)
    }

    /// What is there now, if that is not what was read before.
    func change(since last: Reading) -> Reading? {
        if last.manifest != nil {
            guard last.signature.contains(where: { $0 != FileSignature.of($0.path) }) else { return nil }
            return read()
        }
        let now = read()
        return now == last ? nil : now
    }
}
