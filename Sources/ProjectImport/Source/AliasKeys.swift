import Support

/// Finds keys that are aliases, or collections that contain aliases.
///
/// The YAML parser hashes every key to find duplicates. If aliases repeat aliases, a few lines mean more values than
/// can ever be hashed. As values they cost nothing; as keys they would block the program forever. No supported format
/// needs such keys, so they are refused before the parser sees them.
enum AliasKeys {
    private static let newline = UInt8(ascii: "\n")

    /// The first line with such a key, 1-based; nil if there is none. A text without aliases never has one.
    static func line(in text: String) -> Int? {
        let bytes = Array(text.utf8)
        var line = 1
        var hasAlias = false
        var explicitKey: Int?
        // What precedes a byte, ignoring spaces: a line break, or the last character of the line.
        var before = newline
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case newline, UInt8(ascii: "\r"):
                if byte == newline { line += 1 }
                before = newline
                continue
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                continue
            case UInt8(ascii: "*"):
                if let end = aliasEnd(bytes, at: index) {
                    hasAlias = true
                    if isKeyEnd(bytes, at: end) { return line }
                }
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if hasAlias, isKeyEnd(bytes, at: index + 1) { return line }
            case UInt8(ascii: "?"):
                if "\n-{,[".utf8.contains(before), isBlank(bytes, at: index + 1) { explicitKey = explicitKey ?? line }
            default: break
            }
            before = byte
        }
        return hasAlias ? explicitKey : nil
    }

    /// The index after `*name`, if the star at `index` can begin an alias.
    private static func aliasEnd(_ bytes: [UInt8], at index: Int) -> Int? {
        guard index == 0 || isBlank(bytes, at: index - 1) || "[{,:".utf8.contains(bytes[index - 1]) else { return nil }
        var end = index + 1
        while end < bytes.count, isName(bytes[end]) { end += 1 }
        return end > index + 1 ? end : nil
    }

    /// Whether a colon that ends a key follows, with or without spaces before it.
    private static func isKeyEnd(_ bytes: [UInt8], at index: Int) -> Bool {
        var index = index
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
        guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { return false }
        return isBlank(bytes, at: index + 1)
    }

    /// White space or the end of the text.
    private static func isBlank(_ bytes: [UInt8], at index: Int) -> Bool {
        index >= bytes.count || [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index])
    }

    private static func isName(_ byte: UInt8) -> Bool {
        byte.isASCIIAlphanumeric || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
}
