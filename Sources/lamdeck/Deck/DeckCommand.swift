import ArgumentParser

struct DeckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "deck", abstract: "Open the deck.")
    @OptionGroup var project: ProjectOptions
    func run() async throws {}
}
