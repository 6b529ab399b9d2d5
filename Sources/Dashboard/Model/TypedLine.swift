/// A line that begins with `/` or `:`. Other programs take such a line for a search or a command. The deck has neither
/// here, and takes the line as text all the same: its letters are no keys, or a `D` in it would ask to stop everything.
public struct TypedLine: Hashable, Sendable {
    /// All of it, with its first key.
    var text: String

    /// The line that a key begins; nil if the key begins none.
    init?(_ key: Key) {
        switch key {
        case .character("/"), .character(":"): text = key.name
        default: return nil
        }
    }

    /// What stands behind the line while it is typed.
    var meaning: String {
        text.first == "/" ? "the deck does not search logs; Esc leaves" : "the deck has no commands; Esc leaves"
    }

    /// What to do instead.
    func advice(function: String?) -> String {
        guard text.first == "/" else { return "the deck has no commands; ? shows the keys" }
        return "the deck does not search logs; lamdeck logs \(function.map { $0 + " " } ?? "")--grep TEXT does"
    }
}
