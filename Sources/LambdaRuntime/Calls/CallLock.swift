import Foundation
import Synchronization

/// Prevents lamdeck processes from calling one container at the same time, which would crash its emulator (LAMBDA
/// facts, point 3). The lock is named after the container and is not in any folder, so that all shells and users of
/// this machine share it. The system releases it when the process ends.
struct CallLock: Sendable {
    /// The result of trying to take a lock.
    enum Attempt: Sendable {
        /// The lock is held until this descriptor is closed.
        case held(Int32)
        /// Another call holds it.
        case taken
        /// The system cannot provide such a lock; the reason.
        case impossible(String)
    }

    /// Receives messages for the user.
    let notice: @Sendable (String) -> Void
    private let hasFailed = Once()

    /// - Parameter notice: receives messages for the user.
    init(notice: @escaping @Sendable (String) -> Void = { _ in }) { self.notice = notice }

    /// Waits for the lock and holds it while `body` runs. If the system cannot provide locks, the user is told once,
    /// and `body` runs without one: then only calls of this process are kept apart.
    func hold<Value: Sendable>(container: String, _ body: () async throws -> Value) async throws -> Value {
        var pause = 1
        while true {
            switch Self.attempt(container) {
            case .held(let file):
                defer { close(file) }
                return try await body()
            case .taken:
                try await Task.sleep(for: .milliseconds(pause))
                pause = min(pause * 2, 20)
            case .impossible(let reason):
                if hasFailed.isFirst() {
                    notice(
                        "calls cannot be locked (\(reason)): do not call a function from two lamdeck processes at once")
                }
                return try await body()
            }
        }
    }

    /// Whether a container has a running call, of this process or of another one.
    static func isHeld(container: String) -> Bool {
        switch attempt(container) {
        case .held(let file):
            close(file)
            return false
        case .taken: return true
        case .impossible: return false
        }
    }

    private static func attempt(_ container: String) -> Attempt { attempt(name: "call/\(container.prefix(64))") }

    /// Returns true only the first time.
    private final class Once: Sendable {
        private let isOver = Mutex(false)

        func isFirst() -> Bool {
            isOver.withLock { isOver in
                defer { isOver = true }
                return !isOver
            }
        }
    }
}
