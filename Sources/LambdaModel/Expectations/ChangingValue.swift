import JSONText

/// The expected value in place of one that differs between two calls.
public enum ChangingValue {
    /// The narrowest kind that matches a value and others.
    static func kind(_ one: JSONNode, _ others: [JSONNode], _ now: CurrentTime? = nil) -> ValueMatcher {
        let kinds = others.filter { !JSONDocument.valuesEqual(one, $0) }.map { kind(one, $0, now) }
        guard let first = kinds.first else { return one.kind == .number ? .number : one.string == nil ? .any : .string }
        if Set(kinds).count == 1 { return first }
        return one.string != nil && !kinds.contains(.any) ? .string : .any
    }

    private static func kind(_ one: JSONNode, _ other: JSONNode, _ now: CurrentTime?) -> ValueMatcher {
        switch (one.kind, other.kind) {
        case (.number, .number): return .number
        case (.string, .string):
            guard let one = one.string, let other = other.string else { return .string }
            return kind(one, other, now)
        default: return .any
        }
    }

    /// The narrowest kind that matches both texts: that of a UUID or a timestamp, a text with the current day and time,
    /// JSON text with changing values, any string.
    static func kind(_ one: String, _ other: String, _ now: CurrentTime?) -> ValueMatcher {
        let isShort = one.utf8.count <= CurrentTime.longestPattern
        let patterns = [pattern(one, other, now), isShort ? now?.pattern(of: one) : nil].compactMap(\.self).map {
            ValueMatcher.pattern($0)
        }
        return ([.uuid, .timestamp] + patterns).first { $0.matches(string: one) && $0.matches(string: other) }
            ?? .string
    }

    /// A pattern for text that contains a JSON object or array, such as the `body` of a response for API Gateway: the
    /// text itself, with patterns for the changing values. Nil if the texts differ elsewhere.
    private static func pattern(_ one: String, _ other: String, _ now: CurrentTime?) -> String? {
        guard let first = one.first(where: { !$0.isWhitespace }), "{[".contains(first),
            let document = try? JSONDocument(one), let again = try? JSONDocument(other)
        else { return nil }
        var places: [(range: Range<Int>, pattern: String)] = []
        guard collect(document.root, again.root, &places), !places.isEmpty else { return nil }
        let bytes = document.bytes
        var (pattern, end) = ("", 0)
        func literal(_ range: Range<Int>) -> String {
            let text = String(decoding: bytes[range], as: UTF8.self)
            return now?.pattern(of: text) ?? ValueMatcher.escaped(text)
        }
        for place in places {
            pattern += literal(end..<place.range.lowerBound) + place.pattern
            end = place.range.upperBound
        }
        return pattern + literal(end..<bytes.count)
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
            places.append((one.byteRange, pattern(for: kind(one, other, nil))))
            return true
        }
    }

    private static func pattern(for kind: ValueMatcher) -> String {
        switch kind {
        case .number: "-?[0-9.eE+-]+"
        case .uuid: "\"[0-9a-fA-F-]{36}\""
        case .timestamp: "\"[0-9T:.,Zz +-]+\""
        case .string, .pattern: #""(?:[^"\\]|\\.)*""#
        case .any: #"(?:"(?:[^"\\]|\\.)*"|[^",\]}]*)"#
        }
    }
}
