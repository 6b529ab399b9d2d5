/// Compose's variables: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?error}`, `${NAME:+text}`;
/// `$$` is a dollar (Compose Specification, "Interpolation"). No variable is set.
enum Interpolation {
    /// A variable without a default.
    struct Missing: Error, Equatable {
        var name: String
    }

    static let longestText = 32 << 10
    private static let deepest = 20

    static func filled(_ text: String) throws(Missing) -> String { try filled(text[...], depth: 0) }

    private static func filled(_ text: Substring, depth: Int) throws(Missing) -> String {
        guard depth < deepest else { throw Missing(name: String(text.prefix(60))) }
        var result = ""
        var rest = text
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "$" {
                result += "$"
                rest = rest.dropFirst()
            } else if rest.first == "{", let end = rest.closingBrace {
                result += try value(rest[rest.index(after: rest.startIndex)..<end], depth: depth)
                rest = rest[rest.index(after: end)...]
            } else {
                let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
                if !name.isEmpty { throw Missing(name: String(name)) }
                result += "$"
            }
        }
        return result + rest
    }

    private static func value(_ expression: Substring, depth: Int) throws(Missing) -> String {
        let name = expression.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        var rest = expression.dropFirst(name.count)
        if rest.first == ":" { rest = rest.dropFirst() }
        switch rest.first {
        case "-": return try filled(rest.dropFirst(), depth: depth + 1)
        case "+": return ""
        default: throw Missing(name: String(name))
        }
    }
}
