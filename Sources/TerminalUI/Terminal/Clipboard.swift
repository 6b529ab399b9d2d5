import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The clipboard of the machine that the terminal runs on, which may be another than this one.
enum Clipboard {
    /// The longest text that is copied, in bytes of UTF-8: some terminals drop a longer sequence in silence (xterm and
    /// tmux take 100,000 characters, in which base64 makes four of three bytes).
    static let longestText = 74_000

    /// OSC 52, which asks the terminal to take the text; nil where the text is too long.
    static func sequence(_ text: String) -> String? {
        guard text.utf8.count <= longestText else { return nil }
        return "\u{1B}]52;c;" + base64(Array(text.utf8)) + "\u{7}"
    }

    /// A sequence in the envelope that makes tmux hand it on to its own terminal (where `allow-passthrough` is on, as
    /// it always was before tmux 3.3).
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

    /// Gives the text to tmux, which by default ignores what programs inside it ask of the clipboard, but sets it on
    /// this command's behalf (since tmux 3.2). Calls back on the main queue if that did not work.
    static func giveToTmux(_ text: String, otherwise: @escaping @MainActor () -> Void) {
        guard let child = spawn(["tmux", "load-buffer", "-w", "-"], input: text) else {
            DispatchQueue.main.async { MainActor.assumeIsolated(otherwise) }
            return
        }
        Child.onEnd(of: child) { ending in
            if ending != .exited(0) { otherwise() }
        }
    }

    /// Starts a command with a text as its standard input and nothing as its outputs.
    private static func spawn(_ words: [String], input: String) -> pid_t? {
        // A file and not a pipe, so that nothing waits for the child to read.
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
