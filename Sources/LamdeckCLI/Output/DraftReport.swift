import LambdaModel
import ProjectImport

/// How `import` and `init` say what they did: the files on standard output, all else on standard error.
struct DraftReport {
    let context: CommandContext

    /// Prints the notes of a draft of that file.
    func notes(_ draft: ImportDraft, file: String) {
        for note in draft.notes { context.output.complain(PlainText.escaped(note.description(file: file))) }
    }

    /// Prints what was written, as seen from the current folder, and what lamdeck's reader says of the manifest.
    func written(_ paths: [String]) {
        let current = context.folder + "/"
        for path in paths {
            context.output.write(path.hasPrefix(current) ? String(path.dropFirst(current.count)) : path)
        }
        guard let manifest = paths.first else { return }
        let (loaded, problems) = ManifestLoader.load(
            path: manifest, environment: context.environment, files: LocalFiles())
        for problem in problems { context.output.complain(problem.description) }
        if loaded == nil { context.output.complain("lamdeck: fix these first; lamdeck validate checks again") }
    }
}
