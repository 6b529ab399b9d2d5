import OrderedCollections
import TestSupport
import Testing

@testable import LambdaModel

/// Compares the tree with a matcher that tries every route.
@Suite("Routes of random requests") struct RouteTableWalkTests {
    private static let words = ["a", "b", "ab", "%61"]

    private static func path(_ random: inout SeededGenerator, isPattern: Bool) -> String {
        let count = Int.random(in: 0...4, using: &random)
        var parts: [String] = []
        for index in 0..<count {
            let word = words[Int.random(in: 0..<(isPattern ? 3 : 4), using: &random)]
            let choice = Int.random(in: 0..<10, using: &random)
            if isPattern, choice < 3 {
                parts.append("{v\(index)}")
            } else if isPattern, choice == 3, index == count - 1 {
                parts.append("{v\(index)+}")
            } else if !isPattern, choice == 0 {
                parts.append("")
            } else {
                parts.append(word)
            }
        }
        return "/" + parts.joined(separator: "/")
    }

    private static let methods = ["GET", "POST", "PUT"]

    /// The parts of a request's path; of a REST API without slashes at the end and doubled ones at the start.
    private static func parts(_ path: String, isREST: Bool) -> [String] {
        var parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if isREST {
            while parts.first == "" { parts.removeFirst() }
            while parts.last == "" { parts.removeLast() }
        }
        return path == "/" ? [] : parts
    }

    /// How the parts match a pattern: 0 for a word, 1 for a variable, 2 for a greedy one. Nil if they do not.
    private static func ranks(_ pattern: [RoutePart], _ parts: [String], isREST: Bool) -> [Int]? {
        var ranks: [Int] = []
        for (index, part) in pattern.enumerated() {
            switch part {
            case .greedy:
                let isRoot = parts.isEmpty && index == 0 && !isREST
                return index < parts.count || isRoot ? ranks + [2] : nil
            case .variable:
                guard index < parts.count, !parts[index].isEmpty else { return nil }
                ranks.append(1)
            case .literal(let text):
                guard index < parts.count, parts[index].replacing("%61", with: "a") == text else { return nil }
                ranks.append(0)
            }
        }
        return pattern.count == parts.count ? ranks : nil
    }

    /// The route by trying all of them.
    private static func expected(_ api: APISettings, _ method: String, _ path: String) -> String? {
        let isREST = api.kind == .rest
        let parts = parts(path, isREST: isREST)
        let found = api.routes.compactMap { route -> (route: APIRoute, ranks: [Int])? in
            guard route.key.method == nil || route.key.method == method, route.key != .fallback else { return nil }
            return ranks(route.key.parts, parts, isREST: isREST).map { (route, $0) }
        }
        let best = found.min { left, right in
            let (isLeftGreedy, isRightGreedy) = (left.ranks.last == 2, right.ranks.last == 2)
            if !isREST, isLeftGreedy != isRightGreedy { return isRightGreedy }
            if left.ranks != right.ranks { return left.ranks.lexicographicallyPrecedes(right.ranks) }
            return left.route.key.method != nil && right.route.key.method == nil
        }
        return best?.route.key.text ?? api.routes.first { $0.key == .fallback }?.key.text
    }

    @Test("The tree finds the route that a search through all routes prefers", arguments: [1, 2, 3, 4])
    func walk(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var hits = 0
        for round in 0..<150 {
            let isREST = round % 2 == 0
            var api = APISettings(name: "api", kind: isREST ? .rest : .http, resolvedPort: 8000)
            var shapes: Set<[String]> = []
            for _ in 0..<Int.random(in: 1...25, using: &random) {
                let method = Self.methods.randomElement(using: &random)
                let pattern = Self.path(&random, isPattern: true)
                let isAny = Bool.random(using: &random)
                let key = RouteKey(method: isAny ? nil : method, path: pattern)
                if shapes.insert([key.method ?? "", pattern]).inserted {
                    api.routes.append(APIRoute(key: key, function: "f"))
                }
            }
            if !isREST, Bool.random(using: &random) { api.routes.append(APIRoute(key: .fallback, function: "f")) }
            let table = RouteTable(api)
            for _ in 0..<100 {
                let method = Self.methods.randomElement(using: &random) ?? "GET"
                let path = Self.path(&random, isPattern: false)
                let found = table.find(method: method, path: path[...])
                let expected = Self.expected(api, method, path)
                #expect(
                    found.route?.key.text == expected,
                    "seed \(seed), \(method) \(path) of \(api.kind) \(api.routes.map(\.key.text))")
                if expected != nil { hits += 1 }
                checkParameters(found, path, isREST: isREST)
            }
        }
        #expect(hits > 3_000)
    }

    /// The pattern with its parameters in it is the path.
    private func checkParameters(_ match: RouteMatch, _ path: String, isREST: Bool) {
        guard case .found(let route, let parameters) = match, route.key != .fallback else { return }
        let text = route.key.parts.map { part in part.name.map { parameters[$0] ?? "?" } ?? "\(part)" }.joined(
            separator: "/")
        let parts = Self.parts(path, isREST: isREST).joined(separator: "/")
        #expect(text.replacing("%61", with: "a") == parts.replacing("%61", with: "a"))
        #expect(parameters.count == route.key.parts.compactMap(\.name).count)
    }
}
