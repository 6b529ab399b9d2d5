import Foundation
import Synchronization

/// Shows other lamdeck processes that this one lives: a lock on a file of its own, which the system drops with the
/// process. Containers that nobody else can use name their owner by it, and go when it is dead.
final class ProcessMark: Sendable {
    /// What `Labels.owner` says.
    let id: String
    private let path: String
    private let file: Mutex<Int32>

    /// Makes the mark; without a place for it, others take this process for dead.
    init(folder: String) {
        id = UUID().uuidString.lowercased()
        path = Self.path(id, in: folder)
        try? LamdeckFolders.make(folder)
        let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor >= 0 { flock(descriptor, LOCK_EX | LOCK_NB) }
        file = Mutex(descriptor)
    }

    deinit { withdraw() }

    /// Where the marks are.
    static func folder(_ folders: LamdeckFolders) -> String { folders.runtime + "/hosts" }

    /// Says that this process has nothing any more.
    func withdraw() {
        file.withLock { file in
            guard file >= 0 else { return }
            unlink(path)
            close(file)
            file = -1
        }
    }

    /// Whether the process lives that made a mark. One that is dead leaves its file behind, which goes by the way.
    static func isAlive(_ id: String, in folder: String) -> Bool {
        guard UUID(uuidString: id) != nil, access(path(id, in: folder), F_OK) == 0 else { return false }
        guard isDead(id, in: folder) else { return true }
        forget(id, in: folder)
        return false
    }

    /// Whether the process that made a mark is known to be dead: its file is there, and nobody holds it. Of one without a
    /// file nothing is known, for it may keep its marks elsewhere.
    static func isDead(_ id: String, in folder: String) -> Bool {
        guard UUID(uuidString: id) != nil else { return false }
        let descriptor = open(path(id, in: folder), O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    /// Removes what a dead process left.
    static func forget(_ id: String, in folder: String) {
        unlink(path(id, in: folder))
        unlink(ControlSocket.path(id, in: folder))
    }

    private static func path(_ id: String, in folder: String) -> String { "\(folder)/\(id).lock" }
}
