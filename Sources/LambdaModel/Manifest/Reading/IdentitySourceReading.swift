import JSONText

/// The expressions that name parts of a request, by which an authorizer knows the caller (API Gateway, `identitySource` of
/// `CreateAuthorizer`).
enum IdentitySourceReading {
    /// The starts of the expressions.
    private static func starts(of kind: APISettings.Kind?, _ type: AuthorizerType?) -> [String] {
        switch (kind, type) {
        case (.http, .jwt): ["$request.header.", "$request.querystring."]
        case (.rest, .token): ["method.request.header."]
        case (.rest, _): ["method.request.header.", "method.request.querystring.", "stageVariables.", "context."]
        case (.websocket, _): ["route.request.header.", "route.request.querystring.", "stageVariables.", "context."]
        case (.http, _), (.alb, _), (nil, _):
            ["$request.header.", "$request.querystring.", "$stageVariables.", "$context."]
        }
    }

    /// Reads one or several: a list, or a text in which commas separate them.
    static func read(
        _ node: JSONNode, of authorizer: AuthorizerDraft, by reader: inout ManifestReader
    ) -> [String]? {
        guard let texts = reader.texts(node, as: "\"identitySource\"", each: "a source", isTextEnough: true) else {
            return nil
        }
        let starts = starts(of: authorizer.kind, authorizer.authorizerType)
        let sources = texts.flatMap { text, position in
            text.split(separator: ",").map { (text: $0.trimmingBlanks, position: position) }
        }
        for (source, position) in sources where !starts.contains(where: { isOne(source, startingWith: $0) }) {
            let meant = starts.first { start in
                // The other kinds of API differ in what is before the last two names.
                let names = source.split(separator: ".").suffix(2)
                return names.count == 2 && start.hasSuffix("\(names[names.startIndex]).")
            }
            let name = source.split(separator: ".").last ?? ""
            let hint =
                meant.map { "did you mean \"\($0)\(name)\"?" }
                ?? "it begins with " + starts.joined(separator: ", ")
            reader.error("unknown identity source \"\(source)\"; \(hint)", at: position)
        }
        let isOnlyOne = authorizer.authorizerType == .jwt || authorizer.authorizerType == .token
        if isOnlyOne, sources.count > 1 {
            reader.error("this type of authorizer has one identity source", at: node.position)
        }
        return sources.map(\.text)
    }

    private static func isOne(_ source: String, startingWith start: String) -> Bool {
        source.hasPrefix(start) && source.utf8.count > start.utf8.count && !source.contains(where: \.isWhitespace)
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        var text = drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
