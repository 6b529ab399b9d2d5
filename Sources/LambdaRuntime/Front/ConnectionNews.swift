import LambdaModel
import Synchronization

/// Reports the open connections of a WebSocket API to the host's clients, at most ten times a second: a client may send
/// thousands of messages.
final class ConnectionNews: Sendable {
    private enum State {
        /// Clients know all.
        case told
        /// A report is due.
        case due
    }

    private static let pause = Duration.milliseconds(100)

    private let service: any LambdaService
    private let api: String
    private let state = Mutex(State.told)

    init(_ service: any LambdaService, api: String) { (self.service, self.api) = (service, api) }

    /// The connections have changed.
    func changed() {
        let begins = state.withLock { state in
            defer { state = .due }
            return state == .told
        }
        guard begins else { return }
        Task {
            try? await Task.sleep(for: Self.pause)
            state.withLock { $0 = .told }
            service.reportConnections(of: api)
        }
    }
}
