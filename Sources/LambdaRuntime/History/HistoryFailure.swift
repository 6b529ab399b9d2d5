import GRDB

/// Why the history's file cannot be used.
enum HistoryFailure: Error, Hashable {
    /// A newer lamdeck wrote it in this format.
    case newer(Int)
    /// It is not a database, or not a history, or damaged.
    case broken
    /// The disk is full.
    case full
    /// Another process holds it.
    case locked
    /// This user may not read or write it or its folder; the system's message.
    case forbidden(String)
    /// Another failure; SQLite's message.
    case other(String)

    init(_ error: any Error) {
        switch error {
        case let failure as HistoryFailure: self = failure
        case let error as DatabaseError: self = Self.read(error)
        // A value of another type than ours: another program's table, or damage.
        default: self = .broken
        }
    }

    private static func read(_ error: DatabaseError) -> HistoryFailure {
        let message = error.message ?? "\(error.resultCode)"
        switch error.resultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_FORMAT: return .broken
        case .SQLITE_FULL: return .full
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL: return .locked
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: return .forbidden(message)
        // The error if there is no room for the index of the write-ahead log.
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: return .full
        default: return .other(message)
        }
    }

    /// A word for the kind.
    var kind: String {
        switch self {
        case .newer: "newer"
        case .broken: "broken"
        case .full: "full"
        case .locked: "locked"
        case .forbidden: "forbidden"
        case .other: "other"
        }
    }

    /// What happened and what to do, in one line.
    func message(_ path: String) -> String {
        switch self {
        case .newer(let version):
            "no history: \(path) was written by a newer lamdeck (format \(version); this one knows \(HistorySchema.version)); "
                + "update lamdeck, or move the file away"
        case .broken: "no history: \(path) is damaged; move it away"
        case .full: "no history: the disk of \(path) is full; free some space"
        case .locked: "no history: another process keeps \(path) locked; check for a lamdeck that hangs"
        case .forbidden(let message):
            "no history: \(path) cannot be used (\(message)); check the permissions of the file and its folder, or set "
                + "XDG_STATE_HOME to a writable folder"
        case .other(let message): "no history: \(path): \(message)"
        }
    }
}
