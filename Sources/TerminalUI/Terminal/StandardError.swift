#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Sends standard error to a file while curses has the screen: the Swift runtime and libraries write there, and would
/// write into the middle of a frame.
struct StandardError {
    private let path: String
    /// A copy of the standard error that the process was started with, -1 while that is in place.
    private(set) var original: Int32 = -1

    /// The file is opened by `redirect`; nil is nowhere.
    init(log path: String?) {
        self.path = path ?? "/dev/null"
    }

    /// Sends it to the file, or nowhere if that cannot be opened. Does nothing where standard error is no terminal.
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

    /// Puts back what was there.
    mutating func restore() {
        guard original >= 0 else { return }
        dup2(original, STDERR_FILENO)
        close(original)
        original = -1
    }
}
