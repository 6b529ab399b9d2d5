import Dashboard
import Foundation
import LambdaModel

/// Results go to standard output and nothing else does; progress and messages go to standard error. Whatever is written
/// to a terminal is made harmless to it here, so that no command has to remember it; a file or a pipe gets what was
/// written as it is.
enum Output {
    /// What a text is, which decides how it is made harmless to a terminal.
    enum Form: Sendable {
        /// Words and tables.
        case plain
        /// Text in which lamdeck has set colours.
        case coloured
        /// JSON, which stays JSON.
        case json

        /// The text as a terminal may have it.
        func harmless(_ text: String) -> String {
            switch self {
            case .plain: PlainText.lines(text)
            case .coloured: PlainText.colouredLines(text)
            case .json: PlainText.json(text)
            }
        }
    }

    private static let isTerminal = isatty(STDOUT_FILENO) == 1

    /// Whether standard output and standard error lead to the same terminal, pipe or file.
    static var isOnePlace: Bool {
        var (output, errors) = (stat(), stat())
        guard fstat(STDOUT_FILENO, &output) == 0, fstat(STDERR_FILENO, &errors) == 0 else { return false }
        return output.st_dev == errors.st_dev && output.st_ino == errors.st_ino
    }

    /// Writes text and a line break to standard output. A reader that has gone ends the program quietly.
    static func write(_ text: String, _ form: Form = .plain) { write(lines(text, form)) }

    /// Writes bytes of lamdeck's own to standard output.
    static func write(_ bytes: [UInt8]) {
        guard send(bytes, to: STDOUT_FILENO) else { exit(errno == EPIPE ? 0 : 1) }
    }

    /// Writes text and a line break to standard output, and tells whether anybody reads it.
    static func isWritten(_ text: String, _ form: Form = .plain) -> Bool { send(lines(text, form), to: STDOUT_FILENO) }

    /// Writes text and a line break, for those who have something to put in order before they end. False if it is lost;
    /// a reader that went away has seen enough.
    static func isSettled(_ text: String, _ form: Form = .plain) -> Bool { isSettled(lines(text, form)) }

    /// The same with bytes of a function: as they are for a file or a pipe, and made harmless to a terminal.
    static func isSettled(raw bytes: [UInt8]) -> Bool {
        isSettled(isTerminal ? Array(PlainText.lines(String(decoding: bytes, as: UTF8.self)).utf8) : bytes)
    }

    private static func isSettled(_ bytes: [UInt8]) -> Bool { send(bytes, to: STDOUT_FILENO) || errno == EPIPE }

    /// Writes a message to standard error. Messages are for the user, whatever stands between, and quote what is wrong:
    /// invisible characters in a quotation show as escapes, so that a refused name does not look like the right one.
    static func complain(_ text: String) {
        let text = PlainText.escapedLines(text)
        _ = send(Array((text.hasSuffix("\n") ? text : text + "\n").utf8), to: STDERR_FILENO)
    }

    private static func lines(_ text: String, _ form: Form) -> [UInt8] {
        let text = isTerminal ? form.harmless(text) : text
        return Array((text.hasSuffix("\n") ? text : text + "\n").utf8)
    }

    /// Writes all of it, waiting while a reader that does not block has no room.
    static func send(_ bytes: [UInt8], to file: Int32) -> Bool {
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

/// Rows of text in columns.
struct TextTable {
    private var rows: [[String]]

    init(_ header: [String]) { rows = [header] }

    /// Adds a row. Its cells may hold anything; each is one line.
    mutating func add(_ row: [String]) { rows.append(row.map { PlainText.line($0) }) }

    /// The rows, columns as wide as their widest text in a terminal's cells, and two blanks apart.
    var text: String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].cellWidth : 0 }.max() ?? 0
        }
        return rows.map { row in
            var line = row.enumerated()
                .map { $1 + String(repeating: " ", count: max(0, widths[$0] - $1.cellWidth)) }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}
