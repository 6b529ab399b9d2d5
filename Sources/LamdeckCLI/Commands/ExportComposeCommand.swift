import ArgumentParser
import LambdaModel
import LambdaRuntime

/// `lamdeck export compose`
struct ExportComposeCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "compose", abstract: "Print a compose file that runs the same containers.",
        discussion: """
            Each function is a service with its image, mounts, limits and port. Put the file into the folder of \
            functions.json. Standard error lists what works differently than with lamdeck.

            Example: lamdeck export compose > compose.yaml && docker compose up
            """)

    @OptionGroup var project: ProjectOptions
    @Argument(help: "The functions. Default: all.", completion: .functions) var names: [String] = []
    @Flag(help: "Print the values of .env files too. Credentials are never printed.") var values = false

    func run(in context: CommandContext) async throws {
        let manifest = try project.manifest(in: context)
        let functions = try await FunctionExport.functions(
            try manifest.functions(named: names), of: manifest, showsFileValues: values, in: context)
        context.output.write(ComposeFile(functions, folder: manifest.folder).text)
    }
}
