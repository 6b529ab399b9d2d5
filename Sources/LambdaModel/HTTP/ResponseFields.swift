import JSONText
import Support

/// The header fields of a function's response.
///
/// Of `headers` and `multiValueHeaders`, payload 2.0 has the first alone, a load balancer reads the one that the setting of
/// its target group names, and API Gateway merges both: each value once, those of the same name together.
struct ResponseFields {
    private(set) var fields: [HTTPField] = []
    private let reader: ResponseReader

    /// Fields that the service sets itself, or that concern one connection alone.
    static let ignored: Set<String> = [
        "connection", "content-length", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding",
        "upgrade",
    ]
    /// Fields that a REST API and a function URL send under another name (API Gateway developer guide, "Amazon API Gateway
    /// important notes").
    private static let remapped = [
        "authorization": "x-amzn-Remapped-Authorization", "date": "x-amzn-Remapped-Date",
        "server": "x-amzn-Remapped-Server",
        "www-authenticate": "x-amzn-Remapped-WWW-Authenticate",
    ]

    /// - Parameter defaultType: the type of a body whose response names none; nil for that of the service.
    init(_ reader: ResponseReader, defaultType: String? = nil) throws(ResponseShapeProblem) {
        self.reader = reader
        switch reader.format {
        case .functionURL, .http2: fields = try single() + cookies()
        case .alb: fields = try single()
        case .albMultiValue: fields = try multiple()
        case .rest, .websocket: fields = Self.merged(first: try multiple(), try single())
        case .http1: fields = Self.merged(first: try single(), try multiple())
        }
        fields.removeAll { Self.ignored.contains($0.name.lowercased()) }
        if reader.format == .rest || reader.format == .functionURL {
            for index in fields.indices {
                fields[index].name = Self.remapped[fields[index].name.lowercased()] ?? fields[index].name
            }
        }
        if fields.first("content-type") == nil {
            fields.append(HTTPField("content-type", defaultType ?? Self.type(reader.format)))
        }
    }

    /// The type of a body whose response names none.
    private static func type(_ format: EventFormat) -> String {
        switch format {
        case .functionURL, .rest, .websocket: "application/json"
        case .http1, .http2: "text/plain; charset=utf-8"
        case .alb, .albMultiValue: "application/octet-stream"
        }
    }

    /// All fields of the first list; then those of the second that it does not have, each after the last field of its
    /// name, with the first list's spelling.
    private static func merged(first: [HTTPField], _ second: [HTTPField]) -> [HTTPField] {
        var result = first
        for field in second {
            guard let index = result.lastIndex(where: { $0.name.lowercased() == field.name.lowercased() }) else {
                result.append(field)
                continue
            }
            let name = result[index].name
            if !result.values(of: name).contains(field.value) {
                result.insert(HTTPField(name, field.value), at: index + 1)
            }
        }
        return result
    }

    // MARK: Members

    private func single() throws(ResponseShapeProblem) -> [HTTPField] {
        try members(of: "headers") { (node, path) throws(ResponseShapeProblem) in
            try text(node, path, "a header's value is a string").map { [$0] } ?? []
        }
    }

    private func multiple() throws(ResponseShapeProblem) -> [HTTPField] {
        try members(of: "multiValueHeaders") { (node, path) throws(ResponseShapeProblem) in
            guard node.kind == .array else {
                if node.isNull, !reader.isLoadBalancer { return [] }
                throw .wrongKind(path, node, "a header's values are an array of strings")
            }
            var values: [String] = []
            for (position, element) in node.elements.enumerated() {
                if let value = try text(element, "\(path)[\(position)]", "a header's value is a string") {
                    values.append(value)
                }
            }
            return values
        }
    }

    private func cookies() throws(ResponseShapeProblem) -> [HTTPField] {
        guard let node = reader.member("cookies") else { return [] }
        guard node.kind == .array else { throw .wrongKind(".cookies", node, "it is an array of strings") }
        var fields: [HTTPField] = []
        for (position, element) in node.elements.enumerated() {
            let path = ".cookies[\(position)]"
            guard let value = try text(element, path, "a cookie is a string") else { continue }
            fields.append(HTTPField("set-cookie", value))
        }
        return fields
    }

    private func members(
        of name: String, _ values: (JSONNode, String) throws(ResponseShapeProblem) -> [String]
    ) throws(ResponseShapeProblem) -> [HTTPField] {
        guard let node = reader.member(name) else { return [] }
        guard node.kind == .object else {
            throw .wrongKind(".\(name)", node, "it is an object with a member per header")
        }
        var fields: [HTTPField] = []
        for member in node.members {
            let path = ResponsePath.member(member.key, of: ".\(name)")
            guard !member.key.isEmpty, member.key.utf8.allSatisfy(\.isOfHTTPToken) else {
                throw ResponseShapeProblem(path: path, "`\(path)` is not the name of a header: it has other characters")
            }
            for value in try values(member.value, path) { fields.append(HTTPField(member.key, value)) }
        }
        return fields
    }

    /// The text of a value; nil for `null`.
    private func text(
        _ node: JSONNode, _ path: String, _ expected: String
    ) throws(ResponseShapeProblem) -> String? {
        let text: String
        switch node.kind {
        case .string: text = node.string ?? ""
        case .number where !reader.isLoadBalancer, .bool where !reader.isLoadBalancer: text = node.text
        case .null where !reader.isLoadBalancer: return nil
        case .object, .array, .number, .bool, .null: throw .wrongKind(path, node, expected)
        }
        // A line break would begin another header, or the body.
        guard !text.utf8.contains(where: { $0 == 0 || $0 == 0x0A || $0 == 0x0D }) else {
            throw ResponseShapeProblem(path: path, "`\(path)` has a line break or a NUL character; a header has none")
        }
        return text.trimmingBlanks
    }
}

/// Places in a response as filters of jq.
enum ResponsePath {
    /// The path of a member: `.headers["x-a"]`, `.statusCode`.
    static func member(_ key: String, of parent: String) -> String {
        let isName = key.utf8.first.map { !$0.isASCIIDigit } ?? false
        if isName, key.utf8.allSatisfy({ $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") }) {
            return parent == "." ? ".\(key)" : "\(parent).\(key)"
        }
        var writer = JSONWriter()
        writer.string(key)
        return "\(parent)[\(writer.text)]"
    }
}

extension String {
    /// The text without blanks and tabs at both ends.
    fileprivate var trimmingBlanks: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        guard first.map(isBlank) == true || last.map(isBlank) == true else { return self }
        let start = drop(while: isBlank)
        return String(start[..<(start.lastIndex { !isBlank($0) }.map { start.index(after: $0) } ?? start.startIndex)])
    }
}
