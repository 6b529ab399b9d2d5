import ArgumentParser
import Foundation
import HostLink
import LambdaModel
import LambdaRuntime

/// `lamdeck test`
struct TestCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Invoke functions with saved events, and compare the responses with expectations.",
        discussion: """
            An expectation is a file beside its event: events/cart.expected.json beside events/cart.json. It holds the \
            response as JSON, in which "<any>", "<string>", "<number>", "<uuid>", "<timestamp>" and "<re:…>" match \
            values of their kind; or a set of statements: $verdict, $errorType, $errorMessage, $body, $paths, \
            $maxDurationMs, $maxMemoryMB. Each function runs in a new container, which is removed afterwards; a \
            running function is not affected. Builds of functions.json run first for functions whose code is older than \
            its sources. --update calls a function twice. For values that differ it writes a \
            placeholder such as "<uuid>" or "<timestamp>", and for today's date a pattern. On GitHub Actions, failures \
            are annotated too.

            The exit code is 0 if all tests pass, 1 if a test fails, 2 if there are no tests or an expectation cannot \
            be read, 6 if a build fails. With --json, one object for each test: function, event, expectation, outcome (passed, failed, \
            broken, written), notes, reason, mismatches, verdict, error, durationMs, handlerMs, initMs, peakMemoryMB, \
            trace and log; then one summary: tests, passed, failed, broken, written and seconds.

            Examples: lamdeck test
                      lamdeck test edge --filter 'viewer-*' --junit results.xml
                      lamdeck test orders --update
            """)

    @OptionGroup var project: ProjectOptions
    @OptionGroup var remote: RemoteOptions
    @Argument(help: "The functions. Default: all.", completion: .functions) var names: [String] = []
    @Option(
        help: ArgumentHelp(
            "Only tests whose function/event contains this text or matches this * and ? pattern; repeatable.",
            valueName: "text"))
    var filter: [String] = []
    @Option(name: .shortAndLong, help: "How many functions run at once. Default: the number of processors.")
    var jobs: Int?
    @Option(help: ArgumentHelp("The time limit of each call: 30, 500ms, 2m.", valueName: "time"))
    var timeout: TimeLimit?
    @Option(help: ArgumentHelp("The time limit of all tests together.", valueName: "time"))
    var totalTimeout: TimeLimit?
    @Option(help: ArgumentHelp("Also write the results as JUnit XML.", valueName: "file")) var junit: String?
    @Flag(help: "Print the results in the Test Anything Protocol.") var tap = false
    @Flag(help: "Print the results as JSON, one object a line.") var json = false
    @Flag(help: "Write the actual response as the expectation if the two differ or there is no expectation.")
    var update = false
    @OptionGroup var build: BuildOption
    @Flag(help: "With --update, call each function once; values that change between calls are then written literally.")
    var once = false

    func validate() throws {
        if tap && json { throw ValidationError("--tap and --json cannot be combined") }
        if once && !update { throw ValidationError("--once requires --update") }
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be 1 or more") }
    }

    func run(in context: CommandContext) async throws {
        if let access = try remote.access(project, in: context) { return try RemoteCommand(access, context).finish() }
        try project.checkEnvironment(in: context)
        let manifest = try project.manifest(in: context)
        let folder = context.folder
        let place = Places.from(folder)
        let plan = try TestPlan(
            try manifest.functions(named: names), filters: filter.map(EventTestFilter.init), includesAll: update,
            place: place, output: context.output)
        for name in names where !plan.suites.contains(where: { $0.settings.name == name }) {
            context.output.complain("lamdeck: \(name) has no tests")
        }
        if let junit { try Self.checkFolder(of: junit, in: context) }
        let host = FunctionHost(
            manifest: manifest, engine: project.engine(in: context), options: build.options(.test),
            logger: FileLog.logger(context.environment),
            onUpdate: StartProgress(context.output).report)
        let output = TestOutput(form, in: context, place: place)
        let runner = TestRunner(
            host: host, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount, timeout: timeout,
            totalTimeout: totalTimeout, updates: update, callsOnce: once, workingFolder: folder)
        let junit = junit
        let summary = try await Interruption.guarding(context.output) {
            do throws(FailureReason) {
                try await host.connect()
            } catch {
                await host.shutDown()
                throw CommandFailure(error)
            }
            output.begin(plan.count)
            await runner.run(plan, onResult: output.add)
            // The summary is printed before the containers are removed, so a failed removal cannot lose it. A reader
            // that does not read cannot delay the removal.
            let summary = output.end()
            await host.shutDown()
            if let junit { try output.writeJUnit(to: junit) }
            await output.settle()
            return summary
        }
        if summary.failed > 0 { throw CommandFailure(.functionFailed) }
        if summary.broken > 0 {
            throw CommandFailure(runner.startFailure.map { ExitStatus($0) } ?? .functionFailed)
        }
    }

    private var form: TestOutput.Form { tap ? .tap : json ? .json : .text }

    /// Reports a file that cannot be written before the tests run, and not after.
    private static func checkFolder(of file: String, in context: CommandContext) throws(CommandFailure) {
        let url = context.url(file)
        guard LocalFiles().kind(of: url.path) != .folder else {
            throw CommandFailure(.usage, "\(file) is a folder; --junit wants a file's name")
        }
        guard access(url.deletingLastPathComponent().path, W_OK) == 0 else {
            throw CommandFailure(.usage, "\(file) cannot be written: \(String(cString: strerror(errno)))")
        }
    }
}
