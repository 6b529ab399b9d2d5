import JSONText

/// What is expected in the place of a value that two calls gave differently.
enum ChangingValue {
    /// The narrowest kind that holds both values.
    static func kind(_ one: JSONNode, _ other: JSONNode) -> ValueKind {
        switch (one.kind, other.kind) {
        case (.number, .number): return .number
        case (.string, .string):
            guard let one = one.string, let other = other.string else { return .string }
            return kind(one, other)
        default: return .any
        }
    }

    /// The narrowest kind that holds both texts: that of a UUID or a time, JSON text whose values change, any string.
    static func kind(_ one: String, _ other: String) -> ValueKind {
        for kind in [ValueKind.uuid, .timestamp] where kind.matches(string: one) && kind.matches(string: other) {
            return kind
        }
        guard let pattern = pattern(one, other) else { return .string }
        let kind = ValueKind.pattern(pattern)
        return kind.matches(string: one) && kind.matches(string: other) ? kind : .string
    }

    /// A pattern for text that is an object or an array of JSON, as the `body` of a response for API Gateway is: the text
    /// itself, with patterns in place of the values that change. Nil if the texts differ elsewhere.
    private static func pattern(_ one: String, _ other: String) -> String? {
        guard let first = one.first(where: { !$0.isWhitespace }), "{[".contains(first),
            let document = try? JSONDocument(one), let again = try? JSONDocument(other)
        else { return nil }
        var places: [(range: Range<Int>, pattern: String)] = []
        guard collect(document.root, again.root, &places), !places.isEmpty else { return nil }
        let bytes = document.bytes
        var (pattern, end) = ("", 0)
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        for place in places {
            pattern += ValueKind.escaped(text(end..<place.range.lowerBound)) + place.pattern
            end = place.range.upperBound
        }
        return pattern + ValueKind.escaped(text(end..<bytes.count))
    }

    private static func collect(
        _ one: JSONNode, _ other: JSONNode, _ places: inout [(range: Range<Int>, pattern: String)]
    ) -> Bool {
        switch (one.kind, other.kind) {
        case (.object, .object):
            let (members, others) = (Array(one.members), Array(other.members))
            guard members.map(\.keyText) == others.map(\.keyText) else { return false }
            return zip(members, others).allSatisfy { collect($0.value, $1.value, &places) }
        case (.array, .array):
            guard one.count == other.count else { return false }
            return zip(one.elements, other.elements).allSatisfy { collect($0, $1, &places) }
        case (.object, _), (.array, _), (_, .object), (_, .array): return false
        default:
            guard one.text != other.text else { return true }
            places.append((one.byteRange, pattern(for: kind(one, other))))
            return true
        }
    }

    private static func pattern(for kind: ValueKind) -> String {
        switch kind {
        case .number: "-?[0-9.eE+-]+"
        case .uuid: "\"[0-9a-fA-F-]{36}\""
        case .timestamp: "\"[0-9T:.,Zz +-]+\""
        case .string, .pattern: #""(?:[^"\\]|\\.)*""#
        case .any: #"(?:"(?:[^"\\]|\\.)*"|[^",\]}]*)"#
        }
    }
}
