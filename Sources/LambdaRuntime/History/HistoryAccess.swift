import Foundation
import GRDB
import Synchronization

/// The way to a history's file: opened when it is needed, opened again where its path leads to another one, and set
/// aside where it is damaged. Used by one queue; only the notice is for others too.
final class HistoryAccess: Sendable {
    private let path: String
    private let busyLimit: Double
    private let file = Mutex<HistoryFile?>(nil)
    private let told = Mutex<String?>(nil)

    init(path: String, busyLimit: Double) {
        self.path = path
        self.busyLimit = busyLimit
    }

    /// What was set aside, in words.
    var notice: String? { told.withLock { $0 } }

    /// Reads or writes, in one transaction. A file that another process brought to a newer format meanwhile is refused:
    /// what would be found in it would look like damage.
    func use<Value>(
        _ kind: Database.TransactionKind, _ work: (Database) throws -> Value
    ) throws(HistoryFailure) -> Value {
        try use { db in
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

    /// Works with the file. Where that shows damage, the file is set aside, once in this object's life (a disk that
    /// damages all would be filled else), and the work is done on a new one.
    func use<Value>(_ work: (Database) throws -> Value) throws(HistoryFailure) -> Value {
        let found = HistoryFile.Identity(path)
        do throws(HistoryFailure) {
            return try attempt(work)
        } catch {
            guard error == .broken, let found, notice == nil else { throw error }
            file.withLock { $0 = nil }
            guard let name = HistoryFile.setAside(path, found) else {
                guard HistoryFile.Identity(path) != found else { throw error }
                // Another process has done it.
                return try attempt(work)
            }
            told.withLock { $0 = "history: \(path) was damaged and is now \(name); lamdeck started a new one" }
        }
        return try attempt(work)
    }

    private func attempt<Value>(_ work: (Database) throws -> Value) throws(HistoryFailure) -> Value {
        do {
            let database = try file.withLock { file in
                if let file, file.isInPlace { return file.database }
                // The old one is closed first.
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
