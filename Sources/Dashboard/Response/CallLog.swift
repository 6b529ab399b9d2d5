import LambdaModel
import Support

/// The log of a call, as lines: like in the log pane, with objects folded until the user opens one.
struct CallLog: Sendable {
    /// A line, and the index of its record.
    typealias Entry = (line: ResponsePage.Line, record: Int)

    private(set) var lines: [Entry] = []
    private let records: [LogRecord]
    private let dropped: Int
    private let map: CodeMap
    private var expanded: Set<Int> = []

    init(_ result: InvocationResult, _ map: CodeMap) {
        records = result.log
        dropped = result.droppedLines
        self.map = map
        layOut()
    }

    private mutating func layOut() {
        lines = records.indices.flatMap { index in
            LogText(records[index], isRaw: false, isExpanded: expanded.contains(index)).lines.map {
                (LeadingText.line($0, map, renames: false), index)
            }
        }
        guard dropped > 0, !records.isEmpty else { return }
        let count = Count.text(dropped, "more line was", "more lines were")
        lines.append((ResponsePage.Line("… \(count) not kept", Style(.info)), records.count))
    }

    /// Shows or hides the object of a line; false if it has none.
    mutating func toggle(_ line: Int) -> Bool {
        guard line < lines.count, case let index = lines[line].record, index < records.count,
            LogText(records[index], isRaw: false, isExpanded: false).canExpand
        else { return false }
        if expanded.remove(index) == nil { expanded.insert(index) }
        layOut()
        return true
    }
}
