import ArgumentParser
import LambdaModel

/// `lamdeck export schema`
struct ExportSchemaCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of functions.json, for editors.",
        discussion: """
            With "$schema": "functions.schema.json" at the top of functions.json, editors complete and check it.

            Example: lamdeck export schema > functions.schema.json
            """)

    func run(in context: CommandContext) {
        context.output.write(ManifestSchema.text)
    }
}
