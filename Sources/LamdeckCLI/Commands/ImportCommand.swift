import ArgumentParser
import Foundation
import LambdaModel
import ProjectImport
import Support

/// `lamdeck import`
struct ImportCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Write functions.json from a SAM template, serverless.yml, compose file or AWS CLI output.",
        discussion: """
            Reads SAM and CloudFormation templates (also those that cdk synth writes), serverless.yml, compose files \
            whose services run Lambda's base images, and the output of `aws lambda get-function-configuration` (one \
            object, or an array of them). Event sources become saved events. Referenced files are read too: \
            ${file(…)}, and .env for serverless.yml and compose.

            Standard error lists, with line numbers, all that cannot be imported and all assumptions. Standard output \
            lists the files written. Never overwrites a file. The result is valid: for missing code, lamdeck creates \
            an empty folder.

            Examples: lamdeck import template.yaml --parameter Stage=prod
                      aws lambda get-function-configuration --function-name orders | lamdeck import - --dry-run
            """)

    @Argument(help: "The file, or - for standard input.") var source: String
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where to write. Default: functions.json in this folder.", valueName: "path"))
    var output: String?
    @Option(
        name: .customLong("parameter"),
        help: ArgumentHelp(
            "A template parameter (also AWS::Region and other pseudo parameters), or serverless.yml's stage or region.",
            valueName: "name=value"))
    var parameters: [String] = []
    @Flag(help: "Print functions.json and write nothing.") var dryRun = false

    func validate() throws {
        for parameter in parameters where !(parameter.firstIndex(of: "=").map { $0 > parameter.startIndex } ?? false) {
            throw ValidationError("--parameter \"\(parameter)\" is not NAME=VALUE")
        }
    }

    func run(in context: CommandContext) throws {
        let file = source == "-" ? "standard input" : source
        let bytes = try bytes(in: context)
        let files = LocalFiles()
        let manifest = context.url(output ?? ManifestLocator.fileName).standardized.path
        let sourceFolder =
            source == "-" ? context.folder : context.url(source).standardized.deletingLastPathComponent().path
        let draft: ImportDraft
        do throws(ImportError) {
            draft = try ProjectImporter.read(
                bytes, parameters: values,
                source: ImportSource(
                    folder: sourceFolder, name: source == "-" ? nil : URL(filePath: source).lastPathComponent,
                    files: files))
        } catch {
            throw CommandFailure(.usage, PlainText.escaped(error.description(file: file)))
        }
        let moved = draft.relocated(from: sourceFolder, to: URL(filePath: manifest).deletingLastPathComponent().path)
            .checked(manifest: manifest, files: files)
        let report = DraftReport(context: context)
        report.notes(moved, file: file)
        guard !moved.functions.isEmpty else {
            throw CommandFailure(.usage, "\(file): this \(draft.format) has no function that lamdeck can run")
        }
        if dryRun { return context.output.write(moved.text, .json) }
        let written = try DraftFiles(draft: moved, manifest: manifest).write()
        let notes = moved.notes.isEmpty ? "nothing left out" : Plural.text(moved.notes.count, "note")
        context.output.complain("\(draft.format): \(Plural.text(moved.functions.count, "function")), \(notes)")
        report.written(written)
    }

    private var values: [String: String] {
        var values: [String: String] = [:]
        for parameter in parameters {
            let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            values[String(parts[0])] = String(parts[1])
        }
        return values
    }

    private func bytes(in context: CommandContext) throws(CommandFailure) -> [UInt8] {
        // One byte more than the importer accepts: that byte shows that the file is too large.
        let most = ProjectImporter.maximumBytes + 1
        let url = context.url(source)
        if source != "-" {
            switch LocalFiles().kind(of: url.path) {
            case .file: break
            case .folder: throw CommandFailure(.usage, "\(source) is a folder; name the file in it")
            case .other: throw CommandFailure(.usage, "\(source) is not a regular file")
            case nil: throw CommandFailure(.usage, "no file \(source)")
            }
        }
        do throws(InputError) {
            return try source == "-" ? context.input.bytes(atMost: most) : InputFile.bytes(of: url.path, atMost: most)
        } catch {
            throw CommandFailure(.usage, "\(source == "-" ? "standard input" : source) cannot be read: \(error.reason)")
        }
    }
}
