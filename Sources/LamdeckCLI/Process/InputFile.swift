import Foundation
import LambdaModel

/// A file that is read once, from its current position: standard input, or a file that a command names.
struct InputFile: Sendable {
    private let file: Int32

    /// What `-` reads.
    static let standard = InputFile(file: STDIN_FILENO)

    /// An open file.
    init(file: Int32) { self.file = file }

    /// Whether the user types it.
    var isTerminal: Bool { isatty(file) == 1 }

    /// The next line, without its end and the blanks around it.
    func line() throws(InputError) -> String {
        var bytes: [UInt8] = []
        while let byte = try self.bytes(atMost: 1).first, byte != UInt8(ascii: "\n") { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The bytes up to the end.
    ///
    /// - Parameter most: the number of bytes after which it stops.
    /// - Throws: what the system says, such as `Is a directory`.
    func bytes(atMost most: Int = .max) throws(InputError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < most {
            let wanted = min(chunk.count, most - bytes.count)
            let count = chunk.withUnsafeMutableBytes { read(file, $0.baseAddress, wanted) }
            if count < 0 {
                if errno == EINTR { continue }
                guard errno == EAGAIN else { throw InputError(reason: String(cString: strerror(errno))) }
                var more = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
                _ = poll(&more, 1, -1)
                continue
            }
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        return bytes
    }

    /// The bytes of a file.
    static func bytes(of path: String, atMost most: Int) throws(InputError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw InputError(reason: String(cString: strerror(errno))) }
        defer { close(file) }
        return try InputFile(file: file).bytes(atMost: most)
    }
}

/// Why an input could not be read.
struct InputError: Error, Equatable {
    /// What the system says.
    let reason: String
}
