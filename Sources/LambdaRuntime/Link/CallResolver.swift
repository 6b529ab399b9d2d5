import HostLink
import LambdaModel

/// Finds the event of a call that a client describes.
struct CallResolver: Sendable {
    let session: ManifestSession
    /// The project's invocations; nil if none are stored.
    let history: HistoryStore?

    /// Why there is no event.
    struct Refusal: Error {
        /// One line for the user.
        let text: String
    }

    /// The call.
    ///
    /// - Parameter onNews: called with a remark if another event is sent than the one that was asked for.
    func request(
        _ input: CallInput, _ onNews: @Sendable (InvocationNews) -> Void
    ) async -> Result<InvocationRequest, Refusal> {
        switch input {
        case .request(let request): return .success(request)
        case .event(let function, "{}"):
            return .success(InvocationRequest(function: function, event: "{}", payload: Array("{}".utf8)))
        case .event(let function, let name):
            do throws(SavedEventError) {
                return .success(try await session.request(function, name))
            } catch {
                return .failure(Refusal(text: "\(error)"))
            }
        case .stored(let id): return await stored(id, onNews)
        }
    }

    /// The event of a stored invocation; if the history does not have it as it was sent, the saved event as it is now.
    private func stored(
        _ id: Int64, _ onNews: @Sendable (InvocationNews) -> Void
    ) async -> Result<InvocationRequest, Refusal> {
        let entry: HistoryEntry
        do throws(HistoryError) {
            guard let history else { throw .noSuchInvocation(id) }
            entry = try await history.entry(id)
        } catch {
            return .failure(Refusal(text: "\(error); it cannot be sent again"))
        }
        if entry.isEventAsSent { return .success(entry.newRequest) }
        let reason =
            entry.maskedEventValues > 0
            ? "the history does not keep the secrets of this event" : "this event was too large to keep whole"
        guard let event = entry.row.summary.event else {
            return .failure(Refusal(text: "\(reason); it cannot be sent again"))
        }
        do throws(SavedEventError) {
            let request = try await session.request(entry.row.summary.function, event)
            onNews(.remark("\(reason); sending \(event) from disk"))
            return .success(request)
        } catch {
            return .failure(Refusal(text: "\(reason), and \(error)"))
        }
    }
}

extension HistoryEntry {
    /// A call with the same event by the user: it has no other origin, and begins a new trace.
    fileprivate var newRequest: InvocationRequest {
        var request = result.request
        request.event = row.summary.eventLabel
        request.origin = nil
        request.traceID = nil
        return request
    }
}
