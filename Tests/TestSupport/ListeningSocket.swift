import Foundation
import Synchronization

#if canImport(Glibc)
    /// `SOCK_STREAM` with the type that `socket` takes.
    public let streamSocket = Int32(SOCK_STREAM.rawValue)
#else
    /// `SOCK_STREAM` with the type that `socket` takes.
    public let streamSocket = SOCK_STREAM
#endif

/// A loopback port of this process that accepts connections and never answers.
public final class ListeningSocket: Sendable {
    /// A system call that failed.
    public struct Failure: Error {
        /// The operation.
        public let what: String
        /// `errno`.
        public let code: Int32
    }

    /// The port.
    public let port: Int
    private let descriptor: Mutex<Int32>

    /// Listens on 127.0.0.1.
    ///
    /// - Parameter port: by default not one of the system's choice, which might give it to another socket as soon as this
    ///   one is closed; tests then use the port themselves.
    public init(port: Int = FreePort.take()) throws {
        let descriptor = try Self.makeSocket()
        var address = sockaddr_in.loopback(port: port)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let outcome = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard bind(descriptor, generic, length) == 0, listen(descriptor, 16) == 0 else { return Int32(-1) }
                return getsockname(descriptor, generic, &length)
            }
        }
        guard outcome == 0 else {
            let code = errno
            _ = closeDescriptor(descriptor)
            throw Failure(what: "listen on port \(port)", code: code)
        }
        self.port = Int(in_port_t(bigEndian: address.sin_port))
        self.descriptor = Mutex(descriptor)
    }

    /// Stops listening and waits until nothing listens any more: a child process that another test forks at this moment
    /// has the socket too, until it executes its program.
    public func close() {
        let wasOpen = descriptor.withLock { descriptor in
            guard descriptor >= 0 else { return false }
            _ = closeDescriptor(descriptor)
            descriptor = -1
            return true
        }
        guard wasOpen else { return }
        let end = ContinuousClock.now + .seconds(30)
        while FreePort.isListening(port), ContinuousClock.now < end { usleep(2_000) }
    }

    deinit { close() }

    /// This process's descriptor of the socket that listens on a port.
    public static func descriptor(listeningOn port: Int) -> Int32? {
        (0..<4096).first { descriptor in
            var (address, isListening) = (sockaddr_in(), Int32(0))
            var (size, length) = (socklen_t(MemoryLayout<sockaddr_in>.size), socklen_t(MemoryLayout<Int32>.size))
            let isNamed = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) == 0 }
            }
            return isNamed && in_port_t(bigEndian: address.sin_port) == port
                && getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &length) == 0 && isListening != 0
        }
    }

    /// A stream socket that programs started by this process do not inherit.
    static func makeSocket() throws -> Int32 {
        let descriptor = socket(AF_INET, streamSocket, 0)
        guard descriptor >= 0 else { throw Failure(what: "socket", code: errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }
}

extension sockaddr_in {
    /// A port of 127.0.0.1.
    static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return address
    }
}

/// `close`, for types with a method of that name.
public func closeDescriptor(_ descriptor: Int32) -> Int32 { close(descriptor) }
