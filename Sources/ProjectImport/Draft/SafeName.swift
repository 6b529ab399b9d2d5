/// Names for functions and files, made of what other tools call things.
enum SafeName {
    /// A name that Lambda takes, which no shell, path or URL misreads: letters, digits, `-` and `_`, at most 64.
    static func function(_ text: String) -> String { made(of: text, length: 64, fallback: "function") }

    /// A file's name without its ending.
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

    /// `name`, or `name-2`, `name-3`, …, whichever `isTaken` says no to.
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
