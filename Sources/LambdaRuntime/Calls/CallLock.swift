import Foundation

/// Keeps lamdeck processes from calling one container at the same time, which would crash its emulator (LAMBDA
/// facts, point 3): a lock on a file that is named for the container. The system drops it with the process.
struct CallLock: Sendable {
    let folder: String

    /// Waits for the lock and holds it while `body` runs. Without a place for locks, `body` runs all the same: then
    /// only this process is kept from itself.
    func hold<Value: Sendable>(container: String, _ body: () async throws -> Value) async throws -> Value {
        let path = folder + "/" + container.prefix(64) + ".lock"
        var file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        if file < 0, errno == ENOENT {
            try? LamdeckFolders.make(folder)
            file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        }
        guard file >= 0 else { return try await body() }
        defer { close(file) }
        var pause = 1
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            try await Task.sleep(for: .milliseconds(pause))
            pause = min(pause * 2, 20)
        }
        return try await body()
    }

    /// Forgets a container that is gone.
    func forget(container: String) {
        unlink(folder + "/" + container.prefix(64) + ".lock")
    }
}
