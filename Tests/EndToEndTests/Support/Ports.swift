import Foundation
import Synchronization

/// Free loopback ports, each handed out once, below the range from which systems choose by themselves, and above those
/// of the other tests in this process (`FreePort`).
enum Ports {
    private static let next = Mutex(26_000 + Int(getpid()) % 6_000)

    static func free() -> Int {
        while true {
            let port = next.withLock { next in
                next = next < 31_999 ? next + 1 : 26_000
                return next
            }
            if let socket = Listener.open(port: port) {
                close(socket)
                return port
            }
        }
    }
}

/// A program of this machine that has a port.
enum Listener {
    /// A socket that listens on a loopback port and never answers; nil where the port is taken.
    static func open(port: Int) -> Int32? {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let isBound = withUnsafeBytes(of: &address) {
            bind(socket, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count)) == 0
        }
        guard isBound, listen(socket, 8) == 0 else {
            close(socket)
            return nil
        }
        return socket
    }
}
