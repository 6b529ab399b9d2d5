import ArgumentParser
import Foundation
import LambdaModel
import ProjectImport

/// `lamdeck init`
struct InitCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Find the handlers in a folder, and write a functions.json and a first event.",
        discussion: """
            Finds exported handlers in JavaScript (exports.handler), handler and lambda_handler in Python and Ruby, \
            and classes and methods of Lambda's interfaces in Java and .NET; also finds files named bootstrap. Add \
            other functions to functions.json by hand. Never overwrites a file.

            Examples: lamdeck init
                      lamdeck init services/orders --dry-run
            """)

    @Argument(help: "The folder. Default: this one.") var folder: String = "."
    @Flag(help: "Print functions.json and write nothing.") var dryRun = false

    func run(in context: CommandContext) throws {
        let files = LocalFiles()
        let root = files.realPath(context.url(folder).standardized.path)
        guard files.kind(of: root) == .folder else { throw CommandFailure(.usage, "no folder \(folder)") }
        let manifest = (root == "/" ? "" : root) + "/" + ManifestLocator.fileName
        if !dryRun, files.kind(of: manifest) != nil {
            throw CommandFailure(.usage, "\(manifest) exists already; nothing was written")
        }
        let draft = ProjectScan.draft(root: root, files: files)
        let report = DraftReport(context: context)
        report.notes(draft, file: folder)
        guard !draft.functions.isEmpty else {
            throw CommandFailure(
                .usage,
                "found no handler in \(root); a function needs \"runtime\", \"handler\" and \"code\" in functions.json")
        }
        if dryRun { return context.output.write(draft.text, .json) }
        let written = try DraftFiles(draft: draft, manifest: manifest).write()
        report.written(written)
    }
}
