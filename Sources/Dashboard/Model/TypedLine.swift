/// A line that begins with `/` or `:`, which other programs read as a search or a command. The deck has neither, but
/// reads the line as text; otherwise a `D` in it would ask to stop all functions.
public struct TypedLine: Hashable, Sendable {
    /// All of it, with its first key.
    var text: String

    /// The line that a key begins; nil if it begins none.
    init?(_ key: Key) {
        switch key {
        case .character("/"), .character(":"): text = key.name
        default: return nil
        }
    }

    /// The remark after the line while it is typed.
    var meaning: String {
        text.first == "/" ? "no search in the deck; Esc cancels" : "no commands in the deck; Esc cancels"
    }

    /// What to do instead.
    func advice(function: String?) -> String {
        guard text.first == "/" else { return "no commands in the deck; ? shows the keys" }
        return "no search in the deck; use: lamdeck logs \(function.map { $0 + " " } ?? "")--grep TEXT"
    }
}
