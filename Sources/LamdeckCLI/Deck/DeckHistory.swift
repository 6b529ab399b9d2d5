import Dashboard
import LambdaModel
import LambdaRuntime

/// Answers the deck's questions about the history of its project.
struct DeckHistory: Sendable {
    let store: HistoryStore

    /// The newest rows.
    func list(_ function: String?, matching text: String) async -> Message {
        let (rows, problem) = await store.rows(function: function, matching: text)
        return .history(rows, function: function, matching: text, problem: problem)
    }

    /// The latest calls of a function, and the last one in full.
    func recall(_ function: String) async -> Message {
        let (rows, _) = await store.rows(function: function, limit: 500)
        var last: KeptResponse?
        if let row = rows.first { last = try? await kept(row.id) }
        return .recalled(function: function, rows, last: last)
    }

    /// One invocation, to be seen.
    func open(_ id: Int64) async -> Message {
        do throws(HistoryError) {
            return .kept(try await kept(id))
        } catch {
            return Self.problem(error)
        }
    }

    /// Two invocations, to be compared: the older one first.
    func compare(_ one: Int64, _ other: Int64) async -> Message {
        do throws(HistoryError) {
            return .keptPair(try await kept(min(one, other)), try await kept(max(one, other)))
        } catch {
            return Self.problem(error)
        }
    }

    /// A call with the event of an invocation; the reason in words, where it cannot be sent again.
    func request(_ id: Int64) async -> Result<InvocationRequest, HistoryRefusal> {
        do throws(HistoryError) {
            let entry = try await store.entry(id)
            if entry.isEventAsSent { return .success(Self.anew(entry)) }
            return .failure(
                HistoryRefusal(
                    entry.maskedEventValues > 0
                        ? "the history does not keep the secrets of this event"
                        : "this event was too large to keep whole",
                    savedEvent: entry.row.brief.event))
        } catch {
            return .failure(HistoryRefusal(error.description))
        }
    }

    private func kept(_ id: Int64) async throws(HistoryError) -> KeptResponse {
        let entry = try await store.entry(id)
        var kept = KeptResponse(row: entry.row, result: entry.result, content: ResponseContent(entry.result.body))
        if let root = entry.row.brief.traceRoot { kept.related = try await store.rows(trace: root).map(\.brief) }
        return kept
    }

    /// A kept call as one of the user's own: it comes from nowhere else now, and begins a trace of its own.
    private static func anew(_ entry: HistoryEntry) -> InvocationRequest {
        var request = entry.result.request
        request.event = KeptResponse.event(of: entry.row.brief)
        request.origin = nil
        request.traceID = nil
        return request
    }

    private static func problem(_ error: HistoryError) -> Message {
        .notice(Notice(.warning, error.description))
    }
}

/// Why a kept event cannot be sent again as it was kept.
struct HistoryRefusal: Error {
    let words: String
    /// The name of the saved event that the call had, from which it can be sent again; nil if it had none.
    let savedEvent: String?

    init(_ words: String, savedEvent: String? = nil) {
        self.words = words
        self.savedEvent = savedEvent
    }
}
