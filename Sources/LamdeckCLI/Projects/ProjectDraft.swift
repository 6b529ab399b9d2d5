import LambdaModel
import ProjectImport
import Support

/// A functions.json that is made from the handlers in a folder, for `lamdeck init` and for the deck.
struct ProjectDraft: Sendable {
    /// The absolute path of the file.
    let manifest: String
    /// What it will contain.
    let draft: ImportDraft

    /// Finds the handlers in a folder. Writes nothing.
    ///
    /// - Parameters:
    ///   - folder: the absolute path.
    ///   - name: the folder as the user named it; nil for its path.
    ///   - refusesExisting: whether a functions.json that exists already is an error.
    /// - Throws: that the folder does not exist, that it has a functions.json, or that no handler was found. `report` has
    ///   got the draft by then.
    init(
        folder: String, named name: String? = nil, refusesExisting: Bool = true,
        report: (ImportDraft) -> Void = { _ in }
    ) throws(CommandFailure) {
        let files = LocalFiles()
        let root = files.realPath(folder)
        guard files.kind(of: root) == .folder else { throw CommandFailure(.usage, "no folder \(name ?? folder)") }
        manifest = (root == "/" ? "" : root) + "/" + ManifestLocator.fileName
        if refusesExisting, files.kind(of: manifest) != nil {
            throw CommandFailure(.usage, "\(manifest) exists already; nothing was written")
        }
        draft = ProjectScan.draft(root: root, files: files)
        report(draft)
        guard !draft.functions.isEmpty else {
            throw CommandFailure(
                .usage,
                "found no handler in \(root); a function needs \"runtime\", \"handler\" and \"code\" in functions.json")
        }
    }

    /// Writes the file and what belongs to it, or nothing.
    ///
    /// - Returns: the absolute paths of what was written, the manifest first.
    func write() throws(CommandFailure) -> [String] { try DraftFiles(draft: draft, manifest: manifest).write() }

    /// The names of the functions in words, for the deck: `functions.json has 2 functions: orders, api`.
    var summary: String {
        let names = draft.functions.map(\.name)
        let shown = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
        return "functions.json has \(Plural.text(names.count, "function")): \(shown)"
    }
}
