import JSONText

/// A path into the JSON of a message (JSONPath, as far as route keys need it): `.name`, `['name']`, `[0]`, `[-1]` from
/// the end, `.*` and `[*]` for all, `..name` for all members of that name at any depth.
struct MessagePath: Sendable, Hashable {
    enum Step: Sendable, Hashable {
        case member(String)
        case element(Int)
        case all
        case anywhere(String)
    }

    var steps: [Step] = []

    /// Whether the path selects at most one value.
    private var isDefinite: Bool {
        steps.allSatisfy {
            switch $0 {
            case .member, .element: true
            case .all, .anywhere: false
            }
        }
    }

    /// The text of the selected value; empty if there is none. Several values are the text of a list, `[a, b]`.
    func text(in root: JSONNode) -> String {
        var nodes = [root]
        for step in steps { nodes = nodes.flatMap { Self.follow(step, from: $0) } }
        guard isDefinite else { return Self.list(nodes) }
        guard let node = nodes.first, !node.isNull else { return "" }
        return Self.text(of: node)
    }

    private static func follow(_ step: Step, from node: JSONNode) -> [JSONNode] {
        switch step {
        case .member(let name): node[name].map { [$0] } ?? []
        case .element(let position): node[position < 0 ? node.count + position : position].map { [$0] } ?? []
        case .all: children(of: node)
        case .anywhere(let name):
            (node[name].map { [$0] } ?? []) + children(of: node).flatMap { follow(step, from: $0) }
        }
    }

    private static func children(of node: JSONNode) -> [JSONNode] {
        node.kind == .object ? node.members.map(\.value) : Array(node.elements)
    }

    /// AWS documents the text of a list: `[item1, item2]`. That of an object is its JSON here.
    private static func text(of node: JSONNode) -> String {
        switch node.kind {
        case .string: node.string ?? ""
        case .array: list(Array(node.elements))
        case .number, .bool, .null, .object: node.text
        }
    }

    private static func list(_ nodes: [JSONNode]) -> String { "[\(nodes.map(text(of:)).joined(separator: ", "))]" }
}

/// Reads a path in an expression.
enum MessagePathReader {
    /// Reads steps as long as there are any, and moves `place` behind them.
    ///
    /// - Parameter isWrapped: whether the path ends at a brace. Otherwise names have letters, digits, `_` and `-` alone.
    static func path(
        _ scalars: [Unicode.Scalar], _ place: inout Int, isWrapped: Bool
    ) throws(RouteSelectionProblem) -> MessagePath {
        var path = MessagePath()
        while place < scalars.count {
            switch scalars[place] {
            case ".":
                place += 1
                let isAnywhere = place < scalars.count && scalars[place] == "."
                if isAnywhere { place += 1 }
                if place < scalars.count, scalars[place] == "*" {
                    guard !isAnywhere else { throw RouteSelectionProblem("`..*` selects no route: name a member") }
                    place += 1
                    path.steps.append(.all)
                } else {
                    let name = scalars[place...].prefix { isOfName($0, isWrapped: isWrapped) }
                    guard !name.isEmpty else { throw RouteSelectionProblem("a name is missing after `.`") }
                    place = name.endIndex
                    let text = String(String.UnicodeScalarView(name))
                    path.steps.append(isAnywhere ? .anywhere(text) : .member(text))
                }
            case "[": path.steps.append(try bracket(scalars, &place))
            default: return path
            }
        }
        return path
    }

    /// Whether a name without brackets goes on.
    static func isOfName(_ scalar: Unicode.Scalar, isWrapped: Bool) -> Bool {
        if isWrapped { return !".[]}".unicodeScalars.contains(scalar) }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_" || scalar == "-"
    }

    private static func bracket(
        _ scalars: [Unicode.Scalar], _ place: inout Int
    ) throws(RouteSelectionProblem) -> MessagePath.Step {
        place += 1
        if place < scalars.count, scalars[place] == "'" || scalars[place] == "\"" {
            let name = try quoted(scalars, &place)
            guard place < scalars.count, scalars[place] == "]" else {
                throw RouteSelectionProblem("`]` is missing after `\(name)`")
            }
            place += 1
            return .member(name)
        }
        guard let end = scalars[place...].firstIndex(of: "]") else { throw RouteSelectionProblem("`]` is missing") }
        let text = String(String.UnicodeScalarView(scalars[place..<end]))
        place = end + 1
        if text == "*" { return .all }
        guard let position = Int(text) else {
            throw RouteSelectionProblem("`[\(text)]` selects no route: name a member in quotes, or a position")
        }
        return .element(position)
    }

    private static func quoted(
        _ scalars: [Unicode.Scalar], _ place: inout Int
    ) throws(RouteSelectionProblem) -> String {
        let quote = scalars[place]
        place += 1
        var text = String.UnicodeScalarView()
        while place < scalars.count {
            let scalar = scalars[place]
            place += 1
            if scalar == quote { return String(text) }
            if scalar == "\\", place < scalars.count {
                text.append(scalars[place])
                place += 1
            } else {
                text.append(scalar)
            }
        }
        throw RouteSelectionProblem("the quote after `[` does not end")
    }
}
