import Foundation

/// Why a file could not be written.
enum SafeFileError: Error, Hashable {
    /// There is something at the path already.
    case exists
    /// What the system said, in words.
    case failed(String)

    /// What the system said about the last call.
    static var system: SafeFileError { errno == EEXIST ? .exists : .failed(String(cString: strerror(errno))) }

    /// The answer to a client.
    ///
    /// - Parameters:
    ///   - what: what could not be done.
    ///   - advice: what to do.
    ///   - other: the answer if there is something at the path.
    func refusal(_ what: String, then advice: String? = nil, ifExists other: EventRefusal? = nil) -> EventRefusal {
        let end = advice.map { "; " + $0 } ?? ""
        switch self {
        case .exists: return other ?? .problem("\(what): there is something of that name\(end)")
        case .failed(let reason): return .problem("\(what): \(reason)\(end)")
        }
    }
}

/// Writes files so that no process sees one half-written, and none is lost if this process or the machine stops: the
/// bytes go into a temporary file of the same folder, which then takes the file's place.
enum SafeFile {
    /// Writes a new file. Fails if there is anything at the path, also a symbolic link that leads nowhere.
    static func create(_ path: String, _ bytes: [UInt8], mode: mode_t = 0o666) throws(SafeFileError) {
        let draft = try writeDraft(of: path, bytes, mode: mode)
        do throws(SafeFileError) {
            // Of two processes that create the file at once, only one can. The empty file is replaced at once.
            try reserve(path)
            guard rename(draft, path) == 0 else {
                let error = SafeFileError.system
                unlink(path)
                throw error
            }
        } catch {
            unlink(draft)
            throw error
        }
    }

    /// Replaces the content of a file, which keeps its mode. The path must not be a symbolic link.
    static func replace(_ path: String, _ bytes: [UInt8]) throws(SafeFileError) {
        var status = stat()
        let exists = lstat(path, &status) == 0
        let draft = try writeDraft(of: path, bytes, mode: 0o666)
        if exists { chmod(draft, status.st_mode & 0o7777) }
        guard rename(draft, path) == 0 else {
            let error = SafeFileError.system
            unlink(draft)
            throw error
        }
    }

    /// Gives a file another path. Fails if there is anything at that path.
    static func move(_ path: String, to target: String) throws(SafeFileError) {
        // On a file system that does not distinguish case, `Cart.json` and `cart.json` are one file.
        let isSame =
            path.lowercased() == target.lowercased()
            && FileIdentity(path: path).map { $0 == FileIdentity(path: target) } ?? false
        if !isSame { try reserve(target) }
        if rename(path, target) == 0 { return }
        do throws(SafeFileError) {
            guard errno == EXDEV else { throw .system }
            try transfer(path, to: target)
        } catch {
            if !isSame { unlink(target) }
            throw error
        }
    }

    /// Moves a file to another file system.
    private static func transfer(_ path: String, to target: String) throws(SafeFileError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw .system }
        if status.st_mode & S_IFMT == S_IFLNK {
            guard let aim = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { throw .system }
            unlink(target)
            guard symlink(aim, target) == 0 else { throw .system }
        } else {
            guard let bytes = FileManager.default.contents(atPath: path) else { throw .failed("cannot be read") }
            try replace(target, Array(bytes))
            chmod(target, status.st_mode & 0o7777)
        }
        unlink(path)
    }

    /// Makes an empty file, if there is nothing at the path.
    private static func reserve(_ path: String) throws(SafeFileError) {
        // O_EXCL: opens no existing file, and follows no symbolic link.
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw .system }
        close(file)
    }

    /// Writes a temporary file next to a file, and returns its path. The watch ignores its name.
    private static func writeDraft(of path: String, _ bytes: [UInt8], mode: mode_t) throws(SafeFileError) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        let draft = "\(folder)/.lamdeck-\(UUID().uuidString.lowercased()).tmp"
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard file >= 0 else { throw .system }
        do throws(SafeFileError) {
            defer { close(file) }
            try write(bytes, to: file)
            guard fsync(file) == 0 || errno == EINVAL else { throw .system }
        } catch {
            unlink(draft)
            throw error
        }
        return draft
    }

    private static func write(_ bytes: [UInt8], to file: Int32) throws(SafeFileError) {
        var start = 0
        while start < bytes.count {
            let count = bytes.withUnsafeBytes { Foundation.write(file, $0.baseAddress! + start, bytes.count - start) }
            if count > 0 {
                start += count
            } else if errno != EINTR {
                throw .system
            }
        }
    }
}
