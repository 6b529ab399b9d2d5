import JSONText
import LambdaModel
import OrderedCollections

/// What an authorizer that allows a request passes to the function.
public struct AuthorizerGrant: Sendable {
    enum Content: Sendable {
        case lambda(principal: String?, context: OrderedDictionary<String, JSONNode>)
        case jwt(claims: OrderedDictionary<String, String>, scopes: [String]?)
    }

    private let content: Content

    init(_ content: Content) { self.content = content }

    /// `requestContext.authorizer` of the request's event, as the text of a JSON object.
    ///
    /// - Parameter latencyMilliseconds: how long the authorizer took, 0 if the answer was kept; REST and WebSocket APIs pass
    ///   it on.
    public func authorizer(for format: EventFormat, latencyMilliseconds: Int = 0) -> String {
        var writer = JSONWriter()
        switch (content, format) {
        case (.lambda(_, let context), .http2), (.lambda(_, let context), .functionURL):
            writer.object {
                $0.key("lambda")
                $0.object { writer in for (key, value) in context { writer.member(key, value) } }
            }
        case (.lambda(let principal, let context), .http1):
            writer.object { writer in
                if let principal { writer.member("principalId", principal) }
                for (key, value) in context where key != "principalId" || principal == nil { writer.member(key, value) }
            }
        case (.lambda(let principal, let context), .rest), (.lambda(let principal, let context), .websocket),
            (.lambda(let principal, let context), .alb), (.lambda(let principal, let context), .albMultiValue):
            writer.object { writer in
                // Each value becomes a string.
                for (key, value) in context where !["principalId", "integrationLatency"].contains(key) {
                    writer.member(key, value.string ?? value.text)
                }
                if let principal { writer.member("principalId", principal) }
                writer.member("integrationLatency", latencyMilliseconds)
            }
        case (.jwt(let claims, let scopes), .http2), (.jwt(let claims, let scopes), .functionURL):
            writer.object {
                $0.key("jwt")
                $0.object { Self.write(claims, scopes, to: &$0) }
            }
        case (.jwt(let claims, let scopes), .http1), (.jwt(let claims, let scopes), .rest),
            (.jwt(let claims, let scopes), .websocket), (.jwt(let claims, let scopes), .alb),
            (.jwt(let claims, let scopes), .albMultiValue):
            writer.object { Self.write(claims, scopes, to: &$0) }
        }
        return writer.text
    }

    private static func write(
        _ claims: OrderedDictionary<String, String>, _ scopes: [String]?, to writer: inout JSONWriter
    ) {
        writer.key("claims")
        writer.object { writer in for (key, value) in claims { writer.member(key, value) } }
        writer.key("scopes")
        if let scopes {
            writer.array { writer in for scope in scopes { writer.string(scope) } }
        } else {
            writer.null()
        }
    }
}
