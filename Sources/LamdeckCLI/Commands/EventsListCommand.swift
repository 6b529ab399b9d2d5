import ArgumentParser
import JSONText
import LambdaModel

/// `lamdeck events list`
struct EventsListCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the saved events (the default).",
        discussion: """
            With --json, one object a line: function, event, path, and expected (true if the event has an \
            expectation).

            Example: lamdeck events list hello --json
            """)

    @OptionGroup var project: ProjectOptions
    @Argument(help: "The functions. Default: all.", completion: .functions) var names: [String] = []
    @Flag(help: "Print one JSON object a line.") var json = false

    func run(in context: CommandContext) throws {
        let manifest = try project.manifest(in: context)
        var lines: [String] = []
        var table = TextTable(["FUNCTION", "EVENT", "EXPECTED"])
        for settings in try manifest.functions(named: names) {
            for (event, hasExpectation) in try Self.events(of: settings) {
                if json {
                    lines.append(Self.json(settings, event, hasExpectation))
                } else {
                    table.add([settings.name, event.name, hasExpectation ? "yes" : ""])
                }
            }
        }
        if json {
            if !lines.isEmpty { context.output.write(lines.joined(separator: "\n"), .json) }
        } else {
            context.output.write(table.text)
        }
    }

    /// A function's events. `hasExpectation`: whether there is an expectation for the event.
    private static func events(
        of settings: FunctionSettings
    ) throws(CommandFailure) -> [(event: SavedEvent, hasExpectation: Bool)] {
        do {
            return try settings.eventTests(files: LocalFiles()).tests.map { ($0.event, $0.expectation != nil) }
        } catch {
            throw CommandFailure(.usage, "\(settings.name): \(error)")
        }
    }

    private static func json(_ settings: FunctionSettings, _ event: SavedEvent, _ hasExpectation: Bool) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("function", settings.name)
            writer.member("event", event.name)
            writer.member("path", event.path)
            writer.member("expected", hasExpectation)
        }
        return writer.text
    }
}
