import ArgumentParser

/// `lamdeck events`
struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "List the saved events, or create one from a template.",
        discussion: """
            `lamdeck events` and `lamdeck events NAME` list events; `lamdeck events new` creates one from a template, \
            and `lamdeck events templates` lists the templates. To list the events of a function named new or \
            templates, use `lamdeck events list new`.

            Examples: lamdeck events hello
                      lamdeck events new sqs orders
            """,
        subcommands: [EventsListCommand.self, EventsNewCommand.self, EventsTemplatesCommand.self],
        defaultSubcommand: EventsListCommand.self)
}
