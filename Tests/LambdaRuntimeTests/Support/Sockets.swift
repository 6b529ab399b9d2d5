import Foundation
import Synchronization

/// A loopback port of this process that accepts connections and never says a word.
final class ListeningSocket: Sendable {
    struct Failure: Error {
        let what: String
        let code: Int32
    }

    let port: Int
    private let descriptor: Mutex<Int32>

    /// - Parameter port: 0 lets the system choose.
    init(port: Int = 0) throws {
        let descriptor = socket(AF_INET, streamSocket, 0)
        guard descriptor >= 0 else { throw Failure(what: "socket", code: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
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

    func close() {
        descriptor.withLock { descriptor in
            if descriptor >= 0 { _ = closeDescriptor(descriptor) }
            descriptor = -1
        }
    }

    deinit { close() }
}

#if canImport(Glibc)
    let streamSocket = Int32(SOCK_STREAM.rawValue)
#else
    let streamSocket = SOCK_STREAM
#endif

/// `close`, where a method hides the name.
func closeDescriptor(_ descriptor: Int32) -> Int32 { close(descriptor) }
