#if os(Linux)
    import Foundation
    import NIOCore

    extension CallLock {
        /// Takes a lock by binding a socket to an abstract name (unix(7)): only one socket can have it, and the name is
        /// released with the socket. A file would need a folder that all shells agree on and that no process removes.
        static func attempt(name: String) -> Attempt {
            guard let address = try? SocketAddress(unixDomainSocketPath: AbstractName.path(name)) else {
                return .impossible("the name \(name) is too long")
            }
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
            let file = socket(AF_UNIX, kind, 0)
            guard file >= 0 else { return .impossible(String(cString: strerror(errno))) }
            if address.withSockAddr({ bind(file, $0, socklen_t($1)) }) == 0 { return .held(file) }
            let error = errno
            close(file)
            return error == EADDRINUSE ? .taken : .impossible(String(cString: strerror(error)))
        }
    }

    /// Names of unix sockets outside of any folder.
    enum AbstractName {
        /// A path that the kernel treats as an abstract name: it begins with a zero byte.
        static func path(_ name: String) -> String { "\0lamdeck/\(name)" }
    }
#endif
