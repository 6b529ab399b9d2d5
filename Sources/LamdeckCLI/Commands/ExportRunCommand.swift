import ArgumentParser
import LambdaModel
import LambdaRuntime

/// `lamdeck export run`
struct ExportRunCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Print the docker run and curl commands that start and invoke a function.",
        discussion: """
            Prints a script for any POSIX shell. Standard error lists the differences from lamdeck.

            Example: lamdeck export run hello api-gw-v2.json | sh
            """)

    @OptionGroup var project: ProjectOptions
    @Argument(help: "The function.", completion: .functions) var name: String
    @Argument(help: "A saved event's name or a file's path. Default: {}.", completion: .events) var event: String?
    @Flag(help: "Print the values of .env files too. Credentials are never printed.") var values = false

    func run(in context: CommandContext) async throws {
        let manifest = try project.manifest(in: context)
        let settings = try manifest.functions(named: [name])
        let path = try event.flatMap { name in
            try settings.first.map { try EventChoice(of: $0, in: context).saved(name).path }
        }
        for function in try await FunctionExport.functions(settings, of: manifest, showsFileValues: values, in: context)
        {
            context.output.write(DockerRunScript(function, event: path.map { .file($0) }).text)
        }
    }
}
