import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import Testing

/// A host, and the journal of its reports.
final class TestHost: Sendable {
    let host: FunctionHost
    let journal = Journal()
    private let running: Task<Void, Never>?

    /// - Parameter follows: whether it follows the engine's events, as the deck does. If not, the test calls `connect`.
    init(
        _ manifest: Manifest, engine: EngineChoice, options: HostOptions, follows: Bool,
        startLimit: Duration = .seconds(60)
    ) {
        let journal = journal
        let host = FunctionHost(
            manifest: manifest, engine: engine, options: options, startLimit: startLimit,
            onUpdate: { journal.record($0) })
        self.host = host
        let inbox = host.inbox
        inbox.onArrival { journal.record(inbox.take()) }
        running = follows ? Task { await host.run() } : nil
    }

    func close() async {
        running?.cancel()
        await host.shutDown()
        await running?.value
    }

    // MARK: Waiting

    /// Waits until the function's latest state is one of the given ones.
    @discardableResult
    func wait(
        _ function: String, _ what: String, _ isIt: @escaping @Sendable (Journal.Report) -> Bool
    ) async throws -> Journal.Report {
        try await journal.wait(for: "\(function) to be \(what)") { seen in
            seen.last(function).flatMap { isIt($0) ? $0 : nil }
        }
    }

    func waitUntilReady(_ function: String) async throws {
        try await wait(function, "ready") { $0.state == .ready }
    }

    /// Waits for the reason of a failure.
    func waitForFailure(_ function: String) async throws -> FailureReason {
        try await journal.wait(for: "\(function) to fail") { seen in
            if case .failed(let reason)? = seen.last(function)?.state { reason } else { nil }
        }
    }

    /// Waits for a line of the function's own output.
    @discardableResult
    func waitForLine(_ function: String, _ text: String, times: Int = 1) async throws -> [String] {
        try await journal.wait(for: "the line \(text) of \(function)") { seen in
            let lines = seen.lines(function)
            return lines.count { $0.contains(text) } >= times ? lines : nil
        }
    }

    // MARK: Actions

    /// Starts a function and waits until it serves.
    func start(_ function: String) async throws {
        await host.start([function])
        let state = await host.settled(function)
        guard state == .ready else { throw Journal.NeverCame(description: "\(function) is \(state)") }
    }

    /// Starts a function that must fail, and returns the reason.
    func startFails(_ function: String) async throws -> FailureReason {
        await host.start([function])
        let state = await host.settled(function)
        guard case .failed(let reason) = state else {
            throw Journal.NeverCame(description: "\(function) did not fail, it is \(state)")
        }
        return reason
    }

    func stop(_ function: String) async {
        await host.stop([function])
        _ = await host.settled(function)
    }

    @discardableResult
    func invoke(_ function: String, _ payload: String = "{}") async -> InvocationResult {
        await host.invoke(InvocationRequest(function: function, event: "test", payload: Array(payload.utf8)))
    }

    /// Makes a call that must answer with this text. Reports the whole outcome if it does not.
    func expect(
        _ function: String, _ payload: String = "{}", answers text: String, _ comment: String = "",
        at place: SourceLocation = #_sourceLocation
    ) async {
        let result = await invoke(function, payload)
        guard result.text != text else { return }
        Issue.record("\(comment) expected: \(text)\n\(result.account(seen: journal))", sourceLocation: place)
    }

    /// Makes a call that must end with this verdict. Reports the whole outcome if it does not.
    func expect(
        _ function: String, _ payload: String = "{}", ends verdict: Verdict, _ comment: String = "",
        at place: SourceLocation = #_sourceLocation
    ) async {
        let result = await invoke(function, payload)
        guard result.verdict != verdict else { return }
        Issue.record("\(comment) expected: \(verdict)\n\(result.account(seen: journal))", sourceLocation: place)
    }

    /// Begins a call and returns when it has left the queue.
    func beginCall(_ function: String, _ payload: String = "{}") async -> Task<InvocationResult, Never> {
        let (starts, start) = AsyncStream.makeStream(of: Void.self)
        let call = Task {
            let request = InvocationRequest(function: function, event: "test", payload: Array(payload.utf8))
            let result = await host.invoke(request) { if case .started = $0 { start.finish() } }
            start.finish()
            return result
        }
        for await _ in starts {}
        return call
    }

    /// Begins a call after that many others, and returns when it waits in the queue.
    func queueCall(_ function: String, _ payload: String = "{}", behind: Int) async throws -> Task<
        InvocationResult, Never
    > {
        let call = Task { await self.invoke(function, payload) }
        try await wait(function, "busy with \(behind + 1) waiting") { $0.state == .busy(queued: behind + 1) }
        return call
    }
}

extension InvocationResult {
    /// The answer's body as text.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// What happened, for the report of a failed test.
    func account(seen journal: Journal) -> String {
        """
        \(verdict), \(text.prefix(500))
        error: \(String(describing: error))
        \(seconds) s, init \(initMilliseconds ?? -1) ms, waited \(queuedSeconds) s
        its log: \(log.map(\.text).suffix(20))
        the host: \(journal.seen)
        """
    }
}
