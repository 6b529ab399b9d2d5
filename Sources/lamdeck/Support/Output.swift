import Foundation

/// Results go to standard output and nothing else does; progress and messages go to standard error.
enum Output {
    /// Writes text and a line break to standard output. A reader that has gone ends the program quietly.
    static func write(_ text: String) {
        write(lines(text))
    }

    private static func lines(_ text: String) -> [UInt8] { Array((text.hasSuffix("\n") ? text : text + "\n").utf8) }

    /// Writes bytes to standard output as they are.
    static func write(_ bytes: [UInt8]) {
        guard send(bytes, to: STDOUT_FILENO) else { exit(errno == EPIPE ? 0 : 1) }
    }

    /// Writes text to standard output as it is, and tells whether anybody reads it.
    static func isWritten(_ text: String) -> Bool { send(Array(text.utf8), to: STDOUT_FILENO) }

    /// Writes bytes to standard output as they are, for those who have something to put in order before they end. False
    /// where they are lost; a reader who went away has seen enough.
    static func isSettled(_ bytes: [UInt8]) -> Bool { send(bytes, to: STDOUT_FILENO) || errno == EPIPE }

    /// The same with text, as one line at least.
    static func isSettled(_ text: String) -> Bool { isSettled(lines(text)) }

    /// Writes a line to standard error.
    static func complain(_ text: String) {
        _ = send(lines(text), to: STDERR_FILENO)
    }

    private static func send(_ bytes: [UInt8], to file: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                return false
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

    mutating func add(_ row: [String]) { rows.append(row) }

    /// The rows, columns as wide as their widest text and two blanks apart.
    var text: String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            var line = row.enumerated().map { $1 + String(repeating: " ", count: widths[$0] - $1.count) }
                .joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}
