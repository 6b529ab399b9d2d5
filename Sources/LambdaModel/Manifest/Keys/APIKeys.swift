import JSONText
import OrderedCollections

/// An API while it is read.
struct APIDraft: KeyedObject {
    /// The API as the user calls it: `"api"`, or `API "shop"`.
    let words: String
    /// The position of its object.
    let position: JSONPosition
    var settings: APISettings
    /// The position of ``APISettings/port``.
    var portPosition: JSONPosition?
    var routes: [RouteDraft] = []
    /// The authorizer of the routes that name none; nil for none.
    var authorizer: NameReference?
    /// The functions of routes and authorizers.
    var functions: [NameReference] = []

    var kind: APISettings.Kind? { settings.kind }
}

/// A name of something else in the manifest.
struct NameReference: Sendable {
    let name: String
    let position: JSONPosition
    /// What has the name: `route "GET /orders"`.
    let user: String
}

/// The keys of an API, in the order of schema and reference.
enum APIKeys {
    /// The word with which a route, or an API, has no authorizer: `AuthorizationType` of a route of API Gateway.
    static let noAuthorizer = "NONE"

    private static let gateway: [APISettings.Kind] = [.http, .rest, .websocket]

    static let names = all.map(\.name)

    static let all: [ObjectKey<APIDraft>] = [
        ObjectKey(
            "type", summary: "The kind of API.",
            meaning: "`http`: an HTTP API of API Gateway; `rest`: a REST API; `websocket`: a WebSocket API; `alb`: an "
                + "Application Load Balancer",
            fallback: "`\"http\"`",
            describe: { SchemaForm.choice(&$0, APISettings.Kind.allCases.map(\.rawValue)) },
            // It is read before the others, which depend on it.
            read: { _, _, _ in }),
        ObjectKey(
            "port", summary: "The API's loopback port. Default: the next free one from 8000.",
            meaning: "the loopback port", fallback: "the next free one from 8000", describe: ValueForm.port.describe,
            read: { node, api, reader in
                api.settings.port = ValueForm.port.read(&reader, node, "\"port\"")
                api.portPosition = node.position
            }),
        ObjectKey(
            "routes", summary: "The functions by the keys of their routes.",
            meaning: "the functions by the keys of their routes, see below", fallback: "required",
            describe: ManifestSchema.describeRoutes,
            read: { node, api, reader in RouteDraft.readAll(node, into: &api, by: &reader) }),
        ObjectKey(
            "cors", summary: "Which pages of other origins may send requests.",
            meaning: "which pages of other origins may send requests, see below", fallback: "none",
            describe: { $0.member("$ref", "#/$defs/\(ManifestSchema.corsName)") },
            read: { node, api, reader in api.settings.cors = CORSSettings.read(node, of: api.kind, by: &reader) }),
        ObjectKey(
            "payloadFormatVersion", of: [.http], .payloadVersion, at: \.settings.payloadVersion,
            summary: "The version of the events.", meaning: "the version of the events: `1.0` or `2.0`",
            fallback: "`\"2.0\"`"),
        ObjectKey(
            "stage", of: gateway, summary: "The stage.", meaning: "the stage in the events",
            fallback: "`$default` of an HTTP API, otherwise `prod`", describe: SchemaForm.text,
            read: { node, api, reader in
                guard let stage = reader.string(node, as: "\"stage\"") else { return }
                if stage == "$default", api.settings.kind == .http {
                    api.settings.stage = stage
                    return
                }
                guard StageText.isName(stage, otherThanLetters: "-_") else {
                    let rule = "at most \(StageText.nameLength) letters, digits, - and _"
                    return reader.error("\"stage\" \"\(stage)\" is not the name of a stage: \(rule)", at: node.position)
                }
                api.settings.stage = stage
            }),
        ObjectKey(
            "stageVariables", of: gateway, summary: "Stage variables.", meaning: "the stage variables in the events",
            fallback: "none",
            describe: { schema in
                schema.member("type", "object")
                schema.key("patternProperties")
                schema.object { $0.member(SchemaForm.comment, true) }
                schema.key("additionalProperties")
                schema.object { $0.member("type", "string") }
            },
            read: { node, api, reader in api.settings.stageVariables = StageText.readVariables(node, by: &reader) }),
        ObjectKey(
            "binaryMediaTypes", of: [.rest], summary: "Media types of binary bodies.",
            meaning: "the media types of binary bodies: `image/png`, `image/*`, `*/*`", fallback: "none",
            describe: SchemaForm.list,
            read: { node, api, reader in
                let types = reader.texts(node, as: "\"binaryMediaTypes\"", each: "a media type") ?? []
                api.settings.binaryMediaTypes = types.compactMap {
                    MediaType.read($0.text, at: $0.position, by: &reader)
                }
            }),
        ObjectKey(
            "multiValueHeaders", of: [.alb], .flag, at: \.settings.multiValueHeaders,
            summary: "Whether the events have lists of header and query values.",
            meaning: "whether the events have lists of header and query values (`lambda.multi_value_headers.enabled`)",
            fallback: "`false`"),
        ObjectKey(
            "routeSelectionExpression", of: [.websocket],
            summary: "Which part of a message selects the route.", meaning: "which part of a message selects the route",
            fallback: "`\"$request.body.action\"`", describe: SchemaForm.text,
            read: { node, api, reader in
                guard let text = reader.string(node, as: "\"routeSelectionExpression\"") else { return }
                guard text.contains("$request.") || text.contains("${request.") else {
                    return reader.error(
                        "\"routeSelectionExpression\" must name a part of the message, as in \"$request.body.action\"",
                        at: node.position)
                }
                do throws(RouteSelectionProblem) {
                    _ = try RouteSelectionExpression(text)
                } catch {
                    return reader.error(
                        "\"routeSelectionExpression\" is not an expression: \(error); write it like "
                            + "\"$request.body.action\" or \"${request.body.action}\"", at: node.position)
                }
                api.settings.routeSelectionExpression = text
            }),
        ObjectKey(
            "authorizers", of: gateway, summary: "The authorizers by name.",
            meaning: "the authorizers by name, see below", fallback: "none",
            describe: ManifestSchema.describeAuthorizers,
            read: { node, api, reader in AuthorizerDraft.readAll(node, into: &api, by: &reader) }),
        ObjectKey(
            "authorizer", of: gateway, summary: "The authorizer of the routes that name none.",
            meaning: "the authorizer of the routes that name none; of a WebSocket API, that of `$connect`",
            fallback: "none", describe: SchemaForm.text,
            read: { node, api, reader in
                api.authorizer = reader.reference(node, as: "\"authorizer\"", of: api.words)
            }),
        ObjectKey(
            "context", of: gateway, .context, at: \.settings.context,
            summary: "A JSON file whose object is merged into the authorizer context of each event.",
            meaning: "a JSON file whose object is merged into `requestContext.authorizer` of each event, for functions "
                + "that only need the claims",
            fallback: "none"),
    ]
}

/// Names and values of stages.
enum StageText {
    static let nameLength = 128

    static func isName(_ text: String, otherThanLetters others: String) -> Bool {
        !text.isEmpty && text.utf8.count <= nameLength
            && text.utf8.allSatisfy { byte in
                RouteLimits.nameBytes.contains(byte) && !".:-_".utf8.contains(byte) || others.utf8.contains(byte)
            }
    }

    /// Stage variables; names and values that API Gateway refuses are warnings ("Use stage variables for a REST API").
    static func readVariables(_ node: JSONNode, by reader: inout ManifestReader) -> OrderedDictionary<String, String> {
        guard reader.isObject(node, as: "\"stageVariables\"", "of strings") else { return [:] }
        var variables: OrderedDictionary<String, String> = [:]
        for member in reader.uniqueMembers(of: node, called: "stage variable") {
            guard let value = member.value.string else {
                reader.error(
                    "stage variable \"\(member.key)\" must be a string, found \(reader.describe(member.value))",
                    at: member.value.position)
                continue
            }
            variables[member.key] = value
            if !isName(member.key, otherThanLetters: "_") {
                reader.warning(
                    "API Gateway refuses the stage variable \"\(member.key)\": a name has letters, digits and _",
                    at: member.keyPosition)
            }
            let isAccepted =
                !value.isEmpty
                && value.utf8.allSatisfy { RouteLimits.nameBytes.contains($0) || "~/?#&=,".utf8.contains($0) }
            if !isAccepted {
                reader.warning(
                    "API Gateway refuses the value of the stage variable \"\(member.key)\": it has letters, digits and "
                        + "-._~:/?#&=,",
                    at: member.value.position)
            }
        }
        return variables
    }
}

/// A media type of `binaryMediaTypes`.
private enum MediaType {
    static func read(_ text: String, at position: JSONPosition, by reader: inout ManifestReader) -> String? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 2, parts.allSatisfy({ HeaderName.isName($0) }) { return text }
        // SAM writes the slash of a JSON pointer.
        let meant = text.replacing("~1", with: "/")
        let hint = meant == text ? ", as in \"image/png\" or \"image/*\"" : "; did you mean \"\(meant)\"?"
        reader.error("\"\(text)\" is not a media type\(hint)", at: position)
        return nil
    }
}
