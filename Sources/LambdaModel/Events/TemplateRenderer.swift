import Foundation
import JSONText
import Support

/// Writes a template's JSON with values in place of its placeholders.
struct TemplateRenderer {
    /// The pieces that `{{>name}}` inserts.
    let parts: [String: JSONNode]
    /// The value of each parameter.
    let values: [String: String]

    /// Writes a node. At the top, the node is a value that exists.
    func write(_ node: JSONNode, to writer: inout JSONWriter) throws(TemplateProblem) {
        switch node.kind {
        case .object:
            if let text = try encoded(node) { return writer.string(text) }
            try writer.object { (writer) throws(TemplateProblem) in
                for member in node.members { try write(member, to: &writer) }
            }
        case .array:
            try writer.array { (writer) throws(TemplateProblem) in
                for element in node.elements { try write(element, to: &writer) }
            }
        case .string: try write(TemplateText(node.string ?? ""), to: &writer, key: nil)
        case .number, .bool, .null: writer.raw(node)
        }
    }

    private func write(_ member: JSONMember, to writer: inout JSONWriter) throws(TemplateProblem) {
        let key = try text(TemplateText(member.key))
        if let string = member.value.string {
            return try write(TemplateText(string), to: &writer, key: key)
        }
        writer.key(key)
        try write(member.value, to: &writer)
    }

    /// Writes a string of the template, or the value or the part that it consists of.
    ///
    /// - Parameter key: the member's key; it is left out with its value if the value is absent.
    private func write(_ text: TemplateText, to writer: inout JSONWriter, key: String?) throws(TemplateProblem) {
        let only = text.pieces.count == 1 ? text.pieces.first : nil
        if case .value(let name, let filters)? = only {
            let value = try filtered(name, filters)
            if case .absent = value { return }
            if let key { writer.key(key) }
            return Self.write(value, to: &writer)
        }
        if let key { writer.key(key) }
        if case .part(let name)? = only {
            guard let part = parts[name] else { preconditionFailure("there is no part \(name)") }
            return try write(part, to: &writer)
        }
        writer.string(try self.text(text))
    }

    private static func write(_ value: FilteredValue, to writer: inout JSONWriter) {
        switch value {
        case .text(let text): writer.string(text)
        case .json(let text):
            guard let document = try? JSONDocument(text) else { preconditionFailure("not JSON: \(text)") }
            writer.raw(document.root)
        case .absent: writer.null()
        }
    }

    private func text(_ text: TemplateText) throws(TemplateProblem) -> String {
        var result = ""
        for piece in text.pieces {
            switch piece {
            case .literal(let text): result += text
            case .value(let name, let filters): result += try filtered(name, filters).text
            case .part(let name): preconditionFailure("part \(name) is inside of a text")
            }
        }
        return result
    }

    private func filtered(_ name: String, _ filters: [ValueFilter]) throws(TemplateProblem) -> FilteredValue {
        guard let value = values[name] else { preconditionFailure("there is no value of \(name)") }
        var result = FilteredValue.text(value)
        for filter in filters { result = try filter.apply(to: result, values) }
        return result
    }

    /// The string that an object with the only member `{{=text}}` or `{{=gzip}}` becomes; nil for other objects.
    private func encoded(_ node: JSONNode) throws(TemplateProblem) -> String? {
        guard node.count == 1, let member = node.members.first(where: { $0.key.hasPrefix("{{=") }) else { return nil }
        var writer = JSONWriter()
        try write(member.value, to: &writer)
        guard member.key == "{{=gzip}}" else { return writer.text }
        return Data(Gzip.stored(writer.bytes)).base64EncodedString()
    }
}
