import ArgumentParser
import Foundation
import LambdaModel

/// `lamdeck events new`
struct EventsNewCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Create an event from a template.",
        discussion: """
            With a function, writes the event into the function's events folder and prints the file's path; never \
            overwrites a file. Without a function, prints the event. Without a template, lists the templates.

            Examples: lamdeck events new
                      lamdeck events new s3-put thumbnails --name cat
                      lamdeck events new sqs | lamdeck invoke orders -
            """)

    @OptionGroup var project: ProjectOptions
    @Argument(help: "The template.", completion: .list(EventTemplate.all.map(\.name))) var template: String?
    @Argument(help: "The function.", completion: .functions) var function: String?
    @Option(
        help: ArgumentHelp(
            "The event's name. Default: the template's, with a number if it is taken.", valueName: "name"))
    var name: String?

    func validate() throws {
        guard let name else { return }
        if function == nil { throw ValidationError("--name needs a function") }
        let isGood = !name.isEmpty && !name.hasPrefix(".") && !name.contains { $0 == "/" || $0 == "\0" || $0.isNewline }
        let isExpectation = name.lowercased().hasSuffix(".expected") || name.lowercased().hasSuffix(".expected.json")
        guard isGood, !isExpectation, name.utf8.count <= 200 else {
            throw ValidationError("--name \(PlainText.line(name)) is not a valid event name")
        }
    }

    func run(in context: CommandContext) throws {
        guard let template else {
            var table = TextTable(["TEMPLATE", "FROM"])
            for template in EventTemplate.all { table.add([template.name, template.summary]) }
            return context.output.write(table.text)
        }
        guard let found = EventTemplate.named(template) else {
            let names = EventTemplate.all.map(\.name)
            let near = NearestName.nearest(to: template, in: names).map { "did you mean \"\($0)\"?" }
            throw CommandFailure(
                .usage,
                "there is no template \"\(template)\"; \(near ?? "the templates are " + names.joined(separator: ", "))")
        }
        guard let function else { return context.output.write(found.bytes) }
        guard let settings = try project.manifest(in: context).functions(named: [function]).first else { return }
        context.output.write(try Self.write(found, into: Self.folder(settings), name))
    }

    /// The function's folder of events; if it has none yet, the one beside its code.
    private static func folder(_ settings: FunctionSettings) -> String {
        settings.eventsFolder ?? (settings.code.path as NSString).deletingLastPathComponent + "/events"
    }

    /// Writes the event to a new file, and returns the path.
    private static func write(
        _ template: EventTemplate, into folder: String, _ name: String?
    ) throws(CommandFailure) -> String {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure(.usage, "\(folder) cannot be created: \(WriteFailure.reason(error))")
        }
        let base = name.map { $0.lowercased().hasSuffix(".json") ? String($0.dropLast(5)) : $0 } ?? template.name
        for number in 1...1000 {
            let path = "\(folder)/\(base)\(number == 1 ? "" : "-\(number)").json"
            // O_EXCL: opens no existing file, and follows no symbolic link.
            let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
            guard file >= 0 else {
                let reason = String(cString: strerror(errno))
                if errno == EEXIST, name == nil { continue }
                throw CommandFailure(.usage, "\(path) cannot be written: \(reason)")
            }
            let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
            do {
                try handle.write(contentsOf: Data(template.bytes))
                return path
            } catch {
                throw CommandFailure(.usage, "\(path) cannot be written: \(WriteFailure.reason(error))")
            }
        }
        throw CommandFailure(.usage, "\(folder) has too many events of that name; choose another one with --name")
    }
}
