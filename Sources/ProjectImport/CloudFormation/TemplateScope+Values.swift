import JSONText

/// Functions that need nothing from AWS: encodings, JSON and ranges of addresses.
extension TemplateScope {
    mutating func base64(_ argument: SourceNode) throws(Unresolved) -> String {
        let encoded = Self.base64(Array(try text(argument).utf8))
        if encoded.utf8.count > Self.longestText { throw Unresolved(why: "it is longer than Lambda allows") }
        return encoded
    }

    static func base64(_ bytes: [UInt8]) -> String {
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

    /// `Fn::ToJsonString`: an object or list as JSON without spaces.
    mutating func jsonText(_ argument: SourceNode) throws(Unresolved) -> String {
        let value = try deepResolved(argument)
        guard value.isMap || value.isList else { throw Unresolved(why: "Fn::ToJsonString takes an object or a list") }
        let text = try Self.json(value)
        if text.utf8.count > Self.longestText { throw Unresolved(why: "it is longer than Lambda allows") }
        return text
    }

    private static func json(_ node: SourceNode) throws(Unresolved) -> String {
        switch node.content {
        case .unknown(let why): throw Unresolved(why: why)
        case .scalar(let text, let isPlain):
            if node.isNull { throw Unresolved(why: null) }
            if let bool = node.legacyBool { return bool ? "true" : "false" }
            // A word without quotes is a number only if it is one in JSON.
            if isPlain, let root = try? JSONDocument(text).root, root.kind == .number { return text }
            return quoted(text)
        case .list(let elements):
            var parts: [String] = []
            for element in elements { parts.append(try json(element)) }
            return "[\(parts.joined(separator: ","))]"
        case .map(let members):
            var parts: [String] = []
            for member in members { parts.append("\(quoted(member.key)):\(try json(member.value))") }
            return "{\(parts.joined(separator: ","))}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return writer.text
    }

    /// `Fn::Cidr`: the first `count` ranges of 2^bits addresses from one block.
    mutating func cidr(_ argument: SourceNode, line: Int) throws(Unresolved) -> SourceNode {
        let elements = argument.elements
        guard elements.count == 3, let count = Int(try text(elements[1])), let bits = Int(try text(elements[2])),
            (1...256).contains(count), (0...32).contains(bits)
        else { throw Unresolved(why: "Fn::Cidr takes a block, a count up to 256 and a number of bits") }
        let block = try text(elements[0])
        guard let (start, length) = Self.block(block) else {
            throw Unresolved(why: "\"\(block.prefix(60))\" is not an IPv4 CIDR block")
        }
        guard length + bits <= 32, count <= 1 << (32 - length - bits) else {
            throw Unresolved(why: "\(block) is too small for \(count) ranges of 2^\(bits) addresses")
        }
        let ranges = (0..<count).map { number in
            let first = start + (number << bits)
            let bytes = [24, 16, 8, 0].map { String((first >> $0) & 255) }.joined(separator: ".")
            return SourceNode(text: "\(bytes)/\(32 - bits)", line: line)
        }
        return SourceNode(.list(ranges), line: line)
    }

    /// The first address of `10.0.0.0/16` and the length of its mask.
    private static func block(_ text: String) -> (start: Int, length: Int)? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Int(parts[1]), (0...32).contains(length) else { return nil }
        let bytes = parts[0].split(separator: ".", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        guard bytes.count == 4, bytes.allSatisfy((0...255).contains) else { return nil }
        let address = bytes.reduce(0) { ($0 << 8) | $1 }
        return ((address >> (32 - length)) << (32 - length), length)
    }
}
