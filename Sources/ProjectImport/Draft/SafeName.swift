/// Names for functions and files, derived from other tools' names.
enum SafeName {
    /// A name that Lambda accepts and that is safe in shells, paths and URLs: letters, digits, `-` and `_`, at most 64.
    static func function(_ text: String) -> String { made(of: text, length: 64, fallback: "function") }

    /// A file name without its extension.
    static func file(_ text: String) -> String { made(of: text, length: 48, fallback: "event") }

    private static func made(of text: String, length: Int, fallback: String) -> String {
        var name = ""
        for scalar in text.unicodeScalars.prefix(4 * length) {
            let isWord = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            if isWord || scalar == "_" || (scalar == "-" && !name.isEmpty) {
                name.unicodeScalars.append(scalar)
            } else if !name.isEmpty, !name.hasSuffix("-") {
                name += "-"
            }
        }
        name = String(name.prefix(length))
        while name.hasSuffix("-") { name.removeLast() }
        return name.isEmpty ? fallback : name
    }

    /// The first of `name`, `name-2`, `name-3`, … that is not taken.
    static func unique(_ name: String, length: Int = 64, isTaken: (String) -> Bool) -> String {
        guard isTaken(name) else { return name }
        var number = 2
        while true {
            let end = "-\(number)"
            let candidate = String(name.prefix(length - end.utf8.count)) + end
            if !isTaken(candidate) { return candidate }
            number += 1
        }
    }
}
