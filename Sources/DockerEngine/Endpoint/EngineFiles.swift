import Foundation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What is at a path that may be an engine's socket.
public enum SocketAccess: Hashable, Sendable {
    /// Nothing, or something that is not a socket.
    case missing
    /// A socket that this user may not write to.
    case denied
    /// A socket that this user may connect to. Only connecting shows whether an engine listens.
    case usable
}

/// The file access that ``EngineLocator`` needs, so that its rules can be tested without files.
public protocol EngineFiles: Sendable {
    /// The bytes of a file; nil if it does not exist or cannot be read.
    func contents(of path: String) -> [UInt8]?
    /// The names in a folder, in no order; empty if the folder does not exist.
    func names(in folder: String) -> [String]
    /// What is at a socket's path.
    func socket(at path: String) -> SocketAccess
}

/// The files of this machine.
public struct LocalEngineFiles: EngineFiles {
    /// There is nothing to configure.
    public init() {}

    /// Reads the whole file.
    public func contents(of path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path).map(Array.init)
    }

    /// Lists the folder.
    public func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    /// Asks the system for the type of the file, and whether this user may write to it.
    public func socket(at path: String) -> SocketAccess {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else {
            return .missing
        }
        return access(path, R_OK | W_OK) == 0 ? .usable : .denied
    }
}
