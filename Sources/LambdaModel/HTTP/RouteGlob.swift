import Support

/// A path pattern of a load balancer: `*` is any text, and `?` is one character. Letters are compared with regard to case
/// (Elastic Load Balancing, "Condition types for listener rules").
struct RouteGlob: Sendable, Hashable {
    private let pattern: [UInt8]
    /// The bytes before the first wildcard, by which most paths are refused.
    private let prefix: [UInt8]
    private let hasWildcards: Bool

    init(_ text: String) {
        pattern = Array(text.utf8)
        prefix = Array(pattern.prefix { $0 != Self.any && $0 != Self.one })
        hasWildcards = prefix.count < pattern.count
    }

    private static let any = UInt8(ascii: "*")
    private static let one = UInt8(ascii: "?")

    /// Whether the whole path matches.
    func matches(_ path: [UInt8]) -> Bool { matches(path, isPattern: false) }

    /// Whether it matches every path that the other pattern matches. It can say no although it does: `*?` and `?*`.
    func covers(_ other: RouteGlob) -> Bool { matches(other.pattern, isPattern: true) }

    /// - Parameter isPattern: whether the path is a pattern too, whose `*` only a `*` takes.
    private func matches(_ path: [UInt8], isPattern: Bool) -> Bool {
        guard hasWildcards else { return path == pattern }
        guard path.starts(with: prefix) else { return false }
        return WildcardMatch.matches(
            pattern[prefix.count...], path[prefix.count...], any: Self.any, one: Self.one,
            besides: isPattern ? Self.any : nil)
    }

    /// Checks a pattern as the manifest has it.
    static func check(_ path: String, method: String?) throws(RouteKeyProblem) {
        let start = method.map { "\($0) " } ?? ""
        guard path.hasPrefix("/") || path.hasPrefix("*") else {
            throw RouteKeyProblem("the path begins with a slash; write \"\(start)/\(path)\"")
        }
        if path.contains("{") || path.contains("}") {
            throw RouteKeyProblem("a load balancer has no variables; write * for any text and ? for one character")
        }
        guard let other = path.unicodeScalars.first(where: { !characters.contains($0) }) else {
            let wildcards = path.utf8.count { $0 == any || $0 == one }
            if wildcards > RouteLimits.wildcards {
                throw RouteKeyProblem(
                    "it has \(wildcards) wildcards; a load balancer's limit is \(RouteLimits.wildcards)")
            }
            guard path.utf8.count <= RouteLimits.patternLength else {
                throw RouteKeyProblem(
                    "the path has \(path.utf8.count) characters; a load balancer's limit is \(RouteLimits.patternLength)"
                )
            }
            return
        }
        throw RouteKeyProblem("a load balancer's path cannot have the character \"\(other)\"")
    }

    private static let characters = Set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.$/~\"'@:+&*?".unicodeScalars)
}
