import ArgumentParser
import LambdaModel
import LambdaRuntime

/// `lamdeck validate`
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check functions.json and list all problems.",
        discussion: "Example: lamdeck validate --file services/functions.json")

    @OptionGroup var project: ProjectOptions

    func run() throws {
        let path = try project.manifestPath()
        let (manifest, problems) = ManifestLoader.load(
            path: path, environment: project.environment, files: LocalFiles())
        for problem in problems { Output.complain(problem.description) }
        let errors = problems.filter { $0.severity == .error }.count
        guard let manifest else { throw CommandFailure(.usage, errors == 1 ? "1 error" : "\(errors) errors") }
        for settings in manifest.functions {
            for words in ProjectCheck.warnings(of: settings) {
                Output.complain("\(settings.name): warning: \(PlainText.escaped(words))")
            }
        }
        let count = manifest.functions.count
        Output.write("\(path): \(count == 1 ? "1 function" : "\(count) functions"), no errors")
    }
}
