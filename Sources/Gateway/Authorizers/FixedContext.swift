import JSONText
import LambdaModel

/// The authorizer context of a file (`context`): for functions that need claims, and not the authorizer that makes them.
public enum FixedContext {
    /// `requestContext.authorizer` of a request's event: what the authorizer passes on, with the members of the file laid over
    /// it. Objects that both have are merged, and of other values the file's counts.
    ///
    /// For an HTTP API with payload 2.0, a file without `jwt`, `lambda` and `iam` is the context of a Lambda authorizer: it
    /// is put under `lambda`. In all other cases the file's object is the authorizer context itself.
    ///
    /// - Parameters:
    ///   - file: the text of the file.
    ///   - authorizer: the text of a JSON object; nil if the route has no authorizer.
    /// - Throws: what is wrong with the file, for the user.
    public static func merged(
        _ file: [UInt8], into authorizer: String?, format: EventFormat
    ) throws(AuthorizerSettingsProblem) -> String {
        let context: JSONNode
        do {
            context = try JSONDocument(file).root
        } catch {
            throw AuthorizerSettingsProblem(error.description)
        }
        guard context.kind == .object else {
            throw AuthorizerSettingsProblem("the file has \(context.kind.noun), not an object")
        }
        let isBare = format == .http2 && !["jwt", "lambda", "iam"].contains { context[$0] != nil }
        let base = authorizer.flatMap { try? JSONDocument($0).root }
        var writer = JSONWriter()
        if isBare {
            writer.object { writer in
                if let base {
                    for member in base.members where member.key != "lambda" { writer.member(member.key, member.value) }
                }
                writer.key("lambda")
                merge(context, over: base?["lambda"], to: &writer)
            }
        } else {
            merge(context, over: base, to: &writer)
        }
        return writer.text
    }

    private static func merge(_ node: JSONNode, over base: JSONNode?, to writer: inout JSONWriter) {
        guard node.kind == .object, let base, base.kind == .object else { return writer.raw(node) }
        writer.object { writer in
            for member in base.members {
                writer.key(member.key)
                if let value = node[member.key] {
                    merge(value, over: member.value, to: &writer)
                } else {
                    writer.raw(member.value)
                }
            }
            for member in node.members where base[member.key] == nil { writer.member(member.key, member.value) }
        }
    }
}
