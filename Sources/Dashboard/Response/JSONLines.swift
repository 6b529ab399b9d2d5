import JSONText
import Support

/// JSON as lines for a comparison, so that lines differ only if values differ. There are no commas: that of a member
/// depends on whether another one follows.
struct JSONLines {
    private var lines: [String] = []
    private let embedded: (own: EmbeddedBody?, model: EmbeddedBody?)

    /// The lines of a body. With a model, keys are in the model's order, and a value that equals the model's is written
    /// as in the model. The content of an API Gateway response's body is laid out in its place.
    static func lines(_ content: JSONContent, like model: JSONContent?) -> [String] {
        var writer = JSONLines(embedded: (content.embedded, model?.embedded))
        writer.write(content.document.root, like: model?.document.root, key: "", indent: 0)
        return writer.lines
    }

    private init(embedded: (own: EmbeddedBody?, model: EmbeddedBody?)) { self.embedded = embedded }

    private mutating func write(_ node: JSONNode, like model: JSONNode?, key: String, indent: Int) {
        // The rest is not compared.
        guard lines.count <= ResponseDiff.maximumLines else { return }
        let blanks = String(repeating: "  ", count: indent)
        func line(_ text: String) { lines.append(blanks + text) }
        switch node.kind {
        case .object where node.count > 0:
            line(key + "{")
            for member in Self.members(node, like: model) {
                write(member.value, like: member.model, key: member.key + ": ", indent: indent + 1)
            }
            line("}")
        case .array where node.count > 0:
            line(key + "[")
            var models = model.map { $0.elements.makeIterator() }
            for element in node.elements { write(element, like: models?.next(), key: "", indent: indent + 1) }
            line("]")
        case .string where isBody(node, indent):
            line(key + "▾ " + (embedded.own?.content.label ?? ""))
            writeBody(indent: indent + 1)
        case .object: line(key + "{}")
        case .array: line(key + "[]")
        case .string, .number, .bool, .null:
            let isSame = model.map { JSONDocument.valuesEqual(node, $0) } ?? false
            line(key + (isSame ? model?.text ?? "" : node.text))
        }
    }

    private func isBody(_ node: JSONNode, _ indent: Int) -> Bool {
        indent == 1 && embedded.own?.node == node.index
    }

    private mutating func writeBody(indent: Int) {
        switch embedded.own?.content.form {
        case .json(let document):
            var model: JSONNode?
            if case .json(let document) = embedded.model?.content.form { model = document.root }
            // Inside it, a string called `body` has no special meaning.
            var writer = JSONLines(embedded: (nil, nil))
            writer.write(document.root, like: model, key: "", indent: indent)
            lines += writer.lines
        case .text(let text): lines += text.map { String(repeating: "  ", count: indent) + $0 }
        case .binary(let bytes), .image(_, let bytes):
            // Two contents of the same size must still differ.
            lines.append(String(repeating: "  ", count: indent) + "hash " + String(FNV1a.hash(bytes), radix: 16))
        case nil: break
        }
    }

    private typealias Member = (key: String, value: JSONNode, model: JSONNode?)

    /// Members in the order of the model's, then those that it does not have. Of duplicate keys the last one counts.
    private static func members(_ node: JSONNode, like model: JSONNode?) -> [Member] {
        var values: [[UInt8]: (key: String, value: JSONNode)] = [:]
        var order: [[UInt8]] = []
        for member in node.members {
            let key = Array(member.key.utf8)
            if values.updateValue((member.keyText, member.value), forKey: key) == nil { order.append(key) }
        }
        guard let model, model.kind == .object else {
            return order.compactMap { key in values[key].map { ($0.key, $0.value, nil) } }
        }
        var result: [Member] = []
        var models: [[UInt8]: JSONNode] = [:]
        for member in model.members { models[Array(member.key.utf8)] = member.value }
        for member in model.members {
            let key = Array(member.key.utf8)
            guard let own = values.removeValue(forKey: key) else { continue }
            result.append((member.keyText, own.value, models[key]))
        }
        return result + order.compactMap { key in values[key].map { ($0.key, $0.value, nil) } }
    }
}

extension JSONSpan.Kind {
    /// Its role on the screen.
    var role: Role {
        switch self {
        case .punctuation: .punctuation
        case .key: .key
        case .string: .string
        case .number: .number
        case .bool, .null: .literal
        case .fold: .dim
        }
    }
}
