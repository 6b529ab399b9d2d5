import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program in the background, in a new session.
public enum BackgroundProgram {
    /// Starts a command and waits for what it writes, until it closes its output or ends.
    ///
    /// - Parameters:
    ///   - words: the program's path, and its arguments.
    ///   - errors: the file to which it writes its errors.
    /// - Returns: what it wrote; nil if it cannot be started.
    public static func start(_ words: [String], errors: String) -> String? {
        guard let (child, results) = Child.startInBackground(words, errors: errors) else { return nil }
        defer { close(results) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(results, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            text += buffer[..<count]
        }
        // If this program is still running when the child ends, the system can then remove the child's entry.
        DispatchQueue(label: "lamdeck.background").async {
            var status: Int32 = 0
            while waitpid(child, &status, 0) < 0, errno == EINTR {}
        }
        return String(decoding: text, as: UTF8.self)
    }
}
