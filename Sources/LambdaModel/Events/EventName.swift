import Support

/// The rules for names of saved events. A name is seen from the folder of events: `cart.json`, `checkout/cart.json`.
public enum EventName {
    /// The most bytes of a name.
    public static let maximumBytes = 200
    /// The end of the name of a file with an expectation.
    static let expectationEnding = ".expected.json"

    /// The name with `.json` at its end, and without blanks around it.
    public static func completed(_ text: String) -> String {
        let name = trimmed(text)
        return name.isEmpty || name.lowercased().hasSuffix(".json") ? name : name + ".json"
    }

    /// The name without `.json`.
    public static func stem(of name: String) -> String {
        name.lowercased().hasSuffix(".json") ? String(name.dropLast(5)) : name
    }

    /// Why a text cannot be the name of an event, in words for the user; nil if it can. Whether the name is free is another
    /// question.
    public static func problem(_ text: String) -> String? {
        let name = completed(text)
        guard !name.isEmpty, stem(of: name).last.map({ $0 != "/" }) ?? false else { return "type a name" }
        if let scalar = name.unicodeScalars.first(where: { $0.isControl || $0.isLineBreak || $0.isInvisible }) {
            return "the name has an invisible character (U+\(Hex.text(scalar.value, digits: 4, isUppercase: true)))"
        }
        guard name.utf8.count <= maximumBytes else {
            return "the name has \(name.utf8.count) bytes; at most \(maximumBytes) are possible"
        }
        if name.hasPrefix("/") { return "a name cannot begin with “/”; the events folder is not part of it" }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if parts.contains("") { return "there is no folder name between two “/”" }
        if parts.contains("..") || parts.contains(".") { return "“.” and “..” are not possible in a name" }
        if parts.contains(where: { $0.hasPrefix(".") }) { return "a name that begins with “.” is not listed" }
        if let part = parts.dropLast().first(where: { !EventFolder.isListed(subfolder: $0) }) {
            return "events in \(part) are not listed"
        }
        if parts.count - 1 > EventFolder.maximumDepth {
            return "at most \(EventFolder.maximumDepth) folders are possible"
        }
        if name.lowercased().hasSuffix(expectationEnding) { return "*.expected.json is the expectation of an event" }
        return nil
    }

    /// A free name like another one: `cart-2.json` for `cart.json`, `cart-3.json` for `cart-2.json`.
    public static func free(like name: String, isTaken: (String) -> Bool) -> String {
        let name = completed(name)
        guard isTaken(name) else { return name }
        var (base, number) = (stem(of: name), 2)
        if let dash = base.lastIndex(of: "-"), let last = Int(base[base.index(after: dash)...]), (2..<100) ~= last {
            (base, number) = (String(base[..<dash]), last + 1)
        }
        while isTaken("\(base)-\(number).json") { number += 1 }
        return "\(base)-\(number).json"
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop { $0 == " " || $0 == "\t" }
        guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(start[...last])
    }
}
