import ArgumentParser

/// `lamdeck export`
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print the project for other programs: compose, docker run, an editor.",
        discussion: """
            Never prints credentials. Variables with credentials are passed by name; so are those of .env files, \
            unless --values is given.

            Example: lamdeck export compose > compose.yaml
            """,
        subcommands: [ExportComposeCommand.self, ExportRunCommand.self, ExportSchemaCommand.self])
}
