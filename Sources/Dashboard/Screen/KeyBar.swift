import Support

/// The last row of the screen: keys with their words, as many as fit.
struct KeyBar {
    /// A key with its word.
    struct Entry {
        let key: Key
        let label: String
        /// Its first column.
        fileprivate var x = 0

        init(_ key: Key, _ label: String) { (self.key, self.label) = (key, label) }

        /// Cells of the key and its word, with the blanks after them.
        fileprivate var width: Int { key.name.cellWidth + 1 + label.cellWidth + 2 }
    }

    private var entries: [Entry] = []

    /// - Parameters:
    ///   - left: the keys from the left end, the most important first.
    ///   - right: the keys at the right end, which are always shown.
    ///   - keepsLast: whether the last key from the left is always shown, too.
    init(_ left: [Entry], right: [Entry] = [], keepsLast: Bool = false, width: Int) {
        // The last word needs no blanks after it; without keys at the right end, the row may be full.
        let end = right.isEmpty ? width + 2 : width + 1 - right.reduce(0) { $0 + $1.width }
        let last = keepsLast ? left.last?.width ?? 0 : 0
        var x = 1
        func add(_ entry: Entry) {
            var entry = entry
            entry.x = x
            entries.append(entry)
            x += entry.width
        }
        for (index, entry) in left.enumerated() {
            if x + entry.width + (index == left.count - 1 ? 0 : last) <= end { add(entry) }
        }
        x = max(1, end)
        for entry in right { add(entry) }
    }

    /// Draws the row.
    func draw(_ size: Size, in grid: inout Grid) {
        let y = size.height - 1
        grid.fill(Rect(x: 0, y: y, width: size.width, height: 1), style: Style(.footerText, highlight: .bar))
        for entry in entries {
            let key = entry.key.name
            grid.put(key, x: entry.x, y: y, style: Style(.footerKey, highlight: .bar, attributes: .bold))
            grid.put(entry.label, x: entry.x + key.cellWidth + 1, y: y, style: Style(.footerText, highlight: .bar))
        }
    }

    /// The key whose word is in a column; nil between two words.
    func key(at x: Int) -> Key? { entries.first { $0.x <= x && x < $0.x + $0.width - 2 }?.key }
}

extension KeyBar {
    /// The keys of the section with the focus at the left, those of all sections at the right.
    init(_ model: Model) {
        let global = model.keys.global.map { Entry($0.keys[0], $0.label) }
        var own = model.keys.footer(for: model.focus).map { Entry($0.keys[0], $0.label) }
        if model.focus == .logs {
            let log = Self.entries(LogControls.bindings)
            own = log + own.filter { entry in !log.contains { $0.key == entry.key } }
        } else {
            let place = model.focus == .functions ? 5 : model.focus == .calls ? 3 : 4
            own.insert(
                Entry(.character("/"), model.focus == .calls ? "filter" : "search"), at: min(place, own.count))
        }
        self.init(own, right: global, width: model.size.width)
    }

    /// The keys of a view that covers the sections. The last one, which closes it, is always shown.
    init(_ bindings: [ScreenBinding], width: Int) {
        self.init(Self.entries(bindings), keepsLast: true, width: width)
    }

    private static func entries(_ bindings: [ScreenBinding]) -> [Entry] {
        bindings.filter { !$0.label.isEmpty }.map { Entry($0.keys[0], $0.label) }
    }
}
