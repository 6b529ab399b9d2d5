import Foundation
import TestSupport

/// A connection on which a test writes and reads bytes as it likes.
final class RawConnection {
    private let descriptor: Int32
    private(set) var received: [UInt8] = []
    private(set) var isClosed = false
    private var isOpen = true

    #if os(Linux)
        /// A peer that is gone is an error, and not a signal.
        private static let flags = Int32(MSG_NOSIGNAL)
    #else
        private static let flags: Int32 = 0
    #endif

    /// Connects to a port of this machine.
    init(port: Int) throws {
        descriptor = socket(AF_INET, streamSocket, 0)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) == 0 }
        }
        guard isConnected else { throw NeverCame(description: "port \(port) does not accept connections") }
    }

    deinit { close() }

    /// Closes the connection at once: the peer's next write fails.
    func close() {
        guard isOpen else { return }
        isOpen = false
        _ = closeDescriptor(descriptor)
    }

    /// Sends bytes. Returns whether the peer still takes them.
    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, Self.flags) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Reads what has arrived.
    private func read() {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !isClosed {
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count > 0 { received += buffer[..<count] }
            if count < 0, errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR { return }
            if count <= 0 { isClosed = true }
        }
    }

    /// Waits until a text has arrived, and returns all that has.
    @discardableResult
    func wait(for text: String) async throws -> String {
        try await waiting(for: text) {
            read()
            let all = String(decoding: received, as: UTF8.self)
            if all.contains(text) { return all }
            if isClosed { throw NeverCame(description: "the connection was closed before \(text):\n\(all)") }
            return nil
        }
    }

    /// Waits until the peer closes the connection, and returns all that has arrived.
    @discardableResult
    func waitForEnd() async throws -> String {
        try await waiting(for: "the end of the connection") {
            read()
            return isClosed ? String(decoding: received, as: UTF8.self) : nil
        } otherwise: {
            String(decoding: received, as: UTF8.self)
        }
    }
}
