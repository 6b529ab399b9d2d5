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
        var last: StoredResponse?
        if let row = rows.first { last = try? await stored(row.id) }
        return .recalled(function: function, rows, last: last)
    }

    /// One invocation, in full.
    func open(_ id: Int64) async -> Message {
        do throws(HistoryError) {
            return .stored(try await stored(id))
        } catch {
            return Self.problem(error)
        }
    }

    /// Two invocations to compare, the older one first.
    func compare(_ one: Int64, _ other: Int64) async -> Message {
        do throws(HistoryError) {
            return .storedPair(try await stored(min(one, other)), try await stored(max(one, other)))
        } catch {
            return Self.problem(error)
        }
    }

    /// A call with the event of an invocation; if that event cannot be sent again, the reason.
    func request(_ id: Int64) async -> Result<InvocationRequest, HistoryRefusal> {
        do throws(HistoryError) {
            let entry = try await store.entry(id)
            if entry.isEventAsSent { return .success(Self.anew(entry)) }
            return .failure(
                HistoryRefusal(
                    entry.maskedEventValues > 0
                        ? "the history does not keep the secrets of this event"
                        : "this event was too large to keep whole",
                    savedEvent: entry.row.summary.event))
        } catch {
            return .failure(HistoryRefusal(error.description))
        }
    }

    private func stored(_ id: Int64) async throws(HistoryError) -> StoredResponse {
        let entry = try await store.entry(id)
        var stored = StoredResponse(row: entry.row, result: entry.result, content: ResponseContent(entry.result.body))
        if let root = entry.row.summary.traceRoot { stored.related = try await store.rows(trace: root).map(\.summary) }
        return stored
    }

    /// A stored call as a new call by the user: it has no other origin, and begins a new trace.
    private static func anew(_ entry: HistoryEntry) -> InvocationRequest {
        var request = entry.result.request
        request.event = StoredResponse.event(of: entry.row.summary)
        request.origin = nil
        request.traceID = nil
        return request
    }

    private static func problem(_ error: HistoryError) -> Message {
        .notice(Notice(.warning, error.description))
    }
}

/// Why a stored event cannot be sent again as it was stored.
struct HistoryRefusal: Error {
    let message: String
    /// The name of the saved event that the call used: that file can be sent instead. Nil if it used none.
    let savedEvent: String?

    init(_ message: String, savedEvent: String? = nil) {
        self.message = message
        self.savedEvent = savedEvent
    }
}
