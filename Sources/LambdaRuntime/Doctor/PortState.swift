import Foundation

/// Whether this process could listen at a loopback port.
enum PortState: Hashable, Sendable {
    case free
    case taken
    case forbidden

    /// Tries it, and lets go again.
    init(of port: Int) {
        #if canImport(Darwin)
            let stream = SOCK_STREAM
        #else
            let stream = Int32(SOCK_STREAM.rawValue)
        #endif
        let descriptor = socket(AF_INET, stream, 0)
        guard descriptor >= 0 else {
            self = .free
            return
        }
        defer { close(descriptor) }
        // As servers do it: connections that are ending do not count.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // Two may be bound to one port as long as none listens.
        if status == 0, listen(descriptor, 1) == 0 {
            self = .free
        } else {
            self = errno == EACCES ? .forbidden : .taken
        }
    }
}
