import ArgumentParser

/// `lamdeck manual`
struct ManualCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual", abstract: "Print the manual page, as man reads it.",
        discussion: "Example: lamdeck manual | man -l -")

    func run(in context: CommandContext) throws {
        context.output.write(try ManualPage(Lamdeck._dumpHelp(), version: Lamdeck.configuration.version).text)
    }
}
