import JSONText
import LambdaModel

/// The events of authorizers (API Gateway developer guide, "Input to an API Gateway Lambda authorizer"; "Payload format
/// version" of HTTP APIs; "Create a Lambda REQUEST authorizer function" of WebSocket APIs).
enum AuthorizerEvent {
    /// The event of a token authorizer.
    static func token(_ token: String, arn: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.object {
            $0.member("type", "TOKEN")
            $0.member("methodArn", arn)
            $0.member("authorizationToken", token)
        }
        return writer.bytes
    }

    /// The event of a request authorizer: the function's event for the request without its body, with type, ARN and identity.
    static func request(_ event: JSONNode, _ format: EventFormat, arn: String, identity: [String]) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            head(format, arn: arn, identity: identity, to: &writer)
            for member in event.members where keeps(member.key, format) {
                writer.key(member.key)
                if member.key == "requestContext" {
                    context(member.value, to: &writer)
                } else if member.value.isNull, parameters.contains(member.key) {
                    // A function gets null, and an authorizer an empty object.
                    writer.object { _ in }
                } else {
                    writer.raw(member.value)
                }
            }
            guard format == .websocket else { return }
            for key in parameters where key != "pathParameters" && event[key] == nil {
                writer.key(key)
                writer.object { _ in }
            }
        }
        return writer.bytes
    }

    /// Members that are objects also if they are empty.
    private static let parameters = [
        "queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables",
    ]

    private static func head(_ format: EventFormat, arn: String, identity: [String], to writer: inout JSONWriter) {
        switch format {
        case .http2, .functionURL:
            writer.member("version", "2.0")
            writer.member("type", "REQUEST")
            writer.member("routeArn", arn)
            writer.key("identitySource")
            if identity.isEmpty {
                writer.null()
            } else {
                writer.array { writer in for value in identity { writer.string(value) } }
            }
        case .http1:
            writer.member("version", "1.0")
            writer.member("type", "REQUEST")
            writer.member("methodArn", arn)
            for key in ["identitySource", "authorizationToken"] {
                writer.key(key)
                if identity.isEmpty { writer.null() } else { writer.string(identity.joined(separator: ",")) }
            }
        case .rest, .alb, .albMultiValue, .websocket:
            writer.member("type", "REQUEST")
            writer.member("methodArn", arn)
        }
    }

    private static func keeps(_ key: String, _ format: EventFormat) -> Bool {
        switch key {
        case "version", "body", "isBase64Encoded": false
        case "multiValueHeaders", "multiValueQueryStringParameters": format != .http1
        default: true
        }
    }

    /// `requestContext` without `authorizer`, which the authorizer decides.
    private static func context(_ node: JSONNode, to writer: inout JSONWriter) {
        guard node.kind == .object else { return writer.raw(node) }
        writer.object { writer in
            for member in node.members where member.key != "authorizer" { writer.member(member.key, member.value) }
        }
    }
}
