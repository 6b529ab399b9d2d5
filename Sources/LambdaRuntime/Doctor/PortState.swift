import Foundation
import NIOCore

/// Whether this process could listen on a loopback port.
enum PortState: Hashable, Sendable {
    case free
    case taken
    case forbidden

    /// Listens on the port for a moment.
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
        // As in servers: connections that are closing do not matter.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard let address = try? SocketAddress(ipAddress: "127.0.0.1", port: port) else {
            self = .taken
            return
        }
        let status = address.withSockAddr { bind(descriptor, $0, socklen_t($1)) }
        // Two sockets may be bound to one port as long as neither listens.
        if status == 0, listen(descriptor, 1) == 0 {
            self = .free
        } else {
            self = errno == EACCES ? .forbidden : .taken
        }
    }
}
