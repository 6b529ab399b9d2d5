import Foundation
import GRDB

/// One project's history, opened. Must not be used by two threads at once.
struct HistoryFile: Sendable {
    let database: DatabaseQueue
    private let path: String
    private let identity: Identity?

    /// Opens the file, or creates it. Only this user can read it.
    ///
    /// - Throws: errors that ``HistoryFailure`` can read.
    init(path: String, busyLimit: Double) throws {
        try Self.makeFile(path)
        self.path = path
        identity = Identity(path)
        var configuration = Configuration()
        configuration.label = "history"
        configuration.qos = .utility
        configuration.busyMode = .timeout(busyLimit)
        database = try Self.withLock(path) {
            let database = try DatabaseQueue(path: path, configuration: configuration)
            try database.inDatabase(HistorySchema.prepare)
            return database
        }
    }

    /// Whether its path still leads to it: another process may have deleted or renamed it.
    var isInPlace: Bool { identity != nil && identity == Identity(path) }

    /// Identifies a file independently of its name.
    struct Identity: Hashable, Sendable {
        private let device: UInt64
        private let number: UInt64

        init?(_ path: String) {
            var info = stat()
            guard stat(path, &info) == 0 else { return nil }
            device = UInt64(truncatingIfNeeded: info.st_dev)
            number = UInt64(info.st_ino)
        }
    }

    /// Creates the file and its folder before SQLite does: SQLite's log and index inherit its permissions. An existing
    /// file is not opened for that: closing it would release the locks of another connection of this process.
    private static func makeFile(_ path: String) throws {
        do {
            try LamdeckFolders.make((path as NSString).deletingLastPathComponent)
        } catch {
            throw HistoryFailure.forbidden((error as NSError).localizedDescription)
        }
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 {
            close(file)
            return
        }
        switch errno {
        case EEXIST: chmod(path, 0o600)
        case ENOSPC, EDQUOT: throw HistoryFailure.full
        default: throw HistoryFailure.forbidden(String(cString: strerror(errno)))
        }
    }

    /// Renames a damaged file, unless another process already has.
    ///
    /// - Returns: the new name; nil if another file is there now, or if it cannot be renamed.
    static func setAside(_ path: String, _ damaged: Identity) -> String? {
        withLock(path) {
            // If two processes find the damage, the second must not rename the first one's new file.
            guard damaged == Identity(path) else { return nil }
            let target = unusedName("\(path).broken-\(Int(Date().timeIntervalSince1970))")
            // First its log and index: a new file must not find those of the old one.
            rename(path + "-wal", target + "-wal")
            unlink(path + "-shm")
            return rename(path, target) == 0 ? target : nil
        }
    }

    private static func unusedName(_ name: String) -> String {
        var (candidate, number) = (name, 1)
        while Identity(candidate) != nil {
            number += 1
            candidate = "\(name)-\(number)"
        }
        return candidate
    }

    /// Prevents two processes from doing something at once: SQLite's own locks do not cover creating and renaming a
    /// file. Continues without the lock if the process that holds it hangs.
    private static func withLock<Value>(_ path: String, _ work: () throws -> Value) rethrows -> Value {
        let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return try work() }
        defer { close(folder) }
        var tries = 0
        while flock(folder, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR, tries < 500 {
            tries += 1
            usleep(10_000)
        }
        return try work()
    }
}
