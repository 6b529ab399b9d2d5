import DockerEngine
import LambdaModel
import Synchronization

/// Finds out whether one container connects to its Runtime API, if it is not known whether containers do
/// (``RuntimeReach``).
final class ReachCheck: Sendable {
    private let context: RuntimeServing.ServingContext
    private let listener: RuntimeListener
    private let reach: RuntimeReach
    /// Waits for the container.
    private let check = Mutex<Task<Void, Never>?>(nil)

    init(_ reach: RuntimeReach, _ listener: RuntimeListener, _ context: RuntimeServing.ServingContext) {
        (self.reach, self.listener, self.context) = (reach, listener, context)
    }

    deinit { check.withLock { $0?.cancel() } }

    /// Whether a container has connected.
    var isReached: Bool { reach.state == .reached }

    /// If the container is silent for a moment and none has ever connected, lets it try. If it is known by then that
    /// none can connect, this one waits in vain.
    ///
    /// - Parameter blocked: called with the reason if no container can connect.
    func begin(blocked: @escaping @Sendable (String) -> Void) {
        guard !isReached else { return }
        let (context, listener, reach) = (context, listener, reach)
        let task = Task { [weak self] in
            if reach.state == .unknown {
                guard (try? await context.timing.sleep(for: RuntimeProbe.patience)) != nil else { return }
            }
            if reach.state == .unknown {
                let code = try? await context.engine.exec(
                    context.container, command: RuntimeProbe.command(host: listener.host, port: listener.port))
                self?.note(RuntimeProbe.Outcome(exitCode: code, at: listener))
            }
            if case .blocked(let reason) = reach.state { blocked(reason) }
        }
        check.withLock { $0 = task }
    }

    /// Lets another container try to connect, if it is not known whether containers can.
    ///
    /// - Returns: why no container can connect; nil if they can, or if that cannot be tried.
    func findObstacle() async -> String? {
        if reach.state == .unknown {
            let (context, host) = (context, listener.host)
            let outcome = await reach.find { await context.probe.run(context.image, host: host) }
            if outcome == .reached { reach.reached() }
            note(outcome)
        }
        return if case .blocked(let reason) = reach.state { reason } else { nil }
    }

    /// Notes that no container can connect, if an attempt showed that and none has connected.
    private func note(_ outcome: RuntimeProbe.Outcome) {
        if let reason = outcome.obstacle(at: listener.address) { _ = reach.blocked(reason) }
    }
}
