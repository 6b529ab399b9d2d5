import HostLink
import LambdaModel

/// Answers what clients ask about the files of one function's saved events, and compares results with expectations.
struct HostedEvents: Sendable {
    let files: EventFiles
    let history: HistoryStore?
    /// Gets the reports about expectations.
    let hub: ClientHub

    /// Carries a request out.
    func answer(_ request: EventFileRequest) async -> EventFileReply {
        do throws(EventRefusal) {
            switch request {
            case .read(let name):
                return .content(try await Self.work { () throws(EventRefusal) in try files.read(name) })
            case .create(let name, let bytes):
                return .done(try await Self.work { () throws(EventRefusal) in try files.create(name, bytes) })
            case .duplicate(let name, let new):
                return .done(try await Self.work { () throws(EventRefusal) in try files.duplicate(name, as: new) })
            case .rename(let name, let new):
                return .done(try await Self.work { () throws(EventRefusal) in try files.rename(name, to: new) })
            case .delete(let name):
                return .done(try await Self.work { () throws(EventRefusal) in try files.delete(name) })
            case .undo(let token):
                return .done(try await Self.work { () throws(EventRefusal) in try files.undo(token) })
            case .replace(let name, let bytes, let before):
                return .done(
                    try await Self.work { () throws(EventRefusal) in
                        try files.replace(name, bytes, replacing: before)
                    })
            case .saveCall(let id, let name):
                let entry = try await Self.entry(id, history)
                return .done(try await Self.work { () throws(EventRefusal) in try files.save(entry, as: name) })
            case .accept(let name, let response):
                let accepted = try await Self.accepted(response, name, history)
                let change = try await Self.work { () throws(EventRefusal) in try files.accept(name, accepted) }
                check(accepted.result, of: name)
                return .done(change)
            }
        } catch {
            return error.reply
        }
    }

    private static func work<Value: Sendable>(
        _ work: @escaping @Sendable () throws(EventRefusal) -> Value
    ) async throws(EventRefusal) -> Value {
        try await FileWork.run { Result { () throws(EventRefusal) in try work() } }.get()
    }

    // MARK: The history

    private static func entry(_ id: Int64, _ history: HistoryStore?) async throws(EventRefusal) -> HistoryEntry {
        do throws(HistoryError) {
            guard let history else { throw .noSuchInvocation(id) }
            return try await history.entry(id)
        } catch {
            throw .problem("\(error)")
        }
    }

    /// A response, with another call of the same event and the same code, which shows what changes from call to call.
    private static func accepted(
        _ response: AcceptedResponse, _ event: String, _ history: HistoryStore?
    ) async throws(EventRefusal) -> EventFiles.Accepted {
        switch response {
        case .stored(let id):
            let entry = try await entry(id, history)
            var accepted = EventFiles.Accepted(result: entry.result)
            accepted.isComplete = entry.isResponseAsSent
            accepted.again = await history?.repetition(of: entry.result, entry.row)
            return accepted
        case .result(let result):
            var accepted = EventFiles.Accepted(result: result)
            if let history, let id = result.requestID, let row = await history.rows(requests: [id])[id] {
                accepted.again = await history.repetition(of: result, row)
            }
            return accepted
        }
    }

    // MARK: Expectations

    /// Compares the result of a call with the expectation of an event, and reports it to all clients.
    func check(_ result: InvocationResult, of event: String) {
        var result = result
        // An accepted response may be older than a new name of its event.
        result.request.event = event
        let checked = result
        Task {
            guard let report = await FileWork.run({ files.check(checked) }) else { return }
            hub.report(.expectation(function: files.settings.name, event: event, report))
        }
    }
}

extension HistoryStore {
    /// Another call with the same event, the same code and the same verdict, if the history has one whole: the newest.
    fileprivate func repetition(of result: InvocationResult, _ row: HistoryRow) async -> InvocationResult? {
        guard let code = row.codeHash, let event = row.summary.event else { return nil }
        let (rows, _) = await rows(function: result.request.function, matching: "", limit: 100)
        let candidates = rows.filter {
            $0.id != row.id && $0.codeHash == code && $0.spec == row.spec && $0.summary.event == event
                && $0.summary.verdict == result.verdict
        }
        for candidate in candidates.prefix(3) {
            guard let entry = try? await entry(candidate.id), entry.isEventAsSent, entry.isResponseAsSent,
                entry.result.request.payload == result.request.payload
            else { continue }
            return entry.result
        }
        return nil
    }
}
