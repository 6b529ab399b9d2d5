import LambdaModel
import Support

/// Makes the text of a comparison's rows.
struct DiffPainter: Sendable {
    private typealias Span = ResponsePage.Span

    private let rows: [DiffRow]
    private let old: [String]
    private let new: [String]
    /// The rows of the narrow form: the index of the row, and which line of a pair it shows.
    private let unified: [(row: Int, isOld: Bool)]

    init(rows: [DiffRow], old: [String], new: [String]) {
        (self.rows, self.old, self.new) = (rows, old, new)
        unified = rows.indices.flatMap { index in
            switch rows[index] {
            case .changed: [(index, true), (index, false)]
            case .removed: [(index, true)]
            case .same, .gap, .expected, .added: [(index, false)]
            }
        }
    }

    /// The number of differences: each changed line, and each group of lines that only one response has.
    var count: Int { starts(isWide: true).count }

    func rowCount(isWide: Bool) -> Int { isWide ? rows.count : unified.count }

    /// The rows on which a difference begins.
    func starts(isWide: Bool) -> [Int] {
        let starts = rows.indices.filter { index in
            let before = index > 0 ? rows[index - 1] : nil
            switch (rows[index], before) {
            case (.changed, _): return true
            case (.removed, .removed), (.added, .added): return false
            case (.removed, _), (.added, _): return true
            case (.same, _), (.gap, _), (.expected, _): return false
            }
        }
        guard !isWide else { return starts }
        let wanted = Set(starts)
        return unified.indices.filter { place in
            wanted.contains(unified[place].row) && (place == 0 || unified[place - 1].row != unified[place].row)
        }
    }

    // MARK: Below each other

    /// A row of the narrow form.
    func unifiedLine(_ index: Int) -> [ResponsePage.Span] {
        guard unified.indices.contains(index) else { return [] }
        let (row, isOld) = unified[index]
        switch rows[row] {
        case .same(_, let line): return [("  " + Self.shortened(new[line]), Style())]
        case .gap(let count): return [Self.gap(count)]
        case .expected(_, let line): return [("~ " + Self.shortened(new[line]), Style(.dim))]
        case .removed(let line): return [("- " + Self.shortened(old[line]), Style(.error))]
        case .added(let line): return [("+ " + Self.shortened(new[line]), Style(.success))]
        case .changed(let before, let after):
            let words = DiffWords(old[before], new[after])
            return isOld
                ? Self.marked("- ", words.old, Style(.error)) : Self.marked("+ ", words.new, Style(.success))
        }
    }

    // MARK: Side by side

    /// A row of the wide form, at most as wide as the pane.
    func pairLine(_ index: Int, width: Int) -> [ResponsePage.Span] {
        guard rows.indices.contains(index) else { return [] }
        switch rows[index] {
        case .gap(let count): return [Self.gap(count)]
        case .same(let before, let after):
            return Self.pair(
                [("  " + Self.shortened(old[before]), Style())], [("  " + Self.shortened(new[after]), Style())], width)
        case .expected(let before, let after):
            let dim = Style(.dim)
            return Self.pair(
                [("~ " + Self.shortened(old[before]), dim)], [("~ " + Self.shortened(new[after]), dim)], width)
        case .removed(let line): return Self.pair([("- " + Self.shortened(old[line]), Style(.error))], [], width)
        case .added(let line): return Self.pair([], [("+ " + Self.shortened(new[line]), Style(.success))], width)
        case .changed(let before, let after):
            let words = DiffWords(old[before], new[after])
            return Self.pair(
                Self.marked("- ", words.old, Style(.error)), Self.marked("+ ", words.new, Style(.success)), width)
        }
    }

    private static func pair(_ left: [Span], _ right: [Span], _ width: Int) -> [Span] {
        let half = max(0, width - 3) / 2
        let shown = WrappedText.fitted(left, width: half)
        let blanks = String(repeating: " ", count: half - shown.reduce(0) { $0 + $1.text.cellWidth })
        return shown + [(blanks, Style()), (" │ ", Style(.border))] + WrappedText.fitted(right, width: half)
    }

    private static func gap(_ count: Int) -> Span {
        ("  … " + Count.text(count, "unchanged line"), Style(.dim))
    }

    private static func marked(_ sign: String, _ words: [DiffWords.Part], _ style: Style) -> [Span] {
        var strong = style
        strong.attributes = .reverse
        return [(sign, style)] + words.map { ($0.text, $0.isChanged ? strong : style) }
    }

    /// At most as much of a line as a screen shows.
    private static func shortened(_ text: String) -> String { DiffWords.shortened(text) }
}

/// The words of two lines that differ.
struct DiffWords {
    /// A piece of a line.
    typealias Part = (text: String, isChanged: Bool)

    /// The old line.
    let old: [Part]
    /// The new line.
    let new: [Part]

    /// Longer lines are not compared by words.
    private static let longest = 2000
    /// If more words differ, none is marked.
    private static let mostChanges = 60

    init(_ before: String, _ after: String) {
        guard before.utf8.count <= Self.longest, after.utf8.count <= Self.longest,
            case (let left, let right) = (Self.words(before), Self.words(after)),
            let difference = LineDiff.compare(left, right, limit: Self.mostChanges)
        else {
            (old, new) = ([(Self.shortened(before), false)], [(Self.shortened(after), false)])
            return
        }
        var (old, new, hasSameWord): ([Part], [Part], Bool) = ([], [], false)
        for line in difference {
            switch line {
            case .same(let before, let after):
                Self.add(left[before], false, to: &old)
                Self.add(right[after], false, to: &new)
                if left[before].utf8.contains(where: { $0.isASCIIAlphanumeric || $0 >= 0x80 }) { hasSameWord = true }
            case .removed(let place): Self.add(left[place], true, to: &old)
            case .added(let place): Self.add(right[place], true, to: &new)
            }
        }
        // Marks on all of a line show nothing.
        self.old = hasSameWord ? old : [(before, false)]
        self.new = hasSameWord ? new : [(after, false)]
    }

    private static func add(_ text: String, _ isChanged: Bool, to parts: inout [Part]) {
        if let last = parts.last, last.isChanged == isChanged {
            parts[parts.count - 1].text += text
        } else {
            parts.append((text, isChanged))
        }
    }

    /// Words, and the characters between them.
    private static func words(_ text: String) -> [String] {
        var (words, wasWord) = ([String](), false)
        for character in text {
            let isWord = character.isLetter || character.isNumber
            if isWord, wasWord { words[words.count - 1].append(character) } else { words.append(String(character)) }
            wasWord = isWord
        }
        return words
    }

    /// At most as much of a line as a screen shows.
    static func shortened(_ text: String) -> String {
        guard text.utf8.count > TreePainter.longestSpan else { return text }
        return String(decoding: text.utf8.prefix(TreePainter.longestSpan), as: UTF8.self) + "…"
    }
}
