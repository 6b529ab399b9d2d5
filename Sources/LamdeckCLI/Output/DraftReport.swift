import LambdaModel
import ProjectImport

/// The report of `import` and `init`: written files on standard output, everything else on standard error.
struct DraftReport {
    let context: CommandContext

    /// Prints the notes of a draft of that file.
    func notes(_ draft: ImportDraft, file: String) {
        for note in draft.notes { context.output.complain(PlainText.escaped(note.description(file: file))) }
    }

    /// Prints the written files, relative to the current folder, and the problems that lamdeck's reader finds in the
    /// manifest.
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
