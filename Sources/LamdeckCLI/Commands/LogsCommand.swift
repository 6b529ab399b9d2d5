import ArgumentParser
import HostLink
import LambdaModel
import LambdaRuntime
import Synchronization

/// `lamdeck logs`
struct LogsCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Print the logs of running functions.",
        discussion: """
            Lines are sorted by time, each with its function's name; a line that begins with └ is the result of an \
            invocation. --emulator also prints START, END and REPORT, and the emulator's lines if it serves the function; \
            the values in its REPORT line are wrong. Of a function that lamdeck serves, only its host knows the calls: \
            without the host, the lines are printed without them.

            On a terminal, a JSON log line shows its level, its message and as many other members as fit, as in the \
            deck; with --raw, and in a file or a pipe, lines are unchanged. A terminal gets no control characters \
            except colours.

            --level counts a line without a level as info, and each line of a stack trace as error. -A, -B and -C print \
            lines around each match of --grep, with -- between groups of lines that do not follow each other.

            With --json, one object a line: time, function, requestId (if the line belongs to an invocation), source \
            (stdout, stderr, emulator, lamdeck) and text; at the end of an invocation, source is invocation, with http \
            (format, method, target, api; if an HTTP request made it), verdict, functionStatus, cold, initMs and \
            handlerMs; members without a known value are left out.

            Examples: lamdeck logs orders --since 10m --level warn
                      lamdeck logs --grep 'order [0-9]+' -C 3
                      lamdeck logs --follow --tail 20
                      lamdeck logs --invocation 5399074e --json
            """)

    @OptionGroup var project: ProjectOptions
    @OptionGroup var remote: RemoteOptions
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
    @Option(
        name: [.customShort("A", allowingJoined: true), .long],
        help: ArgumentHelp("Print n lines after each match of --grep too.", valueName: "n"))
    var afterContext: Int?
    @Option(
        name: [.customShort("B", allowingJoined: true), .long],
        help: ArgumentHelp("Print n lines before each match of --grep too.", valueName: "n"))
    var beforeContext: Int?
    @Option(
        name: [.customShort("C", allowingJoined: true), .long],
        help: ArgumentHelp("Print n lines before and after each match of --grep too.", valueName: "n"))
    var context: Int?
    @Option(help: LevelOption.help, completion: .list(LevelOption.names)) var level: LevelOption?
    @Option(help: ArgumentHelp("Only the invocation whose request id begins with this.", valueName: "id"))
    var invocation: String?
    @Flag(name: .shortAndLong, help: "Print each line's time.") var times = false
    @Flag(help: "Print START, END, REPORT and the emulator's lines too.") var emulator = false
    @Flag(help: "Print one JSON object a line.") var json = false
    @Flag(help: "Print JSON log lines unchanged, also on a terminal.") var raw = false

    func validate() throws {
        if json && raw { throw ValidationError("--json and --raw cannot be combined") }
        if let tail, tail < 0 { throw ValidationError("--tail must be 0 or more") }
        let contexts = [afterContext, beforeContext, context].compactMap(\.self)
        if contexts.contains(where: { $0 < 0 }) { throw ValidationError("-A, -B and -C must be 0 or more") }
        if !contexts.isEmpty, grep == nil { throw ValidationError("-A, -B and -C require --grep") }
        _ = try selection(now: 0, of: nil)
    }

    /// What to read.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - functions: nil for all.
    func selection(now: Double, of functions: [String]?) throws -> LogSelection {
        var selection = LogSelection()
        selection.functions = functions
        (selection.tail, selection.follows) = (tail, follow)
        (selection.invocation, selection.showsEmulator) = (invocation, emulator)
        if let since {
            guard let moment = LogMoment.seconds(since, now: now) else {
                throw ValidationError("--since \(since) is neither a duration (10m) nor an ISO 8601 time")
            }
            selection.since = moment
        }
        selection.pattern = grep
        do {
            _ = try LogFilter(selection)
        } catch {
            throw ValidationError("--grep \(grep ?? "") is not a regular expression")
        }
        return selection
    }

    /// The lines around matches.
    var around: LogSieve.Context {
        LogSieve.Context(before: beforeContext ?? context ?? 0, after: afterContext ?? context ?? 0)
    }

    /// Whether the command itself chooses lines, of all that the rest of the selection wants.
    var choosesLines: Bool { level != nil || !around.isEmpty }

    func run(in context: CommandContext) async throws {
        if let access = try remote.access(project, in: context) {
            let (client, all) = try await access.project(in: context)
            let functions = try access.functions(names, of: all).map(\.name)
            let printer = try LogSelectionPrinter(self, functions, context)
            try await Interruption.guarding(context.output) { try await printer.read(client) }
            return
        }
        let manifest = try project.manifest(in: context)
        let functions = try manifest.functions(named: names).map(\.name)
        let printer = try LogSelectionPrinter(self, functions, context)
        let (project, access) = (project, HostAccess(project, manifest: manifest.path, in: context))
        try await Interruption.guarding(context.output) {
            if let client = try await access.client() { return try await printer.read(client) }
            try await project.withContainers(of: manifest.path, in: context) { containers throws(FailureReason) in
                try await containers.readLogs(printer.selection, printer.deliver)
            }
            await printer.end()
        }
    }
}

/// Prints what `lamdeck logs` selects.
private final class LogSelectionPrinter: Sendable {
    let selection: LogSelection
    private let log: LogPrinterQueue
    private let sieve: SharedSieve
    /// The last of the existing lines, if only those are wanted and the command itself chooses lines; else nil.
    private let last: Mutex<LastChoices?>
    private let text: @Sendable (LogSieve.Choice) -> String

    init(_ command: LogsCommand, _ functions: [String], _ context: CommandContext) throws {
        let output = context.output
        let style = LineStyle(environment: context.environment, isTerminal: output.isTerminal)
        let printer = LogPrinter(
            functions, style, localTime: command.times ? context.localTime : nil, isRaw: command.raw,
            columns: { output.columns })
        let text = { @Sendable [json = command.json] (choice: LogSieve.Choice) -> String in
            if json { return LogJSON.text(choice.entry) }
            return (choice.followsGap ? style.text("--", .faint) + "\n" : "") + printer.line(choice.entry)
        }
        let around = command.around
        let sieve = SharedSieve(
            try LogSieve(
                level: command.level?.level, pattern: around.isEmpty ? nil : command.grep, context: around))
        (self.sieve, self.text) = (sieve, text)
        var selection = try command.selection(now: context.now(), of: functions)
        // Lines are counted after the sieve.
        if command.choosesLines, let tail = selection.tail, tail > 0 {
            last = Mutex(LastChoices(tail))
            selection.tail = nil
        } else {
            last = Mutex(nil)
        }
        if !around.isEmpty { selection.pattern = nil }
        self.selection = selection
        log = LogPrinterQueue(
            output, command.json ? .json : .coloured,
            line: { entry in
                let choices = sieve.add([entry])
                return choices.isEmpty ? nil : choices.map(text).joined(separator: "\n")
            })
    }

    /// Prints entries.
    var deliver: @Sendable (LogNews) async -> Void {
        { [self] news in
            switch news {
            case .old(let entries):
                let choices = sieve.add(entries)
                let isKept = last.withLock { last in
                    last?.add(choices)
                    return last != nil
                }
                if !isKept { await log.write(choices.map(text)) }
            case .caughtUp: await log.write(last.withLock { $0?.taken() ?? [] }.map(text))
            case .new(let entries): await log.add(entries)
            }
        }
    }

    /// Prints what a host reads.
    func read(_ client: LinkClient) async throws {
        do throws(FailureReason) {
            try await client.readLogs(selection, deliver)
        } catch {
            throw CommandFailure(error)
        }
        await client.leave()
        await end()
    }

    /// Prints what still waits.
    func end() async { await log.end() }
}

/// A sieve through which existing lines go, and then new ones.
private final class SharedSieve: Sendable {
    private let sieve: Mutex<LogSieve>

    init(_ sieve: LogSieve) { self.sieve = Mutex(sieve) }

    func add(_ entries: [ProjectLogEntry]) -> [LogSieve.Choice] {
        sieve.withLock { sieve in entries.flatMap { sieve.add($0) } }
    }
}
