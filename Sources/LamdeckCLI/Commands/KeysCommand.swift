import ArgumentParser
import Dashboard

/// `lamdeck keys`: the deck's keys, from the table that the deck itself uses; `docs/keys.md` is made with it.
struct KeysCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "List the deck's keys, as a Markdown table.",
        discussion: "Example: lamdeck keys > docs/keys.md")

    func run(in context: CommandContext) {
        context.output.write(KeyMap.referencePage)
    }
}
