import ArgumentParser
import LambdaModel
import Testing

@testable import LamdeckCLI

/// What the arguments of the commands may be.
struct OptionTests {
    private static func message(_ arguments: [String]) -> String? {
        do {
            _ = try Lamdeck.parseAsRoot(arguments)
            return nil
        } catch {
            return Lamdeck.message(for: error)
        }
    }

    @Test(
        arguments: [
            (["invoke", "f", "--json", "--raw"], "--json and --raw cannot be combined"),
            (["invoke", "f", "-d", "x"], "-H, -d and --format need --http"),
            (["invoke", "f", "e", "-H", "a: b"], "-H, -d and --format need --http"),
            (["invoke", "f", "--format", "rest"], "-H, -d and --format need --http"),
            (["invoke", "f", "e\n", "--http", "/"], "--http makes the event; name no event (e)"),
            (["invoke", "f", "-", "--http", "/"], "--http makes the event; name no event (-)"),
            (["invoke", "f", "--http", "/", "-d", "x", "--data=y"], "-d is there twice; a request has one body"),
            (["invoke", "f", "--http", "x"], "--http x: the path begins with a slash: write \"GET /orders\""),
            (["invoke", "f", "--http", "/", "-H", "x"], "-H x is not NAME: VALUE"),
            (["logs", "--json", "--raw"], "--json and --raw cannot be combined"),
            (["logs", "--tail=-1"], "--tail must be 0 or more"),
            (["logs", "--since", "x"], "--since x is neither a duration (10m) nor an ISO 8601 time"),
            (["logs", "--grep", "("], "--grep ( is not a regular expression"),
            (["logs", "-A", "1"], "-A, -B and -C require --grep"),
            (["logs", "--grep", "x", "--context=-1"], "-A, -B and -C must be 0 or more"),
            (["test", "--tap", "--json"], "--tap and --json cannot be combined"),
            (["test", "--once"], "--once requires --update"), (["test", "--jobs", "0"], "--jobs must be 1 or more"),
            (["history", "--limit", "0"], "--limit must be 1 or more"),
            (["history", "f", "--id", "1"], "--id takes no function and no --matching"),
            (["history", "--matching", "x", "--id", "1"], "--id takes no function and no --matching"),
            (["events", "new", "sqs", "--name", "x"], "--name needs a function"),
            (["events", "new", "sqs", "f", "--name", "x", "--print"], "--name and --print exclude each other"),
            (["events", "new", "--print"], "--set, --in, --raw and --print need a template"),
            (["events", "new", "sqs", "--set", "body"], "--set body is not PARAMETER=VALUE"),
            (["events", "new", "sqs", "--set", "=x"], "--set =x is not PARAMETER=VALUE"),
            (["events", "new", "sqs", "--set", "body=1", "--set", "body=2"], "--set body is there twice"),
            (["events", "new", "sqs", "f", "--name", "a/b"], "--name a/b is not a valid event name"),
            (["events", "new", "sqs", "f", "--name", ".a"], "--name .a is not a valid event name"),
            (["events", "new", "sqs", "f", "--name", ""], "--name  is not a valid event name"),
            (["events", "new", "sqs", "f", "--name", "a\nb"], "--name a ⏎ b is not a valid event name"),
            (["events", "new", "sqs", "f", "--name", "A.Expected"], "--name A.Expected is not a valid event name"),
            (["import", "x", "--parameter", "=1"], "--parameter \"=1\" is not NAME=VALUE"),
            (["import", "x", "--parameter", "a"], "--parameter \"a\" is not NAME=VALUE"),
        ])
    func `options that cannot be combined or are out of range are refused`(arguments: [String], words: String) {
        #expect(Self.message(arguments) == words)
    }

    @Test(
        arguments: [
            ["invoke", "f", "-", "--raw"], ["invoke", "f", "--http", "/", "-d", "@-", "--raw"],
            ["invoke", "--http", "PUT /x", "-Ha: b", "-H", "-x: y", "-d-5", "--format", "alb-multi", "f", "--json"],
            ["routes"], ["routes", "f", "g", "--json", "--file", "x"],
            ["logs", "-f", "-n", "0", "-t", "--grep", "(?i)x", "--invocation", "5"],
            ["logs", "--level", "WARN", "--grep", "x", "-A", "1", "-B2"], ["logs", "--grep", "x", "-C", "3", "--json"],
            ["test", "--update", "--once", "-j", "4", "--timeout", "500ms", "--total-timeout", "1h", "--tap"],
            ["history", "--id", "17", "--json"], ["history", "f", "--matching", "x", "--limit", "1"],
            ["events", "new", "sqs", "f", "--name", "a b.json"], ["events", "hello"], ["events"], ["events", "new"],
            ["import", "-", "--parameter", "a=", "--parameter", "a=b=c", "--dry-run", "-o", "x"],
            ["up", "-dwt", "--emulator", "--raw", "--level", "error"], ["down", "f"], ["restart"],
            ["ps", "--memory", "--json"],
            ["doctor", "--json"], ["validate", "--file", "x"], ["init", "--dry-run"], ["completions", "fish"],
            ["export", "compose", "--values"], ["export", "run", "f", "e"], ["export", "schema"],
            ["export", "schema", "--config"],
            ["manual"], ["keys"],
            [], ["--no-mouse"], ["deck", "--mouse", "--host", "unix:///x"],
        ])
    func `options that can be combined are accepted`(arguments: [String]) {
        #expect(Self.message(arguments) == nil)
    }

    @Test func `usual values`() throws {
        #expect(try HistoryCommand.parse([]).limit == 20)
        #expect(try DeckCommand.parse([]).mouse == nil)
        #expect(try DeckCommand.parse(["--mouse"]).mouse == true && DeckCommand.parse(["--no-mouse"]).mouse == false)
        #expect(try InitCommand.parse([]).folder == ".")
        #expect(try TestCommand.parse(["--timeout", "2m"]).timeout?.seconds == 120)
        #expect(try TestCommand.parse([]).timeout == nil)
    }

    @Test func `levels have the names that loggers use, and others are refused`() throws {
        #expect(
            LevelOption.names.compactMap { LevelOption(argument: $0)?.level.severity } == [0, 1, 2, 3, 4, 5])
        #expect(try LogsCommand.parse(["--level", "Warning"]).level?.level == .warning)
        #expect(Self.message(["logs", "--level", "loud"])?.contains("'loud' is invalid for '--level <level>'") == true)
    }

    @Test func `lines around matches`() throws {
        #expect(try LogsCommand.parse(["--grep", "x", "-C", "3", "-A", "1"]).around == .init(before: 3, after: 1))
        #expect(try LogsCommand.parse(["--grep", "x", "--before-context", "2"]).around == .init(before: 2, after: 0))
    }

    @Test func `every command has a summary and help`() {
        func check(_ command: any ParsableCommand.Type) {
            let configuration = command.configuration
            #expect(configuration.abstract.hasSuffix("."), "\(command)")
            #expect(configuration.subcommands.isEmpty || !configuration.discussion.isEmpty, "\(command)")
            for subcommand in configuration.subcommands { check(subcommand) }
        }
        check(Lamdeck.self)
    }

    @Test func `the help of invoke names every verdict and member`() {
        let help = InvokeCommand.helpMessage(columns: 4000)
        for verdict in Verdict.allCases { #expect(help.contains(verdict.rawValue), "\(verdict)") }
        let members = InvocationJSON.text(Sample.fullResult()).matches(of: /"(\w+)":/).map { String($0.1) }
        #expect(members.count > 20)
        for member in Set(members).subtracting(["statusCode"]) { #expect(help.contains(member), "\(member)") }
        for word in RequestFormat.allCases.map(\.rawValue) + ["http", "headers", "body", "bodyBase64", "problem"] {
            #expect(help.contains(word), "\(word)")
        }
    }

    @Test func `the help of logs names every member and source`() {
        let help = LogsCommand.helpMessage(columns: 4000)
        for word in [
            "time", "function", "requestId", "source", "stdout", "stderr", "emulator", "lamdeck", "text",
            "invocation", "http", "format", "method", "target", "api", "verdict", "functionStatus", "cold", "initMs",
            "handlerMs",
        ] {
            #expect(help.contains(word), "\(word)")
        }
    }
}
