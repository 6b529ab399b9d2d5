import DockerEngine
import Foundation
import HostLink
import LambdaModel

/// What clients ask of a host.
extension ProjectHost {
    /// Sends a request, see ``HostConnection/send(_:)``.
    @discardableResult
    public nonisolated func send(_ request: HostRequest) -> Task<HostReply, Never> {
        guard let request = FunctionRequest(request) else { return Task { await answer(request) } }
        // After the calls that were made before, whose events are still being read.
        let begun = steps.add { self.functions.send(request) }
        return Task {
            let reply = await begun.value
            return await withTaskCancellationHandler {
                await reply.value
            } onCancel: {
                reply.cancel()
            }
        }
    }

    private func answer(_ request: HostRequest) async -> HostReply {
        switch request {
        case .shutDown: return .problems(await end())
        case .history(let function, let matching, let limit):
            guard let history = functions.history else { return .rows([], problem: nil) }
            let (rows, problem) = await history.rows(function: function, matching: matching, limit: limit)
            return .rows(rows, problem: problem)
        case .entry(let id):
            do throws(HistoryError) {
                guard let history = functions.history else { throw .noSuchInvocation(id) }
                return .entry(try await history.entry(id))
            } catch {
                return .noEntry(error)
            }
        case .trace(let root):
            do throws(HistoryError) {
                return .rows(try await functions.history?.rows(trace: root) ?? [], problem: nil)
            } catch {
                return .rows([], problem: error.description)
            }
        case .list(let asksEngine):
            do throws(FailureReason) {
                let containers = try await containers()
                return .listing(
                    try await containers.listing(
                        of: manifest, asksEngine: asksEngine, stale: hub.staleFunctions))
            } catch {
                return .failure(error)
            }
        case .readFile(let path): return await FileWork.run { [manifest] in ProjectFile(path, of: manifest).read() }
        case .writeFile(let path, let content, let before):
            return await FileWork.run { [manifest] in
                ProjectFile(path, of: manifest).write(content.wrappedValue, replacing: before.wrappedValue)
            }
        case .storeView(let view):
            hub.store(view)
            return .done
        // These need the client's connection, see ``ClientSession``.
        case .keepRunning, .stopKept, .followEvents, .start, .stop, .restart, .status, .settled, .removed,
            .restartFailure:
            return .done
        }
    }

    private func containers() async throws(FailureReason) -> ProjectContainers {
        guard let engine = await functions.engine else { throw FailureReason(.engine, "there is no engine yet") }
        let history =
            functions.history ?? HistoryStore(folder: functions.setup.folders.state, project: address.project)
        return ProjectContainers(
            address.project, engine, KnownCalls(history: history, unrecorded: functions.unrecorded))
    }

    /// Reads logs, see ``HostConnection/readLogs(_:_:)``.
    public func readLogs(
        _ selection: LogSelection, _ deliver: @escaping @Sendable (LogNews) async -> Void
    ) async throws(FailureReason) {
        try await containers().readLogs(selection, deliver)
    }

    // MARK: Calls

    /// Invokes a function, see ``HostConnection/call(_:onNews:)``.
    public nonisolated func call(
        _ input: CallInput, onNews: @escaping @Sendable (InvocationNews) -> Void
    ) -> Task<CallOutcome, Never> {
        // The files are read in the order of the calls, so that the calls keep it.
        let request = steps.add { await self.request(input, onNews) }
        return Task {
            switch await request.value {
            case .success(let call):
                let result = await withTaskCancellationHandler {
                    await call.value
                } onCancel: {
                    call.cancel()
                }
                return .result(result)
            case .failure(let reason): return .none(reason.text)
            }
        }
    }

    private struct NotSent: Error { let text: String }

    /// Begins a call.
    private func request(
        _ input: CallInput, _ onNews: @escaping @Sendable (InvocationNews) -> Void
    ) async -> Result<Task<InvocationResult, Never>, NotSent> {
        let request: InvocationRequest
        switch input {
        case .request(let given): request = given
        case .event(let function, "{}"):
            request = InvocationRequest(function: function, event: "{}", payload: Array("{}".utf8))
        case .event(let function, let name):
            do throws(SavedEventError) {
                request = try await session.request(function, name)
            } catch {
                return .failure(NotSent(text: "\(error)"))
            }
        case .stored(let id):
            switch await stored(id, onNews) {
            case .success(let found): request = found
            case .failure(let reason): return .failure(reason)
            }
        }
        return .success(functions.call(request, onNews: onNews))
    }

    /// The event of a stored invocation; if the history does not have it as it was sent, the saved event as it is now.
    private func stored(
        _ id: Int64, _ onNews: @Sendable (InvocationNews) -> Void
    ) async -> Result<InvocationRequest, NotSent> {
        let entry: HistoryEntry
        do throws(HistoryError) {
            guard let history = functions.history else { throw .noSuchInvocation(id) }
            entry = try await history.entry(id)
        } catch {
            return .failure(NotSent(text: "\(error); it cannot be sent again"))
        }
        if entry.isEventAsSent { return .success(entry.newRequest) }
        let reason =
            entry.maskedEventValues > 0
            ? "the history does not keep the secrets of this event" : "this event was too large to keep whole"
        guard let event = entry.row.summary.event else {
            return .failure(NotSent(text: "\(reason); it cannot be sent again"))
        }
        do throws(SavedEventError) {
            let request = try await session.request(entry.row.summary.function, event)
            onNews(.remark("\(reason); sending \(event) from disk"))
            return .success(request)
        } catch {
            return .failure(NotSent(text: "\(reason), and \(error)"))
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
