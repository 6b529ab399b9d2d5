#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program that uses the terminal, input and outputs of this program.
public enum ForegroundProgram {
    /// Runs a command to its end.
    ///
    /// - Returns: its exit status, or 128 plus the number of the signal that ended it; nil if it cannot be started.
    public static func run(_ words: [String]) -> Int? {
        guard let child = Child.start(words) else { return nil }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let signal = Int(status & 0x7F)
        return signal == 0 ? Int(status >> 8) & 0xFF : 128 + signal
    }
}
