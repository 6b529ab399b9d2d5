import Foundation
import LambdaModel

/// Where a command prints. Results go to standard output and nothing else does; progress and messages go to standard
/// error. What a terminal gets is made harmless to it here, so that no command has to remember that; a file or a pipe
/// gets the text unchanged.
struct Output: Sendable {
    /// The kind of a text. It decides how the text is made harmless to a terminal.
    enum Form: Sendable {
        /// Text and tables.
        case plain
        /// Text in which lamdeck has set colours.
        case coloured
        /// JSON, which stays JSON.
        case json

        /// The text in a form that is safe for a terminal.
        func harmless(_ text: String) -> String {
            switch self {
            case .plain: PlainText.lines(text)
            case .coloured: PlainText.colouredLines(text)
            case .json: PlainText.json(text)
            }
        }
    }

    private let results: Int32
    private let messages: Int32
    /// Whether a terminal shows the results.
    let isTerminal: Bool

    /// The outputs of this process.
    static let standard = Output(
        results: STDOUT_FILENO, messages: STDERR_FILENO, isTerminal: isatty(STDOUT_FILENO) == 1)

    /// Outputs that are open files.
    init(results: Int32, messages: Int32, isTerminal: Bool) {
        (self.results, self.messages, self.isTerminal) = (results, messages, isTerminal)
    }

    /// Whether a terminal shows the messages.
    var messagesGoToTerminal: Bool { isatty(messages) == 1 }

    /// The columns of the terminal that shows the results, which the user can change at any time; nil without one.
    var columns: Int? {
        var size = winsize()
        guard isTerminal, ioctl(results, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Whether results and messages lead to the same terminal, pipe or file.
    var isOnePlace: Bool {
        var (first, second) = (stat(), stat())
        guard fstat(results, &first) == 0, fstat(messages, &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// Writes text and a line break. If nothing reads the results any more, it ends the program without a message.
    func write(_ text: String, _ form: Form = .plain) { write(lines(text, form)) }

    /// Writes bytes that lamdeck made.
    func write(_ bytes: [UInt8]) {
        guard Self.send(bytes, to: results) else { exit(errno == EPIPE ? 0 : 1) }
    }

    /// Writes text and a line break. False if nothing reads the results any more.
    func isWritten(_ text: String, _ form: Form = .plain) -> Bool { Self.send(lines(text, form), to: results) }

    /// Writes text and a line break, for a caller that has to clean up before it ends. False if the text is lost; a
    /// reader that has closed the pipe has seen enough.
    func isSettled(_ text: String, _ form: Form = .plain) -> Bool { isSettled(lines(text, form)) }

    /// The same with bytes of a function: unchanged for a file or a pipe, and made harmless to a terminal.
    func isSettled(raw bytes: [UInt8]) -> Bool {
        isSettled(isTerminal ? Array(PlainText.lines(String(decoding: bytes, as: UTF8.self)).utf8) : bytes)
    }

    private func isSettled(_ bytes: [UInt8]) -> Bool { Self.send(bytes, to: results) || errno == EPIPE }

    /// Writes a message. Messages are for the user even if they go to a file, and they quote what is wrong: invisible
    /// characters in a quotation show as escapes, so that a refused name does not look like the right one.
    func complain(_ text: String) {
        _ = Self.send(Self.line(PlainText.escapedLines(text)), to: messages)
    }

    private func lines(_ text: String, _ form: Form) -> [UInt8] {
        Self.line(isTerminal ? form.harmless(text) : text)
    }

    /// Text with a line break at its end. Bytes are compared: to Swift, `\r\n` is one character and does not end in
    /// `\n`.
    private static func line(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        return bytes.last == UInt8(ascii: "\n") ? bytes : bytes + [UInt8(ascii: "\n")]
    }

    /// Writes all of it, and waits while a reader that does not block has no room.
    private static func send(_ bytes: [UInt8], to file: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                guard errno == EAGAIN else { return false }
                var room = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
                _ = poll(&room, 1, -1)
                continue
            }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
