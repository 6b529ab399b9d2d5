import Foundation
import GRDB
import HostLink
import LambdaModel
import Support
import Synchronization

/// The invocations of one project, in a separate file: damage to the file affects only one project, projects do not
/// wait for each other's locks, and deleting the file deletes the history. Any number of lamdeck processes share it.
///
/// Nothing here blocks the caller's thread or throws to it. Invocations that cannot be stored are counted, and reported
/// once.
public final class HistoryStore: Sendable {
    /// The file's path.
    public let path: String
    private let limits: HistoryLimits
    private let report: @Sendable (String) -> Void
    /// Does all work on the file, one task at a time and in order: a list includes everything recorded before it was
    /// requested.
    private let queue = DispatchQueue(label: "lamdeck.history", qos: .utility)
    private let state = Mutex(State())
    private let file: HistoryDatabase
    private let searches = SearchTurns()

    /// How long a search keeps the queue from other work.
    private static let longestStep = Duration.milliseconds(10)

    private struct State {
        var pending = 0
        var pendingBytes = 0
        /// How many of the waiting ones will not be written.
        var givenUp = 0
        var lost = 0
        var failure: HistoryFailure?
        var isOverrun = false
        /// The kinds of problems that were already reported.
        var reported: Set<String> = []
    }

    /// The history of a project. Opens nothing before it is needed.
    ///
    /// - Parameters:
    ///   - folder: lamdeck's folder for permanent files (``LamdeckFolders/state``).
    ///   - busyLimit: seconds to wait for another process that writes.
    ///   - onProblem: called with a message for the user, once for each kind of problem, from any thread.
    public init(
        folder: String, project: ProjectIdentity, limits: HistoryLimits = HistoryLimits(), busyLimit: Double = 5,
        onProblem report: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        path = "\(folder)/history/\(project.label).sqlite"
        self.limits = limits
        self.report = report
        file = HistoryDatabase(path: path, busyLimit: busyLimit)
    }

    /// The history's problem and what to do, in one line; nil if there is none. It is cleared when an invocation can be
    /// stored again, such as after a full disk.
    public var problem: String? {
        let (failure, isOverrun, lost) = state.withLock { ($0.failure, $0.isOverrun, $0.lost) }
        let count = lost == 0 ? "" : "; \(Plural.text(lost, "invocation was", "invocations were")) not kept"
        if let failure { return failure.message(path) + count }
        return file.notice ?? (isOverrun ? "history: the disk is too slow for the calls" + count : nil)
    }

    /// How many invocations could not be stored.
    public var lost: Int { state.withLock { $0.lost } }

    // MARK: Writing

    /// Stores a finished call in the background. Returns at once. If too many calls wait, this one is counted as lost.
    ///
    /// - Parameters:
    ///   - spec: hash of the settings that defined its container.
    ///   - masking: the values that must not be stored.
    ///   - codeHash: computes the ``CodeHash`` of the code as it was when the runtime loaded it. It runs on the store's
    ///     own queue, since it reads many files.
    public func record(
        _ result: InvocationResult, spec: String? = nil, masking: Masking = .none,
        codeHash: @escaping @Sendable () -> String? = { nil }
    ) {
        let invocation = UnwrittenInvocation(result: result, spec: spec, masking: masking, codeHash: codeHash)
        let bytes = invocation.bytes
        let isAccepted = state.withLock { state in
            let hasRoom =
                state.pending == 0
                || (state.pending < limits.pendingInvocations && state.pendingBytes + bytes <= limits.pendingBytes)
            if hasRoom {
                state.pending += 1
                state.pendingBytes += bytes
            } else {
                state.lost += 1
                state.isOverrun = true
            }
            return hasRoom
        }
        guard isAccepted else { return reportProblem("overrun") }
        queue.async {
            self.write(invocation)
            self.state.withLock { state in
                state.pending -= 1
                state.pendingBytes -= bytes
            }
        }
    }

    /// Returns when everything recorded so far has been written or given up.
    public func flush() async { await onQueue {} }

    private func write(_ invocation: UnwrittenInvocation) {
        let isGivenUp = state.withLock { state in
            guard state.givenUp > 0 else { return false }
            state.givenUp -= 1
            state.lost += 1
            return true
        }
        if isGivenUp { return }
        let codeHash = invocation.codeHash()
        do throws(HistoryFailure) {
            try file.withDatabase(.immediate) { db in
                try invocation.insert(db, self.limits, codeHash: codeHash)
                try HistoryPruning.deleteOldest(db, self.limits)
            }
            state.withLock { $0.failure = nil }
        } catch {
            state.withLock { state in
                state.lost += 1
                // Each of them would wait as long again, and so would the end of the program.
                if error == .locked { state.givenUp = state.pending - 1 }
            }
            return fail(error)
        }
        // If this fails, as it does while another process writes, nothing is lost: the next write repeats it.
        try? file.withDatabase(HistoryPruning.reclaimPages)
        if file.notice != nil { reportProblem("set aside") }
    }

    private func fail(_ failure: HistoryFailure) {
        state.withLock { $0.failure = failure }
        reportProblem(failure.kind)
    }

    /// Reports the problem, once for each kind.
    private func reportProblem(_ kind: String) {
        guard state.withLock({ $0.reported.insert(kind).inserted }), let problem else { return }
        report(problem)
    }

    // MARK: Reading

    /// The newest invocations first, by the order in which they were stored.
    ///
    /// The events, responses and logs are read only of invocations whose other data does not have all words, until there
    /// are as many rows as wanted. Invocations can be stored in the meantime. A newer search goes first.
    ///
    /// - Parameters:
    ///   - function: the function, or nil for all.
    ///   - matching: words that must all occur, without regard to case, in the name of the function or the event, the
    ///     caller's data, the verdict, the error's type, the HTTP status, the request id, the trace id, the event, the
    ///     response, or the text of the log's lines. Letters outside of ASCII have a case only in the last three. An event
    ///     and a response are searched as they are stored, also for the word as JSON escapes it. If the whole text is a
    ///     request id, the invocation with it is the first. An empty text matches all.
    ///   - limit: the most rows.
    /// - Returns: the rows, and the history's problem, if there is one. A cancelled task gets the rows that were found
    ///   before.
    public func rows(
        function: String? = nil, matching: String = "", limit: Int = 200
    ) async -> (rows: [HistoryRow], problem: String?) {
        let query = HistoryQuery(function: function, matching: matching, limit: limit)
        do throws(HistoryError) {
            let rows =
                if let search = HistorySearch(query) {
                    try await rows(search)
                } else {
                    try await reading { db in try query.rows(db) } ?? []
                }
            return (rows, problem)
        } catch {
            return ([], error.description)
        }
    }

    private func rows(_ search: HistorySearch) async throws(HistoryError) -> [HistoryRow] {
        let turn = searches.begin()
        defer { searches.end(turn) }
        var search = search
        while !search.isOver {
            await searches.wait(for: turn)
            guard !Task.isCancelled else { break }
            let next = try await reading { [search] db in
                var search = search
                try search.step(db, within: Self.longestStep)
                return search
            }
            guard let next else { break }
            search = next
        }
        return search.rows
    }

    /// The invocations of one trace, the oldest first.
    ///
    /// - Parameter root: the trace root that they share (`TraceID.root`).
    public func rows(trace root: String, limit: Int = 1000) async throws(HistoryError) -> [HistoryRow] {
        try await reading { db in try HistoryQuery.trace(root, limit: limit, db) } ?? []
    }

    /// The stored calls with these request ids; unknown ids are missing from the result.
    public func rows(requests ids: [String]) async -> [String: HistoryRow] {
        guard !ids.isEmpty else { return [:] }
        return await (try? reading { db in try HistoryQuery.requests(ids, db) }) ?? [:]
    }

    /// One invocation in full.
    public func entry(_ id: Int64) async throws(HistoryError) -> HistoryEntry {
        guard let entry = try await reading({ db in try HistoryQuery.entry(id, db) }) ?? nil else {
            throw .noSuchInvocation(id)
        }
        return entry
    }

    /// Reads from the file; nil if it does not exist, in which case it is not created.
    private func reading<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(HistoryError) -> Value? {
        let outcome: Result<Value?, HistoryFailure> = await onQueue {
            guard FileManager.default.fileExists(atPath: self.path) else { return .success(nil) }
            do throws(HistoryFailure) {
                let value = try self.file.withDatabase(.deferred, work)
                if self.file.notice != nil { self.reportProblem("set aside") }
                return .success(value)
            } catch {
                self.fail(error)
                return .failure(error)
            }
        }
        switch outcome {
        case .success(let value): return value
        case .failure(let failure): throw .unavailable(failure.message(path))
        }
    }

    private func onQueue<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
    }
}
