import ArgumentParser
import Foundation
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
        let report = DraftReport(context: context)
        let path = context.url(folder).standardized.path
        let draft = try ProjectDraft(folder: path, named: folder, refusesExisting: !dryRun) {
            report.notes($0, file: folder)
        }
        if dryRun { return context.output.write(draft.draft.text, .json) }
        report.written(try draft.write())
    }
}
