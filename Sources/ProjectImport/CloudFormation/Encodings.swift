import JSONText

/// The encoding of `Fn::Base64`.
enum Base64 {
    static func text(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits = 0
            for offset in 0..<3 { bits = (bits << 8) | (offset < group.count ? Int(group[start + offset]) : 0) }
            for place in 0..<4 {
                result.append(
                    place <= group.count ? digits[(bits >> (18 - 6 * place)) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension SourceNode {
    /// The value as JSON without spaces.
    func json() throws(Unresolved) -> String {
        switch content {
        case .unknown(let why): throw Unresolved(why: why)
        case .scalar(let text, let isPlain):
            if isNull { throw Unresolved(why: TemplateScope.null) }
            if let bool = legacyBool { return bool ? "true" : "false" }
            // A word without quotes is a number only if it is one in JSON.
            if isPlain, let root = try? JSONDocument(text).root, root.kind == .number { return text }
            return Self.quoted(text)
        case .list(let elements):
            var parts: [String] = []
            for element in elements { parts.append(try element.json()) }
            return "[\(parts.joined(separator: ","))]"
        case .map(let members):
            var parts: [String] = []
            for member in members { parts.append("\(Self.quoted(member.key)):\(try member.value.json())") }
            return "{\(parts.joined(separator: ","))}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return writer.text
    }
}

/// A block of IPv4 addresses: `10.0.0.0/16`.
struct AddressBlock {
    /// The first address.
    private let start: Int
    /// Bits of the mask.
    private let length: Int

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Int(parts[1]), (0...32).contains(length) else { return nil }
        let bytes = parts[0].split(separator: ".", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        guard bytes.count == 4, bytes.allSatisfy((0...255).contains) else { return nil }
        let address = bytes.reduce(0) { ($0 << 8) | $1 }
        start = (address >> (32 - length)) << (32 - length)
        self.length = length
    }

    /// The first ranges of 2^bits addresses; nil if the block is too small.
    func ranges(_ count: Int, bits: Int) -> [String]? {
        guard length + bits <= 32, count <= 1 << (32 - length - bits) else { return nil }
        return (0..<count).map { number in
            let first = start + (number << bits)
            let bytes = [24, 16, 8, 0].map { String((first >> $0) & 255) }.joined(separator: ".")
            return "\(bytes)/\(32 - bits)"
        }
    }
}
