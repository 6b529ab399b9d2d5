import Dashboard
import LambdaModel
import Support

/// Rows of text in columns.
struct TextTable {
    private var rows: [[String]]

    /// - Parameter header: empty for none.
    init(_ header: [String] = []) { rows = header.isEmpty ? [] : [header] }

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
