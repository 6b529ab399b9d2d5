import Foundation

/// Reads files that the kernel generates, below `/proc` and `/sys`. Their length is not known in advance, and they are
/// read in pieces of a page, of which Foundation returns only the first.
enum KernelFile {
    /// The whole text; nil if the file does not exist or is not UTF-8.
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
