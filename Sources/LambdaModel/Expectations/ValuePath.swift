import JSONText

/// The path to a value within a response: `request.headers.x-env[0].value`. A key with a dot or a bracket is written in
/// brackets and quotes: `headers["x.env"]`.
public struct ValuePath: Hashable, Sendable, CustomStringConvertible {
    enum Step: Hashable, Sendable {
        case key(String)
        case index(Int)
    }

    let steps: [Step]

    /// The path of the whole response.
    static let root = ValuePath(steps: [])

    init(steps: [Step]) { self.steps = steps }

    /// Reads a path; it may begin with `$.`, as in JSONPath.
    ///
    /// - Throws: what is wrong with it.
    public init(_ text: String) throws(ValuePathError) {
        var parser = ValuePathParser(text)
        steps = try parser.steps()
    }

    /// The path of a member.
    func appending(key: String) -> ValuePath { ValuePath(steps: steps + [.key(key)]) }

    /// The path of an element.
    func appending(index: Int) -> ValuePath { ValuePath(steps: steps + [.index(index)]) }

    /// The value at the path; nil if there is none.
    public func find(in root: JSONNode) -> JSONNode? {
        var node = root
        for step in steps {
            let next =
                switch step {
                case .key(let key): node[key]
                case .index(let index): node[index]
                }
            guard let next else { return nil }
            node = next
        }
        return node
    }

    /// The path as written; words for the whole response.
    public var description: String {
        guard !steps.isEmpty else { return "the whole response" }
        var text = ""
        for step in steps {
            switch step {
            case .index(let index): text += "[\(index)]"
            case .key(let key) where Self.isPlain(key): text += text.isEmpty ? key : "." + key
            case .key(let key):
                var writer = JSONWriter()
                writer.string(key)
                text += "[\(writer.text)]"
            }
        }
        return text
    }

    private static func isPlain(_ key: String) -> Bool {
        !key.isEmpty
            && key.unicodeScalars.allSatisfy {
                $0 != "." && $0 != "[" && $0 != "\"" && !$0.properties.isWhitespace
                    && $0.properties.generalCategory != .control
            }
    }
}

/// Why a text is not a path.
public struct ValuePathError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and what to do.
    public let description: String
}

private struct ValuePathParser {
    private let whole: String
    private var rest: Substring

    init(_ text: String) {
        whole = text
        rest = text[...]
        if text == "$" || text.hasPrefix("$.") || text.hasPrefix("$[") { rest = text.dropFirst() }
        if rest.hasPrefix("."), rest.startIndex != text.startIndex { rest = rest.dropFirst() }
    }

    mutating func steps() throws(ValuePathError) -> [ValuePath.Step] {
        var steps: [ValuePath.Step] = []
        guard !rest.isEmpty else {
            throw error("is empty; \"$body\" compares the whole response")
        }
        while !rest.isEmpty {
            if rest.first == "[" {
                steps.append(try bracket())
            } else {
                if !steps.isEmpty {
                    guard rest.first == "." else { throw error("needs a \".\" before \"\(rest)\"") }
                    rest = rest.dropFirst()
                }
                let key = rest.prefix { $0 != "." && $0 != "[" }
                guard !key.isEmpty else { throw error("has an empty name; a key with a dot is [\"a.b\"]") }
                steps.append(.key(String(key)))
                rest = rest[key.endIndex...]
            }
        }
        return steps
    }

    private mutating func bracket() throws(ValuePathError) -> ValuePath.Step {
        rest = rest.dropFirst()
        if rest.first == "\"" { return try quoted() }
        guard let end = rest.firstIndex(of: "]") else { throw error("lacks a \"]\"") }
        let number = rest[..<end]
        guard let index = Int(number), index >= 0, number.allSatisfy(\.isASCII) else {
            throw error("has [\(number)]; brackets take a number from 0 or a quoted key")
        }
        rest = rest[end...].dropFirst()
        return .index(index)
    }

    private mutating func quoted() throws(ValuePathError) -> ValuePath.Step {
        var isEscaped = false
        let content = rest.dropFirst().prefix { character in
            if isEscaped {
                isEscaped = false
                return true
            }
            isEscaped = character == "\\"
            return character != "\""
        }
        let afterKey = rest[content.endIndex...].dropFirst()
        guard afterKey.first == "]", let key = try? JSONDocument("\"\(content)\"").root.string else {
            throw error("lacks a \"]\" or a quote")
        }
        rest = afterKey.dropFirst()
        return .key(key)
    }

    private func error(_ message: String) -> ValuePathError {
        ValuePathError(description: "the path \"\(whole)\" \(message)")
    }
}
