import ArgumentParser
import Dashboard
import LambdaModel

/// `lamdeck export schema`
struct ExportSchemaCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of functions.json or config.json, for editors.",
        discussion: """
            With "$schema": "functions.schema.json" at the top of functions.json, editors complete and check it.

            Examples: lamdeck export schema > functions.schema.json
                      lamdeck export schema --config > ~/.config/lamdeck/config.schema.json
            """)

    @Flag(help: "Print the schema of config.json, the settings of the deck.") var config = false

    func run(in context: CommandContext) {
        context.output.write(config ? DeckConfigurationSchema.text(KeyMap.vocabulary) : ManifestSchema.text)
    }
}
