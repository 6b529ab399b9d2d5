import ArgumentParser
import LambdaModel

/// `lamdeck events templates`
struct EventsTemplatesCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "templates", abstract: "List the templates for events, and their parameters.",
        discussion: """
            With a text, lists the templates whose name, source or summary contains it. If the text is the name of a \
            template, lists its parameters with their meanings and defaults.

            With --json, one object a line: name, source, summary, page (the page of AWS's documentation), payload (the \
            parameter that --in fills; only if there is one), and parameters (name, summary, default).

            Examples: lamdeck events templates kinesis
                      lamdeck events templates s3-put
            """)

    @Argument(help: "Only templates that contain this text.", completion: .list(EventTemplate.all.map(\.name)))
    var text: String?
    @Flag(help: "Print one JSON object a line.") var json = false

    func run(in context: CommandContext) throws {
        let found = TemplateListing.templates(containing: text)
        if found.isEmpty, let text {
            let near = NearestName.nearest(to: text, in: EventTemplate.all.map(\.name))
            throw CommandFailure(
                .usage, "no template contains \"\(text)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
        }
        if json {
            context.output.write(found.map { TemplateListing.json($0) }.joined(separator: "\n"), .json)
        } else if let only = text.flatMap({ EventTemplate.named($0) }) {
            context.output.write(TemplateListing.parameters(of: only))
        } else {
            context.output.write(TemplateListing.table(found))
        }
    }
}
