import Synchronization

/// Lets the newest of several searches go first: a user who types has no use for the results of an earlier text. The
/// others wait, and go on afterwards.
final class SearchTurns: Sendable {
    private let state = Mutex<(next: Int, running: Set<Int>)>((0, []))
    private let changes = ChangeSignal()

    /// A search begins.
    ///
    /// - Returns: its number.
    func begin() -> Int {
        state.withLock { state in
            state.next += 1
            state.running.insert(state.next)
            return state.next
        }
    }

    /// A search has ended.
    func end(_ number: Int) {
        state.withLock { _ = $0.running.remove(number) }
        changes.signal()
    }

    /// Returns when no newer search runs, or when the task is cancelled.
    func wait(for number: Int) async {
        while !Task.isCancelled {
            let version = changes.version
            guard let newest = state.withLock({ $0.running.max() }), newest > number else { return }
            await changes.wait(after: version, atMost: .seconds(60))
        }
    }
}
