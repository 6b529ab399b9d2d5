import Foundation

/// Standard input and output, connected to a unix socket.
enum StandardStreams {
    /// Passes bytes on in both directions until one end closes. Blocks two threads.
    static func connect(to path: String) async throws(CommandFailure) {
        let file = try open(path)
        defer { close(file) }
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        for (input, output) in [(STDIN_FILENO, file), (file, STDOUT_FILENO)] {
            Thread.detachNewThread {
                copy(from: input, to: output)
                end.yield()
            }
        }
        // The end of one direction is the end of the link.
        for await _ in ends { break }
    }

    private static func open(_ path: String) throws(CommandFailure) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes.prefix($0.count - 1)) }
        #if os(Linux)
            let file = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let file = socket(AF_UNIX, SOCK_STREAM, 0)
        #endif
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Foundation.connect(file, $0, size) }
        }
        guard file >= 0, result == 0 else {
            throw CommandFailure(.usage, "the host at \(path) does not answer: \(String(cString: strerror(errno)))")
        }
        return file
    }

    private static func copy(from input: Int32, to output: Int32) {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(input, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            var sent = 0
            while sent < count {
                let written = buffer[sent..<count].withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { return }
                sent += written
            }
        }
    }
}
