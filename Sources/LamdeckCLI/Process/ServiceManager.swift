import Foundation

/// systemd, if it started this process.
enum ServiceManager {
    /// Says that the service is ready (sd_notify(3)): a datagram to the socket in `NOTIFY_SOCKET`, in which a leading @
    /// stands for a zero byte. Without the variable, nothing waits for it.
    static func reportReady(_ environment: [String: String]) {
        guard let path = environment["NOTIFY_SOCKET"], !path.isEmpty else { return }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        #if os(Linux)
            let file = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        #else
            let file = socket(AF_UNIX, SOCK_DGRAM, 0)
        #endif
        guard file >= 0 else { return }
        defer { close(file) }
        let size = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let message = Array("READY=1".utf8)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(file, message, message.count, 0, $0, size)
            }
        }
    }
}
