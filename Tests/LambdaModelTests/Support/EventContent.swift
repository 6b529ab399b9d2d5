import Foundation
import JSONText

/// What an event contains, also in texts, base64 and gzip inside it.
struct EventContent {
    /// All keys and values as text, decoded as far as possible.
    private(set) var texts: [String] = []

    init(_ event: [UInt8]) throws { collect(try JSONDocument(event).root) }

    /// Whether any key or value contains the text, byte for byte: next to binary data, its last letter may be part of a longer
    /// character.
    func contains(_ text: String) -> Bool { texts.contains { $0.range(of: text, options: .literal) != nil } }

    private mutating func collect(_ node: JSONNode) {
        for member in node.members {
            texts.append(member.key)
            collect(member.value)
        }
        for element in node.elements { collect(element) }
        guard let string = node.string else { return texts.append(node.text) }
        texts.append(string)
        collectInside(string)
    }

    private mutating func collectInside(_ string: String) {
        if let document = try? JSONDocument(string) { return collect(document.root) }
        guard string.utf8.count >= 8, let data = Data(base64Encoded: string) else { return }
        let inner = String(decoding: Self.unpacked([UInt8](data)) ?? [UInt8](data), as: UTF8.self)
        texts.append(inner)
        if let document = try? JSONDocument(inner) { collect(document.root) }
    }

    /// The content of gzip data whose blocks are not compressed; nil for other data.
    static func unpacked(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count > 18, bytes.starts(with: [0x1F, 0x8B, 8, 0]) else { return nil }
        var (result, place) = ([UInt8](), 10)
        while true {
            let isLast = bytes[place] & 1 == 1
            let count = Int(bytes[place + 1]) | Int(bytes[place + 2]) << 8
            result += bytes[place + 5..<place + 5 + count]
            place += 5 + count
            if isLast { return result }
        }
    }
}

extension JSONNode {
    /// The node at a path of keys and positions, with `/` between them.
    func at(_ path: String) -> JSONNode? {
        path.split(separator: "/").reduce(self) { node, step in
            node.flatMap { node in Int(step).map { node[$0] } ?? node[String(step)] }
        }
    }

    /// The JSON that a string contains.
    var inner: JSONNode? { string.flatMap { try? JSONDocument($0) }?.root }
}
