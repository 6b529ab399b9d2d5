import OrderedCollections
import Support

/// The routes of an HTTP or REST API as a tree of the parts of their paths.
///
/// Both APIs prefer the most specific pattern that has the method. If the most specific pattern of the path does not have
/// the method, a less specific one is used: with `POST /test` and `OPTIONS /{proxy+}`, `OPTIONS /test` goes to the
/// second one. Their preferences differ:
/// - HTTP API: a pattern without a variable, then one without a greedy variable, then one with it ("Create routes for HTTP
///   APIs in API Gateway"). The greedy variable can be empty after a slash, and a slash at the end counts.
/// - REST API: from part to part, the literal, then the variable, then the greedy variable. Slashes at the end and
///   doubled ones at the start do not count.
struct RouteTree: Sendable {
    private struct Node: Sendable {
        var literals: [String: Int] = [:]
        var variable: Int?
        /// The routes whose pattern ends here.
        var ends = Methods()
        /// The routes whose greedy variable begins here.
        var greedy = Methods()
    }

    private struct Methods: Sendable {
        var byName: [String: Int] = [:]
        var any: Int?

        func route(_ method: String) -> Int? { byName[method] ?? (RouteKey.methods.contains(method) ? any : nil) }

        var isEmpty: Bool { byName.isEmpty && any == nil }

        var names: [String] { any == nil ? byName.keys.sorted() : RouteKey.methods }
    }

    /// The way through the tree to a route.
    private struct Way {
        let method: String
        let parts: [Substring]
        let takesGreedy: Bool
        let takesEmpty: Bool
        /// The positions of the parts that are values of variables; the last one is the first of a greedy variable.
        var values: [Int] = []
        /// The methods of the first pattern that has the path but not the method.
        var others: Methods?

        mutating func route(of methods: Methods) -> Int? {
            if let route = methods.route(method) { return route }
            if others == nil, !methods.isEmpty { others = methods }
            return nil
        }
    }

    private let isREST: Bool
    private var nodes = [Node()]
    private var routes: [APIRoute] = []
    /// The names of each route's variables.
    private var names: [[String]] = []
    private var fallback: APIRoute?
    /// The number of parts of the longest pattern.
    private var depth = 0

    init(_ all: [APIRoute], isREST: Bool) {
        self.isREST = isREST
        for route in all { add(route) }
    }

    private mutating func add(_ route: APIRoute) {
        guard route.key != .fallback else {
            fallback = route
            return
        }
        let parts = route.key.parts
        let index = routes.count
        routes.append(route)
        names.append(parts.compactMap(\.name))
        depth = max(depth, parts.count)
        var node = 0
        for part in parts {
            switch part {
            case .literal(let text):
                if nodes[node].literals[text] == nil { nodes[node].literals[text] = makeNode() }
                node = nodes[node].literals[text] ?? 0
            case .variable:
                if nodes[node].variable == nil { nodes[node].variable = makeNode() }
                node = nodes[node].variable ?? 0
            case .greedy:
                set(&nodes[node].greedy, route.key.method, index)
                return
            }
        }
        set(&nodes[node].ends, route.key.method, index)
    }

    private mutating func makeNode() -> Int {
        nodes.append(Node())
        return nodes.count - 1
    }

    private func set(_ methods: inout Methods, _ method: String?, _ index: Int) {
        if let method { methods.byName[method] = index } else { methods.any = index }
    }

    // MARK: Finding

    func find(method: String, path: Substring) -> RouteMatch {
        guard let parts = parts(of: path) else { return fallback.map { .found($0, parameters: [:]) } ?? .noRoute }
        var way = Way(method: method, parts: parts, takesGreedy: isREST, takesEmpty: !isREST)
        if let found = search(0, 0, &way) { return match(found, way) }
        if !isREST {
            let others = way.others
            way = Way(method: method, parts: parts, takesGreedy: true, takesEmpty: true, others: others)
            if let found = search(0, 0, &way) { return match(found, way) }
        }
        if let fallback { return .found(fallback, parameters: [:]) }
        return way.others.map { .wrongMethod(allowed: $0.names) } ?? .noRoute
    }

    /// The parts of a path, of which the last one has the rest if there are more than in any pattern. Nil if the path does
    /// not begin with a slash.
    private func parts(of path: Substring) -> [Substring]? {
        guard path.utf8.first == UInt8(ascii: "/") else { return nil }
        var path = path.dropFirst()
        if isREST {
            path = path.drop { $0 == "/" }
            while path.utf8.last == UInt8(ascii: "/") { path = path.dropLast() }
        }
        if path.isEmpty { return [] }
        return path.utf8.split(separator: UInt8(ascii: "/"), maxSplits: depth, omittingEmptySubsequences: false)
            .map { Substring($0) }
    }

    /// The first route at or below a node, in the order of preference. A node is entered once at most.
    private func search(_ index: Int, _ position: Int, _ way: inout Way) -> Int? {
        let node = nodes[index]
        if position == way.parts.count {
            if let route = way.route(of: node.ends) { return route }
            // A greedy variable takes at least one part, which may be empty; `/` of an HTTP API has one empty part.
            guard way.takesGreedy, way.takesEmpty, way.parts.isEmpty else { return nil }
            return way.route(of: node.greedy)
        }
        let part = way.parts[position]
        if let next = child(of: node, part), let found = search(next, position + 1, &way) { return found }
        if let next = node.variable, !part.isEmpty {
            way.values.append(position)
            if let found = search(next, position + 1, &way) { return found }
            way.values.removeLast()
        }
        guard way.takesGreedy, let route = way.route(of: node.greedy) else { return nil }
        way.values.append(position)
        return route
    }

    /// The literal that is the part, which may have needless percent-encoding (RFC 3986, section 6.2.2.2).
    private func child(of node: Node, _ part: Substring) -> Int? {
        if node.literals.isEmpty { return nil }
        if let found = node.literals[String(part)] { return found }
        guard part.utf8.contains(UInt8(ascii: "%")), let bytes = PercentCoding.decoded(part.utf8) else { return nil }
        return node.literals[String(decoding: bytes, as: UTF8.self)]
    }

    private func match(_ index: Int, _ way: Way) -> RouteMatch {
        var parameters: OrderedDictionary<String, String> = [:]
        let isGreedy = if case .greedy? = routes[index].key.parts.last { true } else { false }
        for (number, name) in names[index].enumerated() {
            let isLast = number == names[index].count - 1
            guard number < way.values.count else {
                parameters[name] = ""
                continue
            }
            let first = way.values[number]
            parameters[name] =
                isGreedy && isLast ? way.parts[first...].joined(separator: "/") : String(way.parts[first])
        }
        return .found(routes[index], parameters: parameters)
    }
}
