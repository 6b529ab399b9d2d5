import ArgumentParser
import LambdaModel
import LambdaRuntime

/// `lamdeck export compose`
struct ExportComposeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compose", abstract: "Print a compose file that runs the same containers.",
        discussion: """
            Each function is a service with its image, mounts, limits and port. The file belongs into the folder of \
            functions.json. What it does not do as lamdeck does is said on standard error.

            Example: lamdeck export compose > compose.yaml && docker compose up
            """)

    @OptionGroup var project: ProjectOptions
    @Argument(help: "The functions; all where none is named.", completion: .functions) var names: [String] = []
    @Flag(help: "Write the values of .env files down. Credentials are left out all the same.") var values = false

    func run() async throws {
        let manifest = try project.manifest()
        let functions = try await FunctionExport.functions(
            try manifest.functions(named: names), of: manifest, project, showsFileValues: values)
        Output.write(ComposeFile(functions, folder: manifest.folder).text)
    }
}
