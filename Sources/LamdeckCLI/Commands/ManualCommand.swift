import ArgumentParser

/// `lamdeck manual`
struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual", abstract: "Print the manual page, as man reads it.",
        discussion: "Example: lamdeck manual | man -l -")

    func run() throws {
        Output.write(try ManualPage(Lamdeck._dumpHelp(), version: Lamdeck.configuration.version).text)
    }
}
