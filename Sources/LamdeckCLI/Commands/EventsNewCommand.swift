import ArgumentParser
import Foundation
import LambdaModel

/// `lamdeck events new`
struct EventsNewCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Create an event from a template.",
        discussion: """
            With a function, writes the event into the function's events folder and prints the file's path; never \
            overwrites a file. Without a function, or with --print, prints the event. Without a template, lists the \
            templates.

            --set changes a parameter and everything in the event that depends on it; `lamdeck events templates NAME` \
            lists a template's parameters. --in puts the event into another one, as a service delivers it; repeat it \
            for several, the innermost first. Then --set changes the parameter in each template that has it, and \
            --set TEMPLATE.PARAMETER=VALUE in one of them.

            Examples: lamdeck events new s3-put thumbnails --name cat --set bucket=photos --set key=cat.jpg
                      lamdeck events new s3-put worker --in sns --in sqs
                      lamdeck events new sqs --set body='{"order": 18}' | lamdeck invoke orders -
            """)

    @OptionGroup var project: ProjectOptions
    @Argument(help: "The template.", completion: .list(EventTemplate.all.map(\.name))) var template: String?
    @Argument(help: "The function.", completion: .functions) var function: String?
    @Option(
        help: ArgumentHelp(
            "The event's name. Default: the template's, with a number if it is taken.", valueName: "name"))
    var name: String?
    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp("Set a parameter of the template; repeatable.", valueName: "parameter=value"))
    var settings: [String] = []
    @Option(
        name: .customLong("in"), parsing: .singleValue,
        help: ArgumentHelp("Put the event into one of this template; repeatable.", valueName: "template"),
        completion: .list(EventTemplate.all.filter { $0.payload != nil }.map(\.name)))
    var wrappers: [String] = []
    @Flag(help: "With sns inside of another template: deliver the message itself (raw message delivery).")
    var raw = false
    @Flag(help: "Print the event instead of writing a file.") var print = false

    func validate() throws {
        if template == nil, !settings.isEmpty || !wrappers.isEmpty || raw || print {
            throw ValidationError("--set, --in, --raw and --print need a template")
        }
        _ = try values()
        guard let name else { return }
        if function == nil { throw ValidationError("--name needs a function") }
        if print { throw ValidationError("--name and --print exclude each other") }
        let isGood = !name.isEmpty && !name.hasPrefix(".") && !name.contains { $0 == "/" || $0 == "\0" || $0.isNewline }
        let isExpectation = name.lowercased().hasSuffix(".expected") || name.lowercased().hasSuffix(".expected.json")
        guard isGood, !isExpectation, name.utf8.count <= 200 else {
            throw ValidationError("--name \(PlainText.line(name)) is not a valid event name")
        }
    }

    func run(in context: CommandContext) throws {
        guard let template else { return context.output.write(TemplateListing.table(EventTemplate.all)) }
        let (event, base) = try Self.event(template, in: wrappers, isRaw: raw, try values())
        guard let function, !print else { return context.output.write(event) }
        guard let settings = try project.manifest(in: context).functions(named: [function]).first else { return }
        context.output.write(
            try NewEventFile(event: event, base: base).write(into: settings.newEventsFolder(files: LocalFiles()), name))
    }

    /// The values of `--set` by parameter.
    private func values() throws -> [String: String] {
        var values: [String: String] = [:]
        for setting in settings {
            let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw ValidationError("--set \(PlainText.line(setting)) is not PARAMETER=VALUE")
            }
            guard values.updateValue(parts[1], forKey: parts[0]) == nil else {
                throw ValidationError("--set \(PlainText.line(parts[0])) is there twice")
            }
        }
        return values
    }

    /// The event, and the name for its file.
    private static func event(
        _ template: String, in wrappers: [String], isRaw: Bool, _ values: [String: String]
    ) throws(CommandFailure) -> (event: [UInt8], base: String) {
        do {
            let templates = try ([template] + wrappers).map { name throws(TemplateProblem) in
                guard let found = EventTemplate.named(name) else { throw TemplateProblem.unknownTemplate(name) }
                return found
            }
            let chain = try templates[0].wrapped(in: Array(templates.dropFirst()), isRaw: isRaw)
            return (try chain.event(values), templates.map(\.name).joined(separator: "-in-"))
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
    }
}
