extension JSONTree {
    /// Unfolds what hides the value at a path, as far as there is such a value.
    ///
    /// - Parameter path: a filter of jq: `.headers["x-a"]`.
    mutating func unfold(to path: String) {
        // Each step is one level deeper.
        for _ in 0..<path.utf8.count {
            guard let row = rows.indices.first(where: { rows[$0].role == .folded && leads(to: path, row: $0) }),
                toggle(row)
            else { return }
        }
    }

    /// Whether the value at a path is inside that of a row.
    private func leads(to path: String, row: Int) -> Bool {
        let own = self.path(of: row).jq
        guard path.hasPrefix(own), let next = path.dropFirst(own.count).first else { return false }
        return next == "." || next == "["
    }
}
