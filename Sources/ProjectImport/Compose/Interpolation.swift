/// Compose's variables: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?error}`, `${NAME:+text}`;
/// `$$` is a dollar (Compose Specification, "Interpolation"). Values are taken from the `.env` file next to the compose
/// file; the shell's are not known.
struct Interpolation {
    /// The variables of `.env`.
    var variables: [String: String] = [:]

    /// A variable without a default.
    struct Missing: Error, Equatable {
        var name: String
    }

    static let longestText = 32 << 10
    private static let deepest = 20

    func filled(_ text: String) throws(Missing) -> String { try filled(text[...], depth: 0) }

    private func filled(_ text: Substring, depth: Int) throws(Missing) -> String {
        guard depth < Self.deepest else { throw Missing(name: String(text.prefix(60))) }
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
                if name.isEmpty {
                    result += "$"
                } else {
                    guard let value = variables[String(name)] else { throw Missing(name: String(name)) }
                    result += value
                    rest = rest.dropFirst(name.count)
                }
            }
        }
        return result + rest
    }

    private func value(_ expression: Substring, depth: Int) throws(Missing) -> String {
        let name = expression.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        var rest = expression.dropFirst(name.count)
        var value = variables[String(name)]
        if rest.first == ":" {
            // With a colon, an empty value counts as missing.
            if value == "" { value = nil }
            rest = rest.dropFirst()
        }
        switch rest.first {
        case "-":
            if let value { return value }
            return try filled(rest.dropFirst(), depth: depth + 1)
        case "+": return value == nil ? "" : try filled(rest.dropFirst(), depth: depth + 1)
        default:
            guard let value else { throw Missing(name: String(name)) }
            return value
        }
    }

    /// The variables of `.env` that a text uses.
    func used(in text: String) -> [String] {
        variables.keys.filter { name in
            text.firstRange(of: "${\(name)") != nil || text.firstRange(of: "$\(name)") != nil
        }
    }
}
