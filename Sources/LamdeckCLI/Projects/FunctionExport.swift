import LambdaModel
import LambdaRuntime

/// What the exports of functions have in common.
enum FunctionExport {
    /// Functions in the form in which another program runs them. Prints the differences from lamdeck on standard error.
    static func functions(
        _ settings: [FunctionSettings], of manifest: Manifest, showsFileValues: Bool, in context: CommandContext
    ) async throws(CommandFailure) -> [ExportedFunction] {
        let exported: [ExportedFunction]
        do throws(FailureReason) {
            exported = try await ProjectExport.functions(
                settings, of: manifest, environment: context.environment, showsFileValues: showsFileValues)
        } catch {
            throw CommandFailure(error)
        }
        for function in exported {
            for note in function.notes { context.output.complain("\(function.name): \(PlainText.line(note))") }
        }
        return exported
    }
}
