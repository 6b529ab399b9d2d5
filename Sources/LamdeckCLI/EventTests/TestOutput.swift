import Foundation
import LambdaModel
import Support
import Synchronization

/// Prints tests as they end, in the requested form, and annotations if GitHub runs lamdeck.
final class TestOutput: Sendable {
    /// The forms of standard output.
    enum Form: Sendable {
        case text
        case tap
        case json
    }

    private struct State {
        var results: [EventTestResult] = []
        var tap = TAPReport()
        /// Whether standard output has a reader. Without one the tests go on: JUnit XML must still be written, and the
        /// containers removed.
        var isRead = true
    }

    private let form: Form
    private let context: CommandContext
    private let report: TextReport
    private let github: GitHubReport?
    private let startedAt: Double
    private let state = Mutex(State())
    /// Writes texts in order. A reader that does not read blocks only this queue: the tests go on, and their containers
    /// are removed.
    private let writer = DispatchQueue(label: "lamdeck.test-output")

    /// - Parameters:
    ///   - place: a path as the user knows it.
    ///   - token: a word that no function can guess. It makes GitHub obey commands in the output again.
    init(
        _ form: Form, in context: CommandContext, place: @escaping @Sendable (String) -> String,
        token: String = UUID().uuidString
    ) {
        (self.form, self.context) = (form, context)
        startedAt = context.now()
        let style = LineStyle(environment: context.environment, isTerminal: context.output.isTerminal)
        report = TextReport(
            hasColours: style.hasColours, safe: { PlainText.line($0, keepingTabs: true) }, place: place)
        let isGitHub = GitHubReport.isWanted(context.environment)
        github = isGitHub ? GitHubReport(token: token, place: Self.repositoryPlace(context)) : nil
    }

    /// Paths relative to the repository's root, as GitHub expects them.
    private static func repositoryPlace(_ context: CommandContext) -> @Sendable (String) -> String {
        Places.from(context.environment["GITHUB_WORKSPACE"] ?? context.folder)
    }

    var results: [EventTestResult] { state.withLock { $0.results } }

    /// Prints the text before the first test.
    func begin(_ count: Int) {
        if form == .tap { write(state.withLock { $0.tap.head(count) }) }
    }

    private var outputForm: Output.Form {
        switch form {
        case .text: .coloured
        case .tap: .plain
        case .json: .json
        }
    }

    private func write(_ text: String) {
        writer.async { [self] in
            guard state.withLock({ $0.isRead }), !context.output.isWritten(text, outputForm) else { return }
            state.withLock { $0.isRead = false }
        }
    }

    /// Returns when all is written. After the task is cancelled, waits at most a second for a slow reader.
    func settle() async {
        let (writing, end) = AsyncStream.makeStream(of: Void.self)
        writer.async { end.finish() }
        // A cancelled task takes nothing from a stream.
        let waiting = Task { for await _ in writing {} }
        await withTaskCancellationHandler {
            await waiting.value
        } onCancel: {
            DispatchQueue.global().asyncAfter(deadline: .now() + 1) { end.finish() }
        }
    }

    /// Prints a test.
    func add(_ result: EventTestResult) {
        let text = state.withLock { state in
            state.results.append(result)
            return switch form {
            case .text: report.text(result)
            case .tap: state.tap.text(result)
            case .json: EventTestJSON.text(result)
            }
        }
        guard let github, !result.isGood else { return write(text) }
        // A reader of TAP or JSON must find nothing else on standard output.
        if form == .text {
            write(github.guarded(text))
            write(github.text(result))
        } else {
            write(text)
            writer.async { [output = context.output] in output.complain(github.text(result)) }
        }
    }

    /// Prints the text after the last test, and returns the summary.
    func end() -> EventTestSummary {
        let summary = EventTestSummary(results)
        let seconds = context.now() - startedAt
        switch form {
        case .text: write(report.text(summary, seconds: seconds))
        case .tap: break
        case .json: write(EventTestJSON.text(summary, seconds: seconds))
        }
        return summary
    }

    /// Writes the tests that have ended as JUnit XML.
    func writeJUnit(to file: String) throws(CommandFailure) {
        let report = JUnitReport(hostname: HostName.current, startedAt: startedAt)
        do {
            try Data(report.text(results).utf8).write(to: context.url(file), options: .atomic)
        } catch {
            throw CommandFailure(.usage, "\(file) could not be written: \(WriteFailure.reason(error))")
        }
    }
}
