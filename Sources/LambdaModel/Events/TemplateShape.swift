import JSONText

/// A template's JSON, in which placeholders are values, parts, or encoded JSON; see ``TemplateFile``.
struct TemplateShape: Sendable {
    /// The event that the function receives.
    let event: JSONNode
    /// The event's text inside another event, if it differs from the event.
    let delivered: JSONNode?
    /// The pieces that `{{>name}}` inserts.
    let parts: [String: JSONNode]
    /// Defaults that differ from those of ``EventParameter/catalogue``.
    let defaults: [String: String]
    /// Defaults for the templates around this one.
    let inside: [String: String]

    /// The parameters in the order of the event.
    var parameterNames: [String] {
        var names: [String] = []
        collect(event, &names)
        if let delivered { collect(delivered, &names) }
        return names
    }

    private func collect(_ node: JSONNode, _ names: inout [String]) {
        for member in node.members {
            collect(TemplateText(member.key), &names)
            collect(member.value, &names)
        }
        for element in node.elements { collect(element, &names) }
        if let string = node.string { collect(TemplateText(string), &names) }
    }

    private func collect(_ text: TemplateText, _ names: inout [String]) {
        for piece in text.pieces {
            switch piece {
            case .literal: break
            case .part(let name): if let part = parts[name] { collect(part, &names) }
            case .value(let name, let filters):
                // The path's parameters depend on the resource.
                for name in filters.contains(.parameters) ? [name, "resource"] : [name] where !names.contains(name) {
                    names.append(name)
                }
            }
        }
    }
}

/// A string of a template, split at its placeholders.
struct TemplateText {
    /// A piece of the string.
    enum Piece: Equatable {
        /// Text as it is.
        case literal(String)
        /// `{{name|filter|filter}}`: a parameter's value, changed by filters.
        case value(String, [ValueFilter])
        /// `{{>name}}`: the part of that name.
        case part(String)
    }

    let pieces: [Piece]

    init(_ text: String) {
        var pieces: [Piece] = []
        var rest = Array(text.utf8)[...]
        while let start = rest.firstRange(of: Array("{{".utf8)),
            let end = rest[start.upperBound...].firstRange(of: Array("}}".utf8))
        {
            if start.lowerBound > rest.startIndex { pieces.append(.literal(Self.text(rest[..<start.lowerBound]))) }
            pieces.append(Self.placeholder(Self.text(rest[start.upperBound..<end.lowerBound])))
            rest = rest[end.upperBound...]
        }
        if !rest.isEmpty { pieces.append(.literal(Self.text(rest))) }
        self.pieces = pieces
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func placeholder(_ text: String) -> Piece {
        // A key that says how the member's value is encoded.
        if text.hasPrefix("=") { return .literal("{{\(text)}}") }
        if text.hasPrefix(">") { return .part(String(text.dropFirst())) }
        let names = text.split(separator: "|").map(String.init)
        return .value(
            names[0],
            names.dropFirst().map { name in
                guard let filter = ValueFilter(rawValue: name) else { preconditionFailure("no filter \(name)") }
                return filter
            })
    }
}
