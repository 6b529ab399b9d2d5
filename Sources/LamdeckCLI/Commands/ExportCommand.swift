import ArgumentParser

/// `lamdeck export`
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print the project for other programs: compose, docker run, an editor.",
        discussion: """
            Never prints credentials: variables that hold them are passed by name. So are variables of .env files, \
            unless --values is given.

            Example: lamdeck export compose > compose.yaml
            """,
        subcommands: [ExportComposeCommand.self, ExportRunCommand.self, ExportSchemaCommand.self])
}
