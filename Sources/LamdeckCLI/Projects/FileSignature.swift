import Foundation

/// What changes when a file does.
struct FileSignature: Hashable, Sendable {
    let path: String
    let inode: UInt64
    let size: Int64
    let seconds: Int
    let nanoseconds: Int

    /// The signature of what a path leads to; zeros where there is nothing.
    static func of(_ path: String) -> FileSignature {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return FileSignature(path: path, inode: 0, size: 0, seconds: 0, nanoseconds: 0)
        }
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        return FileSignature(
            path: path, inode: UInt64(status.st_ino), size: Int64(status.st_size), seconds: Int(time.tv_sec),
            nanoseconds: Int(time.tv_nsec))
    }
}
