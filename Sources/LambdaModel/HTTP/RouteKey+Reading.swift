/// Why a text is not the key of a route.
public struct RouteKeyProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and what to write, without the key: `the path begins with a slash; write "GET /orders"`.
    public var description: String

    init(_ description: String) { self.description = description }
}

extension RouteKey {
    /// The methods of API Gateway's routes; `ANY` has all of them (API Gateway, `CreateRoute` and `PutMethod`).
    public static let methods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]

    /// The route of the start of a connection to a WebSocket API.
    public static let connect = "$connect"
    /// The route of the end of a connection to a WebSocket API.
    public static let disconnect = "$disconnect"

    /// Reads a key as the manifest has it, by the rules of that kind of API.
    public init(reading text: String, for kind: APISettings.Kind) throws(RouteKeyProblem) {
        guard text.contains(where: { !$0.isWhitespace }) else { throw RouteKeyProblem("it is empty") }
        switch kind {
        case .http, .rest: try self.init(resource: text, for: kind)
        case .alb: try self.init(rule: text)
        case .websocket: try self.init(message: text)
        }
    }

    /// A route of an HTTP API or a method of a REST API.
    private init(resource text: String, for kind: APISettings.Kind) throws(RouteKeyProblem) {
        if text == Self.fallback.path {
            guard kind == .http else {
                throw RouteKeyProblem("a REST API has no $default route; write \"ANY /{proxy+}\"")
            }
            self = .fallback
            return
        }
        if [Self.connect, Self.disconnect].contains(text) {
            throw RouteKeyProblem("only a WebSocket API has this route; write a method and a path: \"GET /orders\"")
        }
        let (method, path) = try Self.split(text, isMethodNeeded: true)
        let names = ["ANY"] + Self.methods
        guard let method, names.contains(method) else {
            let hint = NearestName.hint(method ?? "", in: names)
            let list = "; the methods: \(names.joined(separator: ", "))"
            throw RouteKeyProblem("unknown method \"\(method ?? "")\"\(hint.isEmpty ? list : hint)")
        }
        if path == Self.fallback.path { throw RouteKeyProblem("$default has no method; write \"$default\"") }
        try Self.checkPath(path, method: method)
        self.init(method: method == "ANY" ? nil : method, path: path)
    }

    /// A rule of a load balancer: a path pattern, with or without a method (Elastic Load Balancing, "Condition types for
    /// listener rules").
    private init(rule text: String) throws(RouteKeyProblem) {
        if text == Self.fallback.path {
            self = .fallback
            return
        }
        let (method, path) = try Self.split(text, isMethodNeeded: false)
        if let method {
            let isMethod = method.utf8.allSatisfy { byte in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || "-_".utf8.contains(byte)
            }
            guard isMethod, method.utf8.count <= RouteLimits.methodLength else {
                let rule = "at most \(RouteLimits.methodLength) capital letters, - and _"
                throw RouteKeyProblem("\"\(method)\" is not a method: \(rule)")
            }
        }
        try RouteGlob.check(path, method: method)
        self.init(method: method == "ANY" ? nil : method, path: path)
    }

    /// A route of a WebSocket API: a value of the route selection expression.
    private init(message text: String) throws(RouteKeyProblem) {
        let own = [Self.connect, Self.disconnect, Self.fallback.path]
        if text.hasPrefix("$"), !own.contains(text) {
            let hint = NearestName.hint(text, in: own)
            let list = "; the routes with a $: \(own.joined(separator: ", "))"
            throw RouteKeyProblem("a WebSocket API has no such route\(hint.isEmpty ? list : hint)")
        }
        let first = text.split(separator: " ").first.map(String.init) ?? ""
        if text.hasPrefix("/") || ((Self.methods + ["ANY"]).contains(first) && text.contains("/")) {
            throw RouteKeyProblem(
                "a WebSocket API has no methods and paths; write $connect, $disconnect, $default, or a value of "
                    + "\"routeSelectionExpression\"")
        }
        guard text.unicodeScalars.count <= RouteLimits.keyLength else {
            throw RouteKeyProblem("it has more than \(RouteLimits.keyLength) characters")
        }
        self.init(method: nil, path: text)
    }

    /// The method and the path of a key: one space is between them.
    private static func split(
        _ text: String, isMethodNeeded: Bool
    ) throws(RouteKeyProblem) -> (method: String?, path: String) {
        let parts = text.split(omittingEmptySubsequences: true, whereSeparator: \.isWhitespace).map(String.init)
        if parts.count == 1 {
            if !isMethodNeeded { return (nil, parts[0]) }
            if text.hasPrefix("/") { throw RouteKeyProblem("the method is missing; write \"ANY \(parts[0])\"") }
            throw RouteKeyProblem("it needs a method and a path, as in \"GET /orders\"")
        }
        guard parts.count == 2, text == parts.joined(separator: " ") else {
            let meant = "\(parts[0]) \(parts.dropFirst().joined())"
            throw RouteKeyProblem(
                "there is one space between method and path, and no other; did you mean \"\(meant)\"?")
        }
        return (parts[0], parts[1])
    }

    /// Checks a path of API Gateway.
    private static func checkPath(_ path: String, method: String) throws(RouteKeyProblem) {
        if let end = path.firstIndex(where: { $0 == "?" || $0 == "#" }) {
            throw RouteKeyProblem("a route has no query; write \"\(method) \(path[..<end])\"")
        }
        guard path.hasPrefix("/") else {
            throw RouteKeyProblem("the path begins with a slash; write \"\(method) /\(path)\"")
        }
        if path == "/" { return }
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        if parts.contains("") {
            let meant = "/" + parts.filter { !$0.isEmpty }.joined(separator: "/")
            throw RouteKeyProblem("a part of the path is empty; write \"\(method) \(meant)\"")
        }
        var names: Set<Substring> = []
        for (index, part) in parts.enumerated() {
            guard part.hasPrefix("{"), part.hasSuffix("}") else {
                try checkLiteral(part)
                continue
            }
            var name = part.dropFirst().dropLast()
            let isGreedy = name.hasSuffix("+")
            if isGreedy { name.removeLast() }
            if name.isEmpty {
                throw RouteKeyProblem("the variable \"\(part)\" has no name; write \"{id}\" or \"{proxy+}\"")
            }
            guard name.utf8.allSatisfy({ RouteLimits.nameBytes.contains($0) }) else {
                throw RouteKeyProblem(
                    "the variable \"\(part)\" has a name with other characters than letters, digits and _ - . :")
            }
            if isGreedy, index != parts.count - 1 {
                throw RouteKeyProblem("\"\(part)\" is not the last part; write \"{\(name)}\", or nothing after it")
            }
            guard names.insert(name).inserted else { throw RouteKeyProblem("two variables have the name \"\(name)\"") }
        }
    }

    private static func checkLiteral(_ part: Substring) throws(RouteKeyProblem) {
        if part.utf8.allSatisfy({ RouteLimits.nameBytes.contains($0) || $0 == UInt8(ascii: ",") }) { return }
        if part == "*" || part == "**" {
            throw RouteKeyProblem("\"\(part)\" is not a variable; write \"{id}\" or \"{proxy+}\"")
        }
        if part.contains("{") || part.contains("}") {
            throw RouteKeyProblem("in \"\(part)\": a variable is a whole part of a path, as in \"/orders/{id}\"")
        }
        throw RouteKeyProblem("\"\(part)\" has other characters than letters, digits and _ - . : ,")
    }
}

/// Limits of routes.
enum RouteLimits {
    /// Characters of a load balancer's path pattern (Elastic Load Balancing, `PathPatternConditionConfig`).
    static let patternLength = 128
    /// Wildcards of a load balancer's rule ("Condition types for listener rules").
    static let wildcards = 5
    /// Characters of a load balancer's method (`HttpRequestMethodConditionConfig`).
    static let methodLength = 40
    /// Characters of a WebSocket API's route key.
    static let keyLength = 128
    /// The characters of a variable's name. A part of API Gateway's paths may also have commas.
    static let nameBytes = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:".utf8)
}
