import Foundation
import Synchronization

/// Free loopback ports, below the range from which systems and engines choose. Each is used once in this process, and
/// parallel processes begin at different ones.
public enum FreePort {
    private static let range = 20_000..<32_000
    private static let next = Mutex(Int.random(in: range))

    /// A free port. It is found by connecting, not by listening for a moment: a child process that is forked in that
    /// moment would keep the port in use.
    public static func take() -> Int {
        while true {
            let port = next.withLock { next in
                next = next + 1 < range.upperBound ? next + 1 : range.lowerBound
                return next
            }
            if !isListening(port) { return port }
        }
    }

    /// Whether a program accepts connections at this port of 127.0.0.1.
    static func isListening(_ port: Int) -> Bool {
        guard let descriptor = try? ListeningSocket.makeSocket() else { return true }
        defer { _ = closeDescriptor(descriptor) }
        var address = sockaddr_in.loopback(port: port)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
