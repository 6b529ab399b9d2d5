import LambdaModel

/// What an extension's exit code means.
enum ExtensionExit {
    /// The shell's codes for a file that cannot be run are 126 and 127 (POSIX, "Shell Command Language", 2.8.2).
    static func reason(_ code: Int) -> String {
        switch code {
        case 126: "permission denied"
        case 127: "no such file or directory"
        default: status(code)
        }
    }

    /// The end of a process in words.
    static func status(_ code: Int) -> String {
        RuntimeExit(code: code, outOfMemory: false).text ?? "exit status 0"
    }
}
