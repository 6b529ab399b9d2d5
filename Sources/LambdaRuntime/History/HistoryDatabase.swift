import Foundation
import GRDB
import Synchronization

/// Access to a history's file: opens it on demand, opens it again if another file is at its path, and renames it if it
/// is damaged. Used by one queue, except for the notice.
final class HistoryDatabase: Sendable {
    private let path: String
    private let busyLimit: Double
    private let file = Mutex<HistoryFile?>(nil)
    private let lastNotice = Mutex<String?>(nil)

    init(path: String, busyLimit: Double) {
        self.path = path
        self.busyLimit = busyLimit
    }

    /// A message about a file that was renamed.
    var notice: String? { lastNotice.withLock { $0 } }

    /// Reads or writes in one transaction. Refuses a file that another process has changed to a newer format since it
    /// was opened: its content would look like damage.
    func withDatabase<Value>(
        _ kind: Database.TransactionKind, _ work: (Database) throws -> Value
    ) throws(HistoryFailure) -> Value {
        try withDatabase { db in
            var value: Value?
            try db.inTransaction(kind) {
                try HistorySchema.currentVersion(db)
                value = try work(db)
                return .commit
            }
            guard let value else { throw HistoryFailure.other("the transaction returned nothing") }
            return value
        }
    }

    /// If the file is damaged, renames it and works on a new one — once per object, so that a failing disk does not
    /// fill up with copies.
    func withDatabase<Value>(_ work: (Database) throws -> Value) throws(HistoryFailure) -> Value {
        let found = HistoryFile.Identity(path)
        do throws(HistoryFailure) {
            return try attempt(work)
        } catch {
            guard error == .broken, let found, notice == nil else { throw error }
            file.withLock { $0 = nil }
            guard let name = HistoryFile.setAside(path, found) else {
                guard HistoryFile.Identity(path) != found else { throw error }
                // Another process has renamed it.
                return try attempt(work)
            }
            lastNotice.withLock { $0 = "history: \(path) was damaged and is now \(name); lamdeck started a new one" }
        }
        return try attempt(work)
    }

    private func attempt<Value>(_ work: (Database) throws -> Value) throws(HistoryFailure) -> Value {
        do {
            let database = try file.withLock { file in
                if let file, file.isInPlace { return file.database }
                // Close the old one first.
                file = nil
                let opened = try HistoryFile(path: path, busyLimit: busyLimit)
                file = opened
                return opened.database
            }
            return try database.inDatabase(work)
        } catch {
            throw HistoryFailure(error)
        }
    }
}
