import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import Support
import Synchronization

/// Runs the tests of a plan: functions side by side, the events of each one after the other, in a container that was
/// made for them and goes with them.
struct TestRunner: Sendable {
    let host: FunctionHost
    /// How many functions may run at once.
    let jobs: Int
    /// The longest that a call may take; nil for as long as the function's own timeout lets it.
    let timeout: TimeLimit?
    /// The longest that all may take.
    let totalTimeout: TimeLimit?
    /// Whether what comes back is written where it is not what was expected.
    let updates: Bool
    /// Whether a function is called once for an expectation that is written, and not twice.
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

    /// Why the first function that did not start did not; nil if all did.
    var startFailure: FailureReason? { stopReason.startFailure.withLock { $0 } }

    /// Runs all tests, and tells of each in the order of the plan. A cancelled task comes to its end soon: what has not
    /// been run then is told as broken.
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
        // The place of this function is free when its container has gone.
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
        let trace = (result.error?.trace ?? []).map { files.lead($0)?.line ?? $0 }
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
        // What changes from call to call is seen by calling again, what changes from day to day by its form.
        let again = callsOnce ? nil : await call(request).result
        let now = callsOnce ? nil : CurrentTime(since: began)
        if let again, again.verdict != result.verdict {
            let words = "\(result.verdict.words), then \(again.verdict.words)"
            return (
                .broken("two calls with this event ended differently (\(words)); --once writes the first response"), []
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
            // Of two calls, the second may have what cannot be written down: a key that comes and goes.
            let left = results.lazy.map(written.mismatches(in:)).first { !$0.isEmpty } ?? []
            // What bounds say is wanted stays; there may be nothing else to write.
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
        return "\(result.verdict.words)\(why); lamdeck cannot make an expectation of that"
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
