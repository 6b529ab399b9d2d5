import Synchronization

/// Keeps tasks waiting until a test opens it.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting = 0
    }

    private let state = Mutex(State())
    private let changes = Changes()

    var isOpen: Bool { state.withLock { $0.isOpen } }

    /// Lets those go on that wait, and all later ones.
    func open() {
        state.withLock { $0.isOpen = true }
        changes.signal()
    }

    /// Returns when a task waits.
    func arrived() async throws {
        try await changes.wait(for: "somebody who waits", seen: "nobody") {
            self.state.withLock { $0.waiting > 0 } ? () : nil
        }
    }

    /// Waits until it is open. Whether it is: a cancelled task waits no longer.
    func pass() async -> Bool {
        state.withLock { $0.waiting += 1 }
        defer { state.withLock { $0.waiting -= 1 } }
        changes.signal()
        return await changes.find { self.state.withLock { $0.isOpen } ? () : nil } != nil
    }
}
