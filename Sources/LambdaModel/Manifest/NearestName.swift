/// Finds the name that the user meant to write.
public enum NearestName {
    /// The candidate that is most like `name`, the first of several; nil if none is like it.
    ///
    /// Upper and lower case count as the same. Otherwise a third of the letters may be wrong, or the name is the
    /// beginning of the candidate.
    public static func nearest(to name: String, in candidates: [String]) -> String? {
        let wanted = scalars(name)
        let limit = max(1, wanted.count / 3)
        let distances = candidates.map { (name: $0, distance: distance(wanted, scalars($0))) }
        if let best = distances.min(by: { $0.distance < $1.distance }), best.distance <= limit { return best.name }
        guard wanted.count >= 2 else { return nil }
        return candidates.first { scalars($0).starts(with: wanted) }
    }

    /// ` did you mean "…"?` with a semicolon before it, or nothing.
    static func hint(_ name: String, in candidates: [String]) -> String {
        nearest(to: name, in: candidates).map { "; did you mean \"\($0)\"?" } ?? ""
    }

    /// How many letters to insert, remove, replace or swap with their neighbour to turn one name into the other
    /// (Damerau-Levenshtein, each letter touched once).
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(replaced, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }

    /// Lower case, and no more letters than any valid name could have: the distance takes quadratic time.
    private static func scalars(_ name: String) -> [Unicode.Scalar] {
        Array(name.lowercased().unicodeScalars.prefix(80))
    }
}
