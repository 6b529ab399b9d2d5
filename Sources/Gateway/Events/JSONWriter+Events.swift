import JSONText
import OrderedCollections

extension JSONWriter {
    /// Writes a key with a string, or with `null`.
    mutating func member(_ key: String, orNull value: String?) {
        self.key(key)
        if let value { string(value) } else { null() }
    }

    /// Writes a key with an object of strings.
    mutating func member(_ key: String, _ values: OrderedDictionary<String, String>) {
        self.key(key)
        object { for (name, value) in values { $0.member(name, value) } }
    }

    /// Writes a key with an object of strings, or with `null` if there are none.
    mutating func member(_ key: String, orNull values: OrderedDictionary<String, String>) {
        guard values.isEmpty else { return member(key, values) }
        self.key(key)
        null()
    }

    /// Writes a key with an object of arrays of strings.
    mutating func member(_ key: String, _ values: OrderedDictionary<String, [String]>) {
        self.key(key)
        object {
            for (name, values) in values {
                $0.key(name)
                $0.array { for value in values { $0.string(value) } }
            }
        }
    }

    /// Writes a key with an object of arrays of strings, or with `null` if there are none.
    mutating func member(_ key: String, orNull values: OrderedDictionary<String, [String]>) {
        guard values.isEmpty else { return member(key, values) }
        self.key(key)
        null()
    }

    /// Writes `authorizer` if there is one.
    ///
    /// - Parameter text: the text of a JSON object; text that is not JSON is left out.
    mutating func authorizer(_ text: String?) {
        guard let text, let document = try? JSONDocument(text) else { return }
        member("authorizer", document.root)
    }
}

extension OrderedDictionary<String, [String]> {
    /// The last value of each name.
    var last: OrderedDictionary<String, String> { compactMapValues(\.last) }

    /// The values of each name, joined by commas.
    var joined: OrderedDictionary<String, String> { mapValues { $0.joined(separator: ",") } }
}
