import Support

/// The body of a request in a command with curl for a POSIX shell.
public struct CurlBody: Sendable, Hashable {
    /// The text before `curl`: a program that writes the body, and the pipe: `printf %s '…' | `; empty if the body is an
    /// argument.
    public let input: String
    /// The argument: the body in quotes, or, after `--data-binary`, `@-` for what is piped.
    public let argument: String

    /// Whether the body is piped into curl.
    public var isPiped: Bool { !input.isEmpty }

    /// Longer bodies are piped into curl: a program takes an argument of 128 KB at most (Linux, `MAX_ARG_STRLEN`). `printf`
    /// is a part of the shell, which has no such limit.
    private static let longestArgument = 96 << 10

    /// A body of any bytes.
    public init(_ bytes: [UInt8]) {
        let text = String(validating: bytes, as: UTF8.self).flatMap { $0.utf8.contains(0) ? nil : $0 }
        if let text, bytes.count <= Self.longestArgument {
            (input, argument) = ("", ShellText.quoted(text))
            return
        }
        let program =
            text.map { "printf %s " + ShellText.quoted($0) } ?? "printf %s \(Base64Text.encoded(bytes)) | base64 -d"
        (input, argument) = (program + " | ", "@-")
    }
}
