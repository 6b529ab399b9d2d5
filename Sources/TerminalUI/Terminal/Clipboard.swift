import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The clipboard of the machine on which the terminal runs, which may not be this machine.
enum Clipboard {
    /// The longest text that is copied, in bytes of UTF-8: some terminals silently drop a longer sequence (xterm and
    /// tmux take 100,000 characters, and base64 makes four of three bytes).
    static let longestText = 74_000

    /// OSC 52, which asks the terminal to take the text; nil if the text is too long.
    static func sequence(_ text: String) -> String? {
        guard text.utf8.count <= longestText else { return nil }
        return "\u{1B}]52;c;" + base64(Array(text.utf8)) + "\u{7}"
    }

    /// Wraps a sequence so that tmux passes it on to its own terminal (if `allow-passthrough` is on; before tmux 3.3 it
    /// always was).
    static func throughTmux(_ sequence: String) -> String {
        "\u{1B}Ptmux;" + sequence.map { $0 == "\u{1B}" ? "\u{1B}\u{1B}" : String($0) }.joined() + "\u{1B}\\"
    }

    static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var encoded: [UInt8] = []
        encoded.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = (0..<3).reduce(0) { ($0 << 8) | (start + $1 < group.endIndex ? Int(bytes[start + $1]) : 0) }
            for digit in 0..<4 {
                let isUsed = digit <= group.count
                encoded.append(isUsed ? digits[(bits >> (18 - 6 * digit)) & 0x3F] : UInt8(ascii: "="))
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Gives the text to tmux. By default tmux ignores clipboard requests of programs inside it, but it sets the
    /// clipboard for this command (since tmux 3.2). Calls `otherwise` on the main queue if that fails.
    static func giveToTmux(_ text: String, otherwise: @escaping @MainActor () -> Void) {
        guard let child = spawn(["tmux", "load-buffer", "-w", "-"], input: text) else {
            DispatchQueue.main.async { MainActor.assumeIsolated(otherwise) }
            return
        }
        Child.onEnd(of: child) { ending in
            if ending != .exited(0) { otherwise() }
        }
    }

    /// Starts a command with a text as its standard input and without outputs.
    private static func spawn(_ words: [String], input: String) -> pid_t? {
        // A file and not a pipe, so that nothing waits until the child reads.
        guard let file = tmpfile() else { return nil }
        defer { fclose(file) }
        let bytes = Array(input.utf8)
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { return nil }
        rewind(file)
        return Child.start(words) { actions in
            posix_spawn_file_actions_adddup2(&actions, fileno(file), STDIN_FILENO)
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
            posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        }
    }
}
