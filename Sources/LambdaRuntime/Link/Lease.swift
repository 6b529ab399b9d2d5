import Foundation
import Synchronization

/// A locked file in the ``RunFolder``, which shows that a lamdeck process with containers is running. The system
/// unlocks it when the process ends for any reason. A label of each container names the lease, so every later lamdeck
/// can find out whether a process still manages the container.
final class Lease: Sendable {
    /// The state of the lamdeck process that made a container, found by the container's label.
    enum Life: Hashable, Sendable {
        /// The process is running.
        case alive
        /// The process has ended.
        case dead
        /// The state cannot be found out: the process belongs to another user, or runs in another container or on
        /// another machine.
        case unknown
    }

    /// The value of the label: the folder's name, the lease's name and the holder's `instance`.
    let label: String
    let folder: RunFolder
    private let name: String
    private let identity: String
    /// Identifies the holder: an earlier process that held this lease has another value.
    private let instance: String
    private let file: Mutex<Int32?>
    /// Whether the file is used for one process only.
    private let isSingle: Bool

    private init(
        _ folder: RunFolder, identity: String, name: String, instance: String, file: Int32, isSingle: Bool
    ) {
        (self.folder, self.identity, self.name, self.isSingle) = (folder, identity, name, isSingle)
        self.instance = instance
        label = "\(identity)/\(name)/\(instance)"
        self.file = Mutex(file)
    }

    deinit { release() }

    /// The path of the locked file.
    var path: String { folder.file(name + ".lock") }

    /// Takes the lease with a name; nil if another process has it.
    ///
    /// - Parameter identity: the folder's name if this process has used it before, see
    ///   ``RunFolder/identity(restoring:)``.
    static func take(_ name: String, in folder: RunFolder = .own, identity: String? = nil) throws(FolderRefusal)
        -> Lease?
    {
        try take(name, in: folder, identity: identity, isSingle: false)
    }

    private static let singlePrefix = "once-"

    /// Takes a lease with a new random name. Only one process uses it.
    static func single(in folder: RunFolder = .own) throws(FolderRefusal) -> Lease {
        while true {
            if let lease = try take(singlePrefix + RunFolder.random(), in: folder, identity: nil, isSingle: true) {
                return lease
            }
        }
    }

    private static func take(
        _ name: String, in folder: RunFolder, identity: String?, isSingle: Bool, instance: String = RunFolder.random()
    ) throws(FolderRefusal) -> Lease? {
        let identity = try folder.identity(restoring: identity)
        let path = folder.file(name + ".lock")
        while true {
            let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard file >= 0 else {
                throw FolderRefusal(description: "\(path) cannot be opened: \(String(cString: strerror(errno)))")
            }
            guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
                close(file)
                return nil
            }
            // The file may have been deleted before it was locked.
            if FileIdentity(path: path) == FileIdentity(file: file) {
                // ``life(_:seenFrom:)`` compares this content with the label.
                guard ftruncate(file, 0) == 0, pwrite(file, instance, instance.utf8.count, 0) == instance.utf8.count
                else {
                    close(file)
                    throw FolderRefusal(description: "\(path) cannot be written: \(String(cString: strerror(errno)))")
                }
                return Lease(
                    folder, identity: identity, name: name, instance: instance, file: file, isSingle: isSingle)
            }
            close(file)
        }
    }

    /// Whether the locked file is still the file at the path.
    var isInPlace: Bool { file.withLock { $0.map { FileIdentity(path: path) == FileIdentity(file: $0) } ?? false } }

    /// Takes the lease again after its file was deleted.
    ///
    /// - Returns: whether that was possible; if not, another process has it.
    func renew() -> Bool {
        var taken: Lease?
        // Another lamdeck may hold a shared lock for a moment, to check whether this process is running.
        for _ in 0..<50 where taken == nil {
            taken =
                (try? Self.take(name, in: folder, identity: identity, isSingle: isSingle, instance: instance)) ?? nil
            if taken == nil { usleep(2000) }
        }
        guard let taken, taken.label == label else { return false }
        file.withLock { file in
            if let file { close(file) }
            file = taken.surrender()
        }
        return true
    }

    /// The open file, which belongs to another lease from now on.
    private func surrender() -> Int32? {
        file.withLock { file in
            defer { file = nil }
            return file
        }
    }

    /// Releases the lease. A second call has no effect.
    func release() {
        file.withLock { file in
            guard let open = file else { return }
            if isSingle { unlink(path) }
            // A child process that was just forked may still have the descriptor, and closing alone would not unlock
            // the file.
            _ = flock(open, LOCK_UN)
            close(open)
            file = nil
        }
    }

    /// Whether the lamdeck process that a label names is running. If it has ended and its lease was for one process
    /// only, the file is removed.
    static func life(_ label: String, seenFrom folder: RunFolder = .own) -> Life {
        let parts = label.split(separator: "/")
        guard parts.count == 3, let identity = folder.knownIdentity, parts[0] == identity else { return .unknown }
        let path = folder.file(parts[1] + ".lock")
        let file = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return errno == ENOENT ? .dead : .unknown }
        defer { close(file) }
        // A shared lock: two processes that check at the same time do not mistake each other for the owner.
        guard flock(file, LOCK_SH | LOCK_NB) == 0 else {
            // A process holds the lease; it may be a later host of the project.
            let holder = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
            return holder == nil || holder == "" || holder! == parts[2] ? .alive : .dead
        }
        if parts[1].hasPrefix(singlePrefix) { unlink(path) }
        return .dead
    }
}

/// Identifies a file independently of its name.
struct FileIdentity: Hashable, Sendable {
    private let device: UInt64
    private let number: UInt64

    init?(path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init?(file: Int32) {
        var status = stat()
        guard fstat(file, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        (device, number) = (UInt64(bitPattern: Int64(status.st_dev)), UInt64(status.st_ino))
    }
}
