import LambdaModel
import Synchronization

/// Reports the open connections of a WebSocket API to the host's clients, at most ten times a second: a client may send
/// thousands of messages.
final class ConnectionNews: Sendable {
    private static let pause = Duration.milliseconds(100)

    private let service: any LambdaService
    private let api: String
    /// Whether there are changes that the clients do not know yet.
    private let isDue = Mutex(false)

    init(_ service: any LambdaService, api: String) { (self.service, self.api) = (service, api) }

    /// The connections have changed.
    func changed() {
        let wasDue = isDue.withLock { isDue in
            defer { isDue = true }
            return isDue
        }
        guard !wasDue else { return }
        Task {
            try? await Task.sleep(for: Self.pause)
            isDue.withLock { $0 = false }
            service.reportConnections(of: api)
        }
    }
}
