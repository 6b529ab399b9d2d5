import ArgumentParser
import LambdaModel

/// `lamdeck routes`
struct RoutesCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes", abstract: "List the URLs of functions, and the routes of APIs.",
        discussion: """
            Each function has a URL; the routes of "api" in functions.json follow in the order of the file. Reads \
            functions.json only: no function need run. A WebSocket API has one address for all of its routes.

            With --json, one object a line: function, url, type (url, http, rest, alb, websocket), format (of the event: \
            url, http2, http1, rest, alb, alb-multi, websocket), and for a route of an API api, routeKey, method (ANY for \
            all), path, stage and authorizer; members without a value are left out.

            Examples: lamdeck routes
                      lamdeck routes orders --json
            """)

    @OptionGroup var project: ProjectOptions
    @OptionGroup var remote: RemoteOptions
    @Argument(help: "The functions. Default: all.", completion: .functions) var names: [String] = []
    @Flag(help: "Print one JSON object a line.") var json = false

    func run(in context: CommandContext) throws {
        if let access = try remote.access(project, in: context) { return try RemoteCommand(access, context).finish() }
        let manifest = try project.manifest(in: context)
        let routes = ListedRoute.all(of: try manifest.functions(named: names), manifest.apis)
        if json {
            for route in routes { context.output.write(route.json, .json) }
        } else {
            context.output.write(ListedRoute.table(routes))
        }
    }
}
