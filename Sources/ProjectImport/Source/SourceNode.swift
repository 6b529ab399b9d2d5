/// One value of an imported file, YAML or JSON, with its line.
struct SourceNode: Sendable, Hashable {
    enum Content: Sendable, Hashable {
        /// A string, number, boolean or null as written; `isPlain` if it had no quotes.
        case scalar(String, isPlain: Bool)
        case list([SourceNode])
        /// Keys are unique.
        case map([SourceMember])
        /// A value that is unknown here, with the reason.
        case unknown(why: String)
    }

    var content: Content
    /// A format-specific tag: `!Ref`.
    var tag: String?
    /// 1-based.
    var line: Int

    init(_ content: Content, tag: String? = nil, line: Int) {
        self.content = content
        self.tag = tag
        self.line = line
    }

    /// A string.
    init(text: String, line: Int) { self.init(.scalar(text, isPlain: false), line: line) }

    /// The value of an object's `key`; nil if it is null.
    subscript(key: String) -> SourceNode? {
        members.first { $0.key == key }.map(\.value).flatMap { $0.isNull ? nil : $0 }
    }

    var members: [SourceMember] {
        if case .map(let members) = content { members } else { [] }
    }

    var elements: [SourceNode] {
        if case .list(let elements) = content { elements } else { [] }
    }

    var isMap: Bool {
        if case .map = content { true } else { false }
    }

    var isList: Bool {
        if case .list = content { true } else { false }
    }

    var isNull: Bool {
        if case .scalar(let text, isPlain: true) = content {
            ["", "~", "null", "Null", "NULL"].contains(text)
        } else {
            false
        }
    }

    /// A scalar's text; nil for null, a list and an object.
    var text: String? {
        if case .scalar(let text, _) = content, !isNull { text } else { nil }
    }

    /// A whole number, quoted or not: CloudFormation accepts both.
    var int: Int? { text.flatMap { Int($0) } }

    /// The meaning of `yes`, `on` and `true` in YAML 1.1, which CloudFormation reads; nil for anything else.
    var legacyBool: Bool? {
        guard case .scalar(let text, isPlain: true) = content else { return nil }
        switch text.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default: return nil
        }
    }

    /// `true` and `false`, quoted or not.
    var bool: Bool? {
        switch text?.lowercased() {
        case "true": true
        case "false": false
        case .some, nil: nil
        }
    }

    /// The kind of the value in a message.
    var kindWord: String {
        switch content {
        case .scalar: isNull ? "nothing" : "\"\((text ?? "").prefix(60))\""
        case .list: "a list"
        case .map: "an object"
        case .unknown: "not known here"
        }
    }

    /// The value with all its lines set to `line`: notes about a part of another file refer to the line that names it.
    func relined(to line: Int) -> SourceNode {
        var result = self
        result.line = line
        switch content {
        case .scalar, .unknown: break
        case .list(let elements): result.content = .list(elements.map { $0.relined(to: line) })
        case .map(let members):
            result.content = .map(
                members.map { SourceMember(key: $0.key, line: line, value: $0.value.relined(to: line)) })
        }
        return result
    }
}

/// One member of an object.
struct SourceMember: Sendable, Hashable {
    var key: String
    /// The key's line, 1-based.
    var line: Int
    var value: SourceNode
}
