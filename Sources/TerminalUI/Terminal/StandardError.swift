#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Sends standard error to a file while curses has the screen: the Swift runtime and libraries write to it, and would
/// overwrite a part of the frame.
struct StandardError {
    private let path: String
    /// A copy of the original standard error while it is redirected; otherwise -1.
    private(set) var original: Int32 = -1

    /// `redirect` opens the file; nil discards the output.
    init(log path: String?) {
        self.path = path ?? "/dev/null"
    }

    /// Redirects standard error to the file, or discards it if the file cannot be opened. Does nothing if standard
    /// error is not a terminal.
    mutating func redirect() {
        guard original < 0, isatty(STDERR_FILENO) == 1 else { return }
        let flags = O_WRONLY | O_APPEND | O_CLOEXEC
        var file = open(path, flags | O_CREAT, 0o600)
        if file < 0 { file = open("/dev/null", flags) }
        guard file >= 0 else { return }
        defer { close(file) }
        let copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { return }
        if dup2(file, STDERR_FILENO) >= 0 {
            original = copy
        } else {
            close(copy)
        }
    }

    /// Restores the original standard error.
    mutating func restore() {
        guard original >= 0 else { return }
        dup2(original, STDERR_FILENO)
        close(original)
        original = -1
    }
}
