import Foundation
import Testing

/// A disk of a few megabytes in memory, for tests of a full disk. Only root may mount one.
enum SmallDisk {
    /// Whether one can be created here.
    static let isAvailable: Bool = {
        #if os(Linux)
            guard geteuid() == 0, let tree = try? FileTree() else { return false }
            guard mount("tmpfs", tree.path, "tmpfs", 0, "size=1m") == 0 else { return false }
            umount2(tree.path, Int32(MNT_DETACH))
            return true
        #else
            return false
        #endif
    }()

    struct Failure: Error {
        let number: Int32
    }

    static func with(megabytes: Int, _ body: (String) async throws -> Void) async throws {
        let tree = try FileTree()
        try call(tree.path, flags: 0, megabytes)
        defer { unmount(tree.path) }
        try await body(tree.path)
    }

    static func resize(_ path: String, megabytes: Int) throws {
        #if os(Linux)
            try call(path, flags: UInt(MS_REMOUNT), megabytes)
        #endif
    }

    private static func call(_ path: String, flags: UInt, _ megabytes: Int) throws {
        #if os(Linux)
            guard mount("tmpfs", path, "tmpfs", flags, "size=\(megabytes)m") == 0 else { throw Failure(number: errno) }
        #endif
    }

    private static func unmount(_ path: String) {
        #if os(Linux)
            umount2(path, Int32(MNT_DETACH))
        #endif
    }
}
