import LambdaModel
import Synchronization

/// Listens at one function's port. Callers keep their address, whichever container serves. It opens and closes in the
/// order of the requests, one at a time.
final class PortKeeper: Sendable {
    private let context: SupervisorContext
    private let listener = Mutex<ServerListener?>(nil)
    private let turns = RequestQueue()

    init(_ context: SupervisorContext) { self.context = context }

    /// The port at which it listens; nil if it does not.
    var openPort: Int? { listener.withLock { $0?.port } }

    /// Listens at the function's port.
    ///
    /// - Returns: why that is not possible; nil if it is.
    func open(for supervisor: FunctionSupervisor) async -> FailureReason? {
        await turns.add {
            let settings = await supervisor.settings
            return await self.listen(settings)
        }.value
    }

    /// Stops listening, if the condition holds after all earlier requests are done.
    func close(if condition: @escaping @Sendable () async -> Bool = { true }) async {
        await turns.add { if await condition() { await self.stopListening() } }.value
    }

    private func listen(_ settings: FunctionSettings) async -> FailureReason? {
        let port = settings.resolvedPort
        guard let server = context.server, openPort != port else { return nil }
        await stopListening()
        do {
            let wanted = ServerListener.function(settings.name, port: port)
            _ = try await server.open(wanted)
            listener.withLock { $0 = wanted }
            return nil
        } catch {
            guard case .portInUse = error else { return FailureReason(.container, "\(error)") }
            let identity = await context.emulator.serverIdentity(port: port)
            return await PortOwner.refusal(of: settings, context.engine, identity: identity)
        }
    }

    private func stopListening() async {
        let before = listener.withLock { listener in
            defer { listener = nil }
            return listener
        }
        if let before { await context.server?.close(before) }
    }
}
