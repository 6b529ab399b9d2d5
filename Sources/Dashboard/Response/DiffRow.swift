import JSONText
import LambdaModel

/// One row of a comparison. The numbers are indices of the old and of the new lines.
enum DiffRow: Hashable, Sendable {
    /// A line that both have.
    case same(old: Int, new: Int)
    /// So many lines that both have, left out.
    case gap(Int)
    /// A line with another value.
    case changed(old: Int, new: Int)
    /// A line with another value that differs in each call: an id, a time.
    case expected(old: Int, new: Int)
    /// Only in the old response.
    case removed(Int)
    /// Only in the new response.
    case added(Int)

    /// Rows in the order of the lines: changed lines in pairs, long stretches without changes left out.
    ///
    /// - Parameters:
    ///   - isJSON: whether the lines are those of ``JSONLines``.
    ///   - context: how many lines are shown before and after a change.
    static func rows(
        _ difference: [LineDiff.Line], _ old: [String], _ new: [String], isJSON: Bool, context: Int
    ) -> [DiffRow] {
        var rows: [DiffRow] = []
        var start = 0
        while start < difference.count {
            var (removed, added, end) = ([Int](), [Int](), start)
            scan: while end < difference.count {
                switch difference[end] {
                case .same: break scan
                case .removed(let place): removed.append(place)
                case .added(let place): added.append(place)
                }
                end += 1
            }
            rows += paired(removed, added, old, new, isJSON: isJSON)
            start = end
            while end < difference.count, case .same = difference[end] { end += 1 }
            let before = start == 0 ? 0 : context
            let after = end == difference.count ? 0 : context
            let hidden = end - start - before - after
            for index in start..<end {
                if hidden > 1, index >= start + before, index < end - after {
                    if index == start + before { rows.append(.gap(hidden)) }
                } else if case .same(let old, let new) = difference[index] {
                    rows.append(.same(old: old, new: new))
                }
            }
            start = end
        }
        return rows
    }

    /// Pairs lines of the same key; without keys, lines by their order.
    private static func paired(
        _ removed: [Int], _ added: [Int], _ old: [String], _ new: [String], isJSON: Bool
    ) -> [DiffRow] {
        let left = removed.map { DiffLine(old[$0], isJSON: isJSON) }
        let right = added.map { DiffLine(new[$0], isJSON: isJSON) }
        var rows: [DiffRow] = []
        var next = 0
        for (place, line) in left.enumerated() {
            guard let partner = right[next...].firstIndex(where: { $0.isPartner(of: line) }) else {
                rows.append(.removed(removed[place]))
                continue
            }
            rows += added[next..<partner].map(DiffRow.added)
            let isExpected = line.differsInEachCall(from: right[partner])
            rows.append(
                isExpected
                    ? .expected(old: removed[place], new: added[partner])
                    : .changed(old: removed[place], new: added[partner]))
            next = partner + 1
        }
        return rows + added[next...].map(DiffRow.added)
    }
}

/// A line of a comparison, in its parts.
private struct DiffLine {
    private let indent: Int
    /// The key as in the source; nil if the line has none.
    private let key: Substring?
    private let value: Substring
    private let isJSON: Bool

    /// A longer value is not parsed.
    private static let longestValue = 4096

    init(_ text: String, isJSON: Bool) {
        self.isJSON = isJSON
        let content = text.drop { $0 == " " }
        indent = isJSON ? text.utf8.count - content.utf8.count : 0
        guard isJSON, content.first == "\"", let end = Self.end(ofString: content), content[end...].hasPrefix(": ")
        else {
            (key, value) = (nil, content)
            return
        }
        (key, value) = (content[..<end], content[content.index(end, offsetBy: 2)...])
    }

    /// The end of the string at the start of a text.
    private static func end(ofString text: Substring) -> Substring.Index? {
        var isEscaped = false
        for index in text.utf8.indices.dropFirst() {
            let byte = text.utf8[index]
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                return text.utf8.index(after: index)
            }
        }
        return nil
    }

    /// Whether both are lines of the same member, or elements of lists, or lines of text.
    func isPartner(of other: DiffLine) -> Bool {
        guard isJSON else { return true }
        return indent == other.indent && key == other.key && isBracket == other.isBracket
    }

    /// Whether the line is only a bracket, which has no value.
    private var isBracket: Bool { ["}", "]"].contains(value) }

    func differsInEachCall(from other: DiffLine) -> Bool {
        guard isJSON, value.utf8.count <= Self.longestValue, other.value.utf8.count <= Self.longestValue,
            let old = try? JSONDocument(String(value)), let new = try? JSONDocument(String(other.value))
        else { return false }
        let name = key.flatMap { try? JSONDocument(String($0)).root.string }
        return ChangingValue.differsInEachCall(old.root, new.root, key: name)
    }
}
