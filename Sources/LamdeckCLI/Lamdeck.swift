import ArgumentParser

/// The program: one subcommand a file, and the deck if none is named.
struct Lamdeck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lamdeck",
        abstract: "A terminal deck for AWS Lambda functions, run in AWS's unmodified base images.",
        discussion: """
            functions.json lists the functions; `lamdeck` opens the deck for them.

            Exit codes: 0 success; 1 the function or a test failed; 2 wrong usage or an invalid manifest; 3 no engine; \
            4 the image cannot be pulled; 5 the container did not start, or exited; 6 the build failed; 130 interrupted.
            """,
        version: ProgramBuild.version,
        subcommands: [
            DeckCommand.self, UpCommand.self, DownCommand.self, PsCommand.self, RoutesCommand.self, LogsCommand.self,
            RestartCommand.self, DebugCommand.self, EventsCommand.self, InvokeCommand.self, TestCommand.self,
            HostCommand.self,
            AttachCommand.self, HistoryCommand.self, ExportCommand.self, ValidateCommand.self, DoctorCommand.self,
            CompletionsCommand.self, InitCommand.self, ImportCommand.self, ManualCommand.self, KeysCommand.self,
        ],
        defaultSubcommand: DeckCommand.self)
}
