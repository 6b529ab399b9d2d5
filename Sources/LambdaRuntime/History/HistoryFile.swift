import Foundation
import GRDB

/// One project's history, open. Not for two threads at once.
struct HistoryFile: Sendable {
    let database: DatabaseQueue
    private let path: String
    private let identity: Identity?

    /// Opens the file, made where there is none. Nobody but this user may look into it.
    ///
    /// - Throws: what ``HistoryFailure`` reads.
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

    /// Whether its path still leads to it: somebody may have deleted it, or set it aside.
    var isInPlace: Bool { identity != nil && identity == Identity(path) }

    /// What a file is, whatever its name.
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

    /// Makes the file, and its folder, before SQLite does: its log and its index take their permissions from it. A file
    /// that is there is not opened for that: closing it would end the locks of another connection of this process.
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

    /// Gives a damaged file another name, unless somebody did meanwhile.
    ///
    /// - Returns: the new name; nil where another file is there now, or where it cannot be renamed.
    static func setAside(_ path: String, _ damaged: Identity) -> String? {
        withLock(path) {
            // Of two processes that find the damage, the second must not rename the first one's new file.
            guard damaged == Identity(path) else { return nil }
            let target = unusedName("\(path).broken-\(Int(Date().timeIntervalSince1970))")
            // First what belongs to it: a new file must not find the log of the old one.
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

    /// Does something that two processes must not do at once: SQLite's own locks do not cover the making of a file, and
    /// its renaming. Goes on without the lock where a process that has it hangs.
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
