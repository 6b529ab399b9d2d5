import JSONText

/// `routeSelectionExpression` of a WebSocket API: it makes a route's key of a message (API Gateway developer guide, "Create
/// routes for WebSocket APIs in API Gateway" and "WebSocket selection expressions").
///
/// The text has variables, `$request.body.action` or `${request.body.action}`, among other text. `\$` is a dollar sign.
/// After `request.body` a path selects a part of the message's JSON; see ``MessagePath``. A part that is missing is
/// empty text.
public struct RouteSelectionExpression: Sendable, Hashable {
    enum Part: Sendable, Hashable {
        case text(String)
        case body(MessagePath)
    }

    private let parts: [Part]

    /// Reads an expression.
    ///
    /// - Throws: why the text is not an expression.
    public init(_ text: String) throws(RouteSelectionProblem) {
        var reader = SelectionReader(text)
        parts = try reader.parts()
        guard !parts.isEmpty else { throw RouteSelectionProblem("the expression is empty") }
    }

    /// The key that a message selects; nil if the message is not JSON, but the expression has a variable.
    public func key(for message: [UInt8]) -> String? {
        let document = try? JSONDocument(message)
        var key = ""
        for part in parts {
            switch part {
            case .text(let text): key += text
            case .body(let path):
                guard let document else { return nil }
                key += path.text(in: document.root)
            }
        }
        return key
    }
}

/// Why a text is not a route selection expression.
public struct RouteSelectionProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// One line for the user.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// Reads the parts of an expression, one after the other.
private struct SelectionReader {
    private let scalars: [Unicode.Scalar]
    private var place = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    mutating func parts() throws(RouteSelectionProblem) -> [RouteSelectionExpression.Part] {
        var parts: [RouteSelectionExpression.Part] = []
        var text = String.UnicodeScalarView()
        while place < scalars.count {
            switch scalars[place] {
            case "\\" where place + 1 < scalars.count && scalars[place + 1] == "$":
                text.append("$")
                place += 2
            case "$":
                if !text.isEmpty { parts.append(.text(String(text))) }
                text = String.UnicodeScalarView()
                parts.append(.body(try variable()))
            case let other:
                text.append(other)
                place += 1
            }
        }
        if !text.isEmpty { parts.append(.text(String(text))) }
        return parts
    }

    /// Reads a variable from its dollar sign on.
    private mutating func variable() throws(RouteSelectionProblem) -> MessagePath {
        let start = place
        place += 1
        let isWrapped = place < scalars.count && scalars[place] == "{"
        if isWrapped { place += 1 }
        let name = Array("request.body".unicodeScalars)
        guard scalars[place...].starts(with: name) else { throw unknown(from: start) }
        place += name.count
        if place < scalars.count, MessagePathReader.isOfName(scalars[place], isWrapped: false) {
            throw unknown(from: start)
        }
        let path = try MessagePathReader.path(scalars, &place, isWrapped: isWrapped)
        if isWrapped {
            guard place < scalars.count, scalars[place] == "}" else {
                throw RouteSelectionProblem("`}` is missing after `\(text(from: start))`")
            }
            place += 1
        }
        return path
    }

    private func unknown(from start: Int) -> RouteSelectionProblem {
        let word = scalars[start...].prefix { $0 != "}" && $0 != "/" && $0 != " " }
        return RouteSelectionProblem(
            "`\(String(String.UnicodeScalarView(word)))` is not a variable here: a route is selected by `$request.body`"
                + "; write `\\$` for a dollar sign")
    }

    private func text(from start: Int) -> String { String(String.UnicodeScalarView(scalars[start..<place])) }
}
