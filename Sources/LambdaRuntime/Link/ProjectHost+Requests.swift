import DockerEngine
import Foundation
import HostLink
import LambdaModel
import Support

/// What clients ask of a host.
extension ProjectHost {
    /// Sends a request, see ``HostConnection/send(_:)``.
    @discardableResult
    public nonisolated func send(_ request: HostRequest) -> Task<HostReply, Never> {
        if case .event(let function, let change) = request { return send(change, of: function) }
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
        case .function(let name):
            guard let settings = manifest.function(named: name) else { return .failure(nil) }
            return .function(
                ProjectFunction(settings, apis: manifest.apis), await functions.status(of: name))
        case .details(let name): return await details(name)
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
                        of: manifest, asksEngine: asksEngine, stale: hub.staleFunctions,
                        starts: await functions.registry.startTimes))
            } catch {
                return .failure(error)
            }
        case .readFile(let path): return await FileWork.run { [manifest] in ProjectFile(path, of: manifest).read() }
        case .writeFile(let path, let content, let before):
            return await FileWork.run { [manifest] in
                ProjectFile(path, of: manifest).write(content.bytes, replacing: before.bytes)
            }
        case .storeView(let view):
            hub.store(view)
            return .done
        // These need the client's connection, see ``ClientSession``.
        case .keepRunning, .stopKept, .followEvents, .start, .stop, .restart, .status, .settled, .removed,
            .restartFailure, .build, .skipBuild, .debug, .endDebug, .fetchDebugger, .event:
            return .done
        }
    }

    private func details(_ name: String) async -> HostReply {
        guard let settings = manifest.function(named: name) else {
            return .failure(FailureReason(.settings, "functions.json has no function \(name)"))
        }
        let origins = await FileWork.run { [path = manifest.path, setup, files = LocalFiles()] in
            ManifestLoader.origins(path: path, environment: setup.engine.environment, files: files)[name]
        }
        var running =
            await functions.registry.supervisor(name)?.running ?? FunctionRunning(state: RunState.stopped.word)
        running.endpoint = manifest.endpoint
        return .details(FunctionDetails(settings, origins, running, apis: manifest.apis))
    }

    private func containers() async throws(FailureReason) -> ProjectContainers {
        guard let engine = await functions.engine else { throw FailureReason(.engine, "there is no engine yet") }
        let history =
            functions.history ?? HistoryStore(folder: functions.setup.folders.state, project: place.address.project)
        return ProjectContainers(
            place.address.project, engine,
            KnownCalls(history: history, unrecorded: functions.unrecorded, runtimeLogs: functions.runtimeLogs))
    }

    /// Reads logs, see ``HostConnection/readLogs(_:_:)``.
    public func readLogs(
        _ selection: LogSelection, _ deliver: @escaping @Sendable (LogNews) async -> Void
    ) async throws(FailureReason) {
        try await containers().readLogs(selection, deliver)
    }

    // MARK: Calls

    /// Invokes a function, see ``HostConnection/call(_:wantsStream:onNews:)``.
    public nonisolated func call(
        _ input: CallInput, wantsStream: Bool = false, onNews: @escaping @Sendable (InvocationNews) -> Void
    ) -> Task<CallOutcome, Never> {
        // The files are read in the order of the calls, so that the calls keep it.
        let resolver = CallResolver(session: session, history: functions.history)
        let begun = steps.add { () -> Result<Task<InvocationResult, Never>, CallResolver.Refusal> in
            let request = await resolver.request(input, onNews)
            return request.map { request in
                var request = request
                request.wantsStream = wantsStream
                return self.functions.call(request, onNews: onNews)
            }
        }
        return Task {
            switch await begun.value {
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
}
