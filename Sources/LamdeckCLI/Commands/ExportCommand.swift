import ArgumentParser
import LambdaModel
import LambdaRuntime

/// `lamdeck export`
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print the project for other programs: compose, docker run, an editor.",
        discussion: """
            Never prints credentials: variables that hold them are passed by name. So are variables of .env files, \
            unless --values is given.

            Example: lamdeck export compose > compose.yaml
            """,
        subcommands: [ExportComposeCommand.self, ExportRunCommand.self, ExportSchemaCommand.self])
}

/// What the exports of functions have in common.
enum FunctionExport {
    /// Functions as another program is to run them; what is not as in lamdeck is said on standard error.
    static func functions(
        _ settings: [FunctionSettings], of manifest: Manifest, _ project: ProjectOptions, showsFileValues: Bool
    ) async throws(CommandFailure) -> [ExportedFunction] {
        let exported: [ExportedFunction]
        do throws(FailureReason) {
            exported = try await ProjectExport.functions(
                settings, of: manifest, environment: project.environment, showsFileValues: showsFileValues)
        } catch {
            throw CommandFailure(error)
        }
        for function in exported {
            for note in function.notes { Output.complain("\(function.name): \(PlainText.line(note))") }
        }
        return exported
    }
}
