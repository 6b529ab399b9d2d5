/// A part of a path pattern of API Gateway, between two slashes.
enum RoutePart: Sendable, Hashable {
    /// `orders`
    case literal(String)
    /// `{id}`
    case variable(String)
    /// `{proxy+}`, the last part.
    case greedy(String)

    /// A part as written. It is valid.
    init(_ text: Substring) {
        guard text.hasPrefix("{"), text.hasSuffix("}") else {
            self = .literal(String(text))
            return
        }
        let name = text.dropFirst().dropLast()
        self = name.hasSuffix("+") ? .greedy(String(name.dropLast())) : .variable(String(name))
    }

    /// The variable's name; nil for a literal.
    var name: String? {
        switch self {
        case .literal: nil
        case .variable(let name), .greedy(let name): name
        }
    }

    /// The part without the name of its variable: parts that are equal take the same text.
    var shape: RoutePart {
        switch self {
        case .literal: self
        case .variable: .variable("")
        case .greedy: .greedy("")
        }
    }
}

extension RoutePart: CustomStringConvertible {
    /// The part as written.
    var description: String {
        switch self {
        case .literal(let text): text
        case .variable(let name): "{\(name)}"
        case .greedy(let name): "{\(name)+}"
        }
    }
}

extension RouteKey {
    /// The parts of a path of API Gateway; none of `/`.
    var parts: [RoutePart] { path.split(separator: "/").map(RoutePart.init) }
}
