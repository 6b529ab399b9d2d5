import HostLink
import LambdaModel
import Synchronization

/// Listens at one function's port. Callers keep their address, whichever container serves. It opens and closes in the
/// order of the requests, one at a time.
final class PortKeeper: Sendable {
    private enum State {
        case closed
        case open(ServerListener)
        /// The function runs without its port; why. The task tries again; nil if that is of no use.
        case refused(ServerListener, reason: String, retry: Task<Void, Never>?)

        var listener: ServerListener? {
            switch self {
            case .closed: nil
            case .open(let listener), .refused(let listener, _, _): listener
            }
        }
    }

    private let context: SupervisorContext
    private let state = Mutex(State.closed)
    private let turns = RequestQueue()

    init(_ context: SupervisorContext) { self.context = context }

    /// The port at which it listens; nil if it does not.
    var openPort: Int? { state.withLock { if case .open(let listener) = $0 { listener.port } else { nil } } }

    /// The port at which it listens, or would if another program did not have it; nil if it does not want to.
    var wantedPort: Int? { state.withLock { $0.listener?.port } }

    /// Why a function that runs is not reached at its port; nil if it is.
    var problem: String? { state.withLock { if case .refused(_, let reason, _) = $0 { reason } else { nil } } }

    /// Listens at the function's port.
    ///
    /// - Parameter keepsTrying: whether the function runs without the port, which is opened as soon as it is free.
    /// - Returns: why that is not possible; nil if it is, and if the reason is known.
    func open(for supervisor: FunctionSupervisor, keepsTrying: Bool = false) async -> FailureReason? {
        await turns.add {
            let settings = await supervisor.settings
            let listener = ServerListener.function(settings.name, port: settings.resolvedPort)
            guard let server = self.context.server, self.openPort != listener.port else { return nil }
            if self.wantedPort != listener.port {
                await self.stopListening()
            } else if keepsTrying {
                return nil
            }
            do throws(ServerError) {
                try await self.listen(listener, server)
                return nil
            } catch {
                let reason = await self.reason(error, settings)
                if keepsTrying { self.wait(for: listener, error, reason) }
                return reason
            }
        }.value
    }

    /// Stops listening, if the condition holds after all earlier requests are done.
    func close(if condition: @escaping @Sendable () async -> Bool = { true }) async {
        await turns.add { if await condition() { await self.stopListening() } }.value
    }

    private func listen(_ listener: ServerListener, _ server: LambdaServer) async throws(ServerError) {
        try await server.open(listener, findsOwner: false)
        if case .refused = change(to: .open(listener)) { tell("port \(listener.port) is open now", of: listener) }
    }

    private func reason(_ error: ServerError, _ settings: FunctionSettings) async -> FailureReason {
        guard case .portInUse = error else { return FailureReason(.container, "\(error)") }
        let identity = await context.emulator.serverIdentity(port: settings.resolvedPort)
        return await PortOwner.refusal(of: settings, context.engine, identity: identity)
    }

    private func stopListening() async {
        if case .open(let listener) = change(to: .closed) { await context.server?.close(listener) }
    }

    // MARK: A port that is in use

    private func wait(for listener: ServerListener, _ error: ServerError, _ reason: FailureReason) {
        let retry = error.mayPass ? Task { await self.retry() } : nil
        change(to: .refused(listener, reason: reason.summary, retry: retry))
        context.report(.port(function: listener.function, problem: reason.summary))
        tell(reason.summary, of: listener)
    }

    /// Tries to listen each second, until the task is cancelled.
    private func retry() async {
        while (try? await context.timing.sleep(for: EndpointKeeper.retryPause)) != nil {
            await turns.add {
                guard let server = self.context.server,
                    case .refused(let listener, _, _) = self.state.withLock({ $0 })
                else { return }
                try? await self.listen(listener, server)
            }.value
        }
    }

    /// Returns the state before.
    @discardableResult
    private func change(to next: State) -> State {
        let before = state.withLock { state in
            defer { state = next }
            return state
        }
        if case .refused(let listener, _, let retry) = before {
            retry?.cancel()
            context.report(.port(function: listener.function, problem: nil))
        }
        return before
    }

    private func tell(_ text: String, of listener: ServerListener) {
        context.report(.notice("\(listener.function): \(text)", of: listener.function))
    }
}

extension ServerListener {
    /// The function at whose port it listens.
    fileprivate var function: String {
        switch target {
        case .function(let name), .api(let name): name
        case .endpoint: ""
        }
    }
}
