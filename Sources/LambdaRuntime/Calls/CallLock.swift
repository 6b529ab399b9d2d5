import Foundation
import Synchronization

/// Keeps lamdeck processes from calling one container at the same time, which would crash its emulator (LAMBDA
/// facts, point 3). The lock has the container's name and no place in a folder, so that all shells and users of this
/// machine share it. The system drops it with the process.
struct CallLock: Sendable {
    /// What an attempt to take a lock came to.
    enum Attempt: Sendable {
        /// It is held until this descriptor is closed.
        case held(Int32)
        /// Another call has it.
        case taken
        /// The system gives no such lock, for this reason.
        case impossible(String)
    }

    /// Takes what the user should know.
    let notice: @Sendable (String) -> Void
    private let hasFailed = Once()

    /// - Parameter notice: takes what the user should know.
    init(notice: @escaping @Sendable (String) -> Void = { _ in }) { self.notice = notice }

    /// Waits for the lock and holds it while `body` runs. If the system has no locks to give, that is said once, and
    /// `body` runs all the same: then only this process is kept from itself.
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

    /// Whether a container has a call now, of this process or of another one.
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

    /// Tells the first time from the others.
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
