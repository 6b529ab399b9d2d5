import ArgumentParser
import Dashboard
import LambdaModel
import LambdaRuntime
import Support

/// `lamdeck validate`
struct ValidateCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check functions.json, and the deck's config.json, and list all problems.",
        discussion: "Example: lamdeck validate --file services/functions.json")

    @OptionGroup var project: ProjectOptions

    func run(in context: CommandContext) throws {
        let path = try project.manifestPath(in: context)
        let (manifest, problems) = ManifestLoader.load(
            path: path, environment: context.environment, files: LocalFiles())
        for problem in problems { context.output.complain(problem.description) }
        let file = ConfigurationFile(context.environment)
        for line in file.lines { context.output.complain(line) }
        let commands = ProjectCommandCheck(
            manifest?.commands ?? [], in: path, beside: file.configuration, KeyMap.vocabulary
        ).problems
        for problem in commands { context.output.complain(problem.description) }
        let errors = (problems + file.problems + commands).filter { $0.severity == .error }.count
        guard let manifest else { throw CommandFailure(.usage, Plural.text(errors, "error")) }
        for settings in manifest.functions {
            for message in ProjectCheck.warnings(of: settings) {
                context.output.complain("\(settings.name): warning: \(PlainText.escaped(message))")
            }
        }
        guard file.problems.isEmpty, !commands.contains(where: { $0.severity == .error }) else {
            throw CommandFailure(.usage, Plural.text(errors, "error"))
        }
        context.output.write("\(path): \(Self.contents(of: manifest)), no errors")
    }

    /// `5 functions, 2 APIs with 7 routes`
    private static func contents(of manifest: Manifest) -> String {
        let functions = Plural.text(manifest.functions.count, "function")
        guard !manifest.apis.isEmpty else { return functions }
        let routes = manifest.apis.map(\.routes.count).reduce(0, +)
        return "\(functions), \(Plural.text(manifest.apis.count, "API")) with \(Plural.text(routes, "route"))"
    }
}
