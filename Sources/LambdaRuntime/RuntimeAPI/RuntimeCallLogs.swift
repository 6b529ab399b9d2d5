import Synchronization

/// The logs of all containers whose Runtime API this process serves, by the containers' ids.
final class RuntimeCallLogs: Sendable {
    private struct Entry {
        weak var log: RuntimeCallLog?
    }

    private let logs = Mutex<[String: Entry]>([:])

    subscript(container: String) -> RuntimeCallLog? { logs.withLock { $0[container]?.log } }

    /// Adds a container, and forgets those that are gone.
    func add(_ log: RuntimeCallLog, of container: String) {
        logs.withLock { logs in
            logs = logs.filter { $0.value.log != nil }
            logs[container] = Entry(log: log)
        }
    }
}
