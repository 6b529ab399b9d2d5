import Support

/// A function in the path of a request, in every form that the API's pattern allows (AWS Lambda API, Invoke): the name,
/// with any of ARN prefix, region, account and `function:` before it, and an optional `:QUALIFIER` after it.
struct FunctionReference: Hashable {
    var name: String
    var qualifier: String?
    /// The text that the caller sent, for messages.
    var typed: String

    /// Reads a decoded part of a path; nil if it cannot name a function.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 8, let (name, qualifier) = Self.read(parts[...]) else { return nil }
        (self.name, self.qualifier, typed) = (name, qualifier, text)
    }

    /// As in the pattern, each part before the name is optional, and a part that can be one of them is.
    private static func read(_ parts: ArraySlice<String>) -> (name: String, qualifier: String?)? {
        guard parts.first == "arn" else { return read(parts, [isRegion, isAccount, { $0 == "function" }]) }
        // The pattern allows a whole ARN without `function`, which would accept every other kind of resource as a name.
        guard parts.count >= 7, parts.dropFirst(2).first == "lambda", parts.dropFirst(5).first == "function" else {
            return nil
        }
        return read(parts.dropFirst(6), [])
    }

    private static func read(
        _ parts: ArraySlice<String>, _ prefixes: ArraySlice<@Sendable (String) -> Bool>
    ) -> (name: String, qualifier: String?)? {
        if let prefix = prefixes.first {
            let rest = prefixes.dropFirst()
            if let first = parts.first, prefix(first), let found = read(parts.dropFirst(), rest) { return found }
            return read(parts, rest)
        }
        guard parts.count <= 2, let name = parts.first, isName(name) else { return nil }
        guard parts.count == 2, let qualifier = parts.last else { return (name, nil) }
        return isQualifier(qualifier) ? (name, qualifier) : nil
    }

    @Sendable private static func isRegion(_ text: String) -> Bool {
        // Without a regular expression, which would be compiled for each call: `[a-z]{2}(-[a-z]+)+-[0-9]+`.
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count >= 3, let first = parts.first, let last = parts.last, !last.isEmpty else { return false }
        func isWord(_ part: Substring.UTF8View) -> Bool {
            !part.isEmpty && part.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        }
        return first.count == 2 && parts.dropLast().allSatisfy(isWord) && last.allSatisfy { $0.isASCIIDigit }
    }

    @Sendable private static func isAccount(_ text: String) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy(\.isASCIIDigit)
    }

    static func isQualifier(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 128
            && text.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: ".") }
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 140 && text.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: ".") }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte.isASCIIAlphanumeric || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
}
