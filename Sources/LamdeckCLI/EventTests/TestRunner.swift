import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import Support
import Synchronization

/// Runs the tests of a plan. Functions run in parallel. The events of a function are sent one after the other to a
/// container that is created for them and removed afterwards.
struct TestRunner: Sendable {
    let host: FunctionHost
    /// How many functions may run at once.
    let jobs: Int
    /// The longest that a call may take; nil if only the function's own timeout limits it.
    let timeout: TimeLimit?
    /// The longest that all tests together may take.
    let totalTimeout: TimeLimit?
    /// Whether the actual result is written as the expectation if the two differ.
    let updates: Bool
    /// Whether a function is called only once, not twice, for an expectation that lamdeck writes.
    let callsOnce: Bool
    /// The folder from which a user sees paths.
    let workingFolder: String

    private let stopReason = Reasons()

    init(
        host: FunctionHost, jobs: Int, timeout: TimeLimit?, totalTimeout: TimeLimit?, updates: Bool,
        callsOnce: Bool, workingFolder: String
    ) {
        self.host = host
        self.jobs = jobs
        self.timeout = timeout
        self.totalTimeout = totalTimeout
        self.updates = updates
        self.callsOnce = callsOnce
        self.workingFolder = workingFolder
    }

    /// Why a function did not start, for the first such function; nil if all started.
    var startFailure: FailureReason? { stopReason.startFailure.withLock { $0 } }

    /// Runs all tests, and reports each in the order of the plan. If the task is cancelled, it ends soon, and reports
    /// the tests that have not been run as broken.
    func run(_ plan: TestPlan, onResult: @escaping @Sendable (EventTestResult) -> Void) async {
        let order = ResultOrder(onResult)
        guard let totalTimeout else { return await runAll(plan, order) }
        let reason = "not finished: --total-timeout \(totalTimeout) is over"
        _ = await withTimeout(
            totalTimeout.duration, onTimeUp: { stopReason.text.withLock { $0 = reason } },
            { await runAll(plan, order) })
    }

    private func runAll(_ plan: TestPlan, _ order: ResultOrder) async {
        await withTaskGroup(of: Void.self) { group in
            var first = 0
            for (number, suite) in plan.suites.enumerated() {
                if number >= jobs { await group.next() }
                let begin = first
                first += suite.items.count
                group.addTask { await run(suite, from: begin, order) }
            }
        }
    }

    private func run(_ suite: TestPlan.Suite, from first: Int, _ order: ResultOrder) async {
        let name = suite.settings.name
        if !Task.isCancelled { await host.start([name]) }
        let state = await host.settled(name)
        for (number, item) in suite.items.enumerated() {
            let result: EventTestResult
            if Task.isCancelled {
                result = EventTestResult(item.test, .broken(reasonToStop))
            } else if case .failed(let reason) = state {
                stopReason.startFailure.withLock { $0 = $0 ?? reason }
                result = EventTestResult(item.test, .broken(reason.description))
            } else {
                result = await run(item, of: suite.settings)
            }
            order.add(first + number, result)
        }
        await host.stop([name])
        // The next function starts when the container of this one is removed.
        _ = await host.settled(name)
    }

    private var reasonToStop: String { stopReason.text.withLock { $0 } ?? "not finished: interrupted" }

    // MARK: A test

    private func run(_ item: TestPlan.Item, of settings: FunctionSettings) async -> EventTestResult {
        let request = InvocationRequest(
            function: settings.name, event: item.test.event.name, payload: item.payload)
        let began = Date()
        let (result, isTimeUp) = await call(request)
        let files = CodeMap(settings, workingFolder: workingFolder)
        let trace = (result.error?.trace ?? []).map { files.localized($0)?.line ?? $0 }
        let outcome: EventTestResult.Outcome
        var notes: [String] = []
        switch result.reply {
        case .refused(let reason): outcome = .broken(reason.description)
        case .cancelled where isTimeUp: outcome = .broken("no answer within \(timeout?.description ?? "its time")")
        case .cancelled where Task.isCancelled: outcome = .broken(reasonToStop)
        case .cancelled, .unreachable, .answered:
            (outcome, notes) = await judge(item, result, request, since: began)
        }
        var tested = EventTestResult(item.test, outcome, invocation: result, trace: trace)
        tested.notes = notes
        return tested
    }

    /// Makes a call. Its time limit begins when it is sent: the start of a container does not count.
    private func call(_ request: InvocationRequest) async -> (result: InvocationResult, isTimeUp: Bool) {
        guard let timeout else { return (await host.invoke(request), false) }
        let (starts, start) = AsyncStream.makeStream(of: Void.self)
        let outcome = await withTimeout(
            timeout.duration, after: { for await _ in starts {} },
            { await host.invoke(request) { if case .started = $0 { start.finish() } } })
        return (outcome.result.get(), outcome.isTimeUp)
    }

    private func judge(
        _ item: TestPlan.Item, _ result: InvocationResult, _ request: InvocationRequest, since began: Date
    ) async -> (outcome: EventTestResult.Outcome, notes: [String]) {
        let mismatches = item.expectation?.mismatches(in: result) ?? []
        if mismatches.isEmpty, item.expectation != nil { return (.passed, []) }
        guard updates else { return (.failed(mismatches), []) }
        // A second call shows the values that change from call to call. Those that change from day to day are
        // recognised by their form.
        let again = callsOnce ? nil : await call(request).result
        let now = callsOnce ? nil : CurrentTime(since: began)
        if let again, again.verdict != result.verdict {
            let message = "\(result.verdict.label), then \(again.verdict.label)"
            return (
                .broken("two calls with this event ended differently (\(message)); --once writes the first response"),
                []
            )
        }
        let text =
            item.expectation.map { $0.updated(with: result, and: again, at: now) }
            ?? Expectation.text(of: result, and: again, at: now)
        guard let text else {
            return (mismatches.isEmpty ? .broken(Self.nothingToWrite(result)) : .failed(mismatches), [])
        }
        let notes = again.map { Expectation.changingLengths(result, $0) } ?? []
        return (
            write(text, item, mismatches, [result, again].compactMap { $0 }),
            notes.map { "\($0): its length changes from call to call; the expectation accepts any value there" }
        )
    }

    private func write(
        _ text: String, _ item: TestPlan.Item, _ mismatches: [Mismatch], _ results: [InvocationResult]
    ) -> EventTestResult.Outcome {
        let path = item.test.expectationPath
        do {
            let written = try Expectation(Array(text.utf8), file: path)
            // The calls may differ in a way that no expectation can express, such as a key that only one response has.
            let left = results.lazy.map(written.mismatches(in:)).first { !$0.isEmpty } ?? []
            // An update keeps bounds such as `maxDuration`. If only they are exceeded, there is nothing to write.
            if left.isEmpty || item.expectation == nil || left.count < mismatches.count {
                try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            }
            return left.isEmpty ? .written : .failed(left)
        } catch {
            return .broken("\(path) could not be written: \(WriteFailure.reason(error))")
        }
    }

    private static func nothingToWrite(_ result: InvocationResult) -> String {
        let why = result.error.map { ": \($0.message)" } ?? ""
        return "\(result.verdict.label)\(why); lamdeck cannot make an expectation of that"
    }
}

extension CurrentTime {
    /// The time from a moment until now; the days are those of UTC and of this machine.
    fileprivate init(since began: Date) {
        let end = Date()
        var days: Set<CalendarDay> = []
        for zone in [TimeZone.gmt, .current] {
            for date in [began, end] { days.insert(CalendarDay(date, in: zone)) }
        }
        self.init(began.timeIntervalSince1970...max(began, end).timeIntervalSince1970, days: days)
    }
}

/// Why tests were not run to their end.
private final class Reasons: Sendable {
    let text = Mutex<String?>(nil)
    let startFailure = Mutex<FailureReason?>(nil)
}
