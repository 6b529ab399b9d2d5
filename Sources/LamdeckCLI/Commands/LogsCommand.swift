import ArgumentParser
import Foundation
import LambdaModel
import LambdaRuntime

/// `lamdeck logs`
struct LogsCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Print the logs of functions, including detached ones.",
        discussion: """
            Lines are sorted by time, each with its function's name; a line that begins with = marks the end of an \
            invocation. --emulator also prints the emulator's lines; the values in its REPORT line are wrong.

            On a terminal, a JSON log line shows its level and message, as in the deck; with --raw, and in a file or a \
            pipe, lines are unchanged. A terminal gets no control characters except colours.

            With --json, one object a line: time, function, requestId (if the line belongs to an invocation), source \
            (stdout, stderr, emulator, lamdeck) and text; at the end of an invocation, source is invocation, with \
            verdict, functionStatus, cold, initMs and handlerMs; members without a known value are left out.

            Examples: lamdeck logs orders --since 10m --grep 'ERROR|WARN'
                      lamdeck logs --follow --tail 20
                      lamdeck logs --invocation 5399074e --json
            """)

    @OptionGroup var project: ProjectOptions
    @Argument(help: "The functions. Default: all.", completion: .functions) var names: [String] = []
    @Flag(name: .shortAndLong, help: "Continue with new lines, until Ctrl-C.") var follow = false
    @Option(
        help: ArgumentHelp(
            "Only lines after this time: 30s, 10m, 2h or 1h30m ago, or an ISO 8601 time.", valueName: "time"))
    var since: String?
    @Option(
        name: [.customShort("n"), .long], help: ArgumentHelp("Only the last n lines of each function.", valueName: "n"))
    var tail: Int?
    @Option(help: ArgumentHelp("Only lines that match a regular expression; (?i) ignores case.", valueName: "re"))
    var grep: String?
    @Option(help: ArgumentHelp("Only the invocation whose request id begins with this.", valueName: "id"))
    var invocation: String?
    @Flag(name: .shortAndLong, help: "Print each line's time.") var times = false
    @Flag(help: "Print the emulator's own lines too.") var emulator = false
    @Flag(help: "Print one JSON object a line.") var json = false
    @Flag(help: "Print JSON log lines unchanged, also on a terminal.") var raw = false

    func validate() throws {
        if json && raw { throw ValidationError("--json and --raw cannot be combined") }
        if let tail, tail < 0 { throw ValidationError("--tail must be 0 or more") }
        _ = try filter(now: 0)
    }

    /// - Parameter now: seconds since 1970.
    func filter(now: Double) throws -> LogFilter {
        var filter = LogFilter(invocation: invocation, showsEmulator: emulator)
        if let since {
            guard let moment = LogMoment.seconds(since, now: now) else {
                throw ValidationError("--since \(since) is neither a duration (10m) nor an ISO 8601 time")
            }
            filter.since = moment
        }
        if let grep {
            do {
                filter.expression = try NSRegularExpression(pattern: grep)
            } catch {
                throw ValidationError("--grep \(grep) is not a regular expression")
            }
        }
        return filter
    }

    func run(in context: CommandContext) async throws {
        let manifest = try project.manifest(in: context)
        let functions = try manifest.functions(named: names)
        let style = LineStyle(environment: context.environment, isTerminal: context.output.isTerminal)
        let printer = LogPrinter(
            functions.map(\.name), style, localTime: times ? context.localTime : nil, isRaw: raw)
        let log = LogPrinterQueue(
            context.output, json ? .json : .coloured,
            line: { [json] entry in json ? LogJSON.text(entry) : printer.line(entry) })
        let filter = try filter(now: context.now())
        let reader = LogsReader(filter, tail: tail, log)
        let families = Dictionary(uniqueKeysWithValues: functions.map { ($0.name, $0.runtime?.family) })
        let selection = ProjectLogs.Selection(
            families: families, since: filter.since, follows: follow,
            tail: tail.map { .init(count: $0) { filter.wants($0) } })
        let project = project
        try await Interruption.guarding(context.output) {
            try await project.withContainers(of: manifest.path, in: context) { containers throws(FailureReason) in
                try await containers.logs.read(selection) { await reader.handle($0) }
            }
            await log.end()
        }
    }
}
