import Foundation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What is found at a path where an engine's socket may be.
public enum SocketAccess: Hashable, Sendable {
    /// Nothing, or something that is no socket.
    case missing
    /// A socket that this user may not write to.
    case denied
    /// A socket that can be connected to; whether somebody listens shows only then.
    case usable
}

/// The look at files that ``EngineLocator`` needs, so that its rules can be tested without any.
public protocol EngineFiles: Sendable {
    /// The bytes of a file, or `nil` if it is not there or can't be read.
    func contents(of path: String) -> [UInt8]?
    /// The names in a folder, in no order; empty if it is not there.
    func names(in folder: String) -> [String]
    /// What is at a socket's path.
    func socket(at path: String) -> SocketAccess
}

/// The files of this machine.
public struct LocalEngineFiles: EngineFiles {
    /// Needs nothing.
    public init() {}

    /// Reads the whole file.
    public func contents(of path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path).map(Array.init)
    }

    /// Lists the folder.
    public func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    /// Asks the system for the file's type and whether this user may write to it.
    public func socket(at path: String) -> SocketAccess {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else {
            return .missing
        }
        return access(path, R_OK | W_OK) == 0 ? .usable : .denied
    }
}
