/// Finds handlers in source text by the names that AWS's own examples use.
///
/// Other names would find many functions that are not handlers; the user adds those to `functions.json`.
enum HandlerPatterns {
    /// The common part of all handler names, such as `handler` and `lambdaHandler`.
    static let shared: StaticString = "andler"

    /// In programming languages words end at a dot; Unicode's words do not.
    private static func plain<Output>(_ regex: Regex<Output>) -> Regex<Output> {
        regex.wordBoundaryKind(.simple).matchingSemantics(.unicodeScalar)
    }

    private static func isHandler(_ name: some StringProtocol) -> Bool {
        ["handler", "lambdahandler", "lambda_handler"].contains(name.lowercased())
    }

    /// The export with a handler's name in a JavaScript module: CommonJS, ES modules, and bundlers' output.
    static func javaScript(_ text: String) -> String? {
        for match in text.matches(of: plain(/(?:\bexports\.([A-Za-z_]+)\s*=[^=])/)) where isHandler(match.1) {
            return String(match.1)
        }
        for match in text.matches(of: plain(/\bexport\s+(?:async\s+)?(?:const|let|var|function)\s+([A-Za-z_]+)/))
        where isHandler(match.1) {
            return String(match.1)
        }
        for match in text.matches(of: plain(/(?:\bmodule\.exports\s*=\s*|\bexport\s*)\{([^}]{0,4000})\}?/)) {
            for part in match.1.split(separator: ",") {
                // `name`, `name: value`, `value as name`.
                let words = part.split { $0.isWhitespace || $0 == ":" || $0 == "(" }
                let name = words.count == 3 && words[1] == "as" ? words[2] : words.first
                if let name, isHandler(name) { return String(name) }
            }
        }
        return nil
    }

    /// A function at the left margin, or a handler created by a library.
    static func python(_ text: String) -> String? {
        for match in text.matches(
            of: plain(/(?m)^(?:def[ \t]+([A-Za-z_]+)[ \t]*\(|([A-Za-z_]+)[ \t]*=[ \t]*[A-Za-z_])/))
        {
            if let name = match.1 ?? match.2, isHandler(name) { return String(name) }
        }
        return nil
    }

    /// A method at the left margin, or a method of a class or module: `Orders::Api.handler`.
    static func ruby(_ text: String) -> String? {
        var names: [(indent: Int, name: Substring)] = []
        for line in text.split(separator: "\n") {
            let indent = line.prefix { $0 == " " || $0 == "\t" }.count
            if let match = line.firstMatch(of: plain(/^\s*(?:class|module)\s+([A-Z][A-Za-z0-9_:]*)/)) {
                names.removeAll { $0.indent >= indent }
                names.append((indent, match.1))
            } else if let match = line.firstMatch(of: plain(/^\s*def\s+(self\.)?([A-Za-z_]+)\s*\(\s*event:/)) {
                let around = names.filter { $0.indent < indent }.map { String($0.name) }
                guard isHandler(match.2) else { continue }
                if match.1 == nil, around.isEmpty { return String(match.2) }
                if match.1 != nil, !around.isEmpty { return "\(around.joined(separator: "::")).\(match.2)" }
            }
        }
        return nil
    }

    /// A class that implements one of the runtime's interfaces: `com.example.Orders::handleRequest`.
    static func java(_ text: String) -> String? {
        guard
            let match = text.firstMatch(
                of: plain(/\bclass\s+([A-Za-z0-9_]+)[^{;]*?\bimplements\s+[^{;]*?\bRequest(?:Stream)?Handler\b/))
        else { return nil }
        let package = text.firstMatch(of: plain(/(?m)^\s*package\s+([A-Za-z0-9_.]+)\s*;/))?.1
        return "\(package.map { "\($0)." } ?? "")\(match.1)::handleRequest"
    }

    /// A public method with the runtime's context as parameter: `Namespace.Class::Method`.
    static func cSharp(_ text: String) -> String? {
        guard
            let method = text.firstMatch(
                of: plain(/\bpublic\s[^;{}()=]*?\b([A-Za-z0-9_]+)\s*\([^(){}]*\bILambdaContext\b/)),
            let type = text[..<method.range.lowerBound].matches(of: plain(/\bclass\s+([A-Za-z0-9_]+)/)).last
        else { return nil }
        let namespace = text.firstMatch(of: plain(/\bnamespace\s+([A-Za-z0-9_.]+)/))?.1
        return "\(namespace.map { "\($0)." } ?? "")\(type.1)::\(method.1)"
    }
}
