import Foundation

/// Reads what the kernel makes up when it is asked, below `/proc` and `/sys`. Its length is not known before, and it comes
/// in pieces of a page: Foundation takes the first one for all.
enum KernelFile {
    /// The whole text; nil where there is none, or it is not UTF-8.
    static func text(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = read(file, &buffer, buffer.count)
            if count > 0 {
                bytes += buffer[..<count]
            } else if count == 0 {
                return String(validating: bytes, as: UTF8.self)
            } else if errno != EINTR {
                return nil
            }
        }
    }
}
