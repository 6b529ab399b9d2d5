import JSONText
import LambdaModel
import OrderedCollections

/// What an authorizer's function returned (API Gateway developer guide, "Output from an API Gateway Lambda authorizer" and
/// "Lambda authorizer response format" of HTTP APIs). `usageIdentifierKey` has no meaning without usage plans.
public struct AuthorizerAnswer: Sendable {
    enum Verdict: Sendable, Hashable {
        case simple(Bool)
        case policy(AccessPolicy)
    }

    /// What is wrong with the answer's shape, for the user.
    struct Problem: Error {
        let text: String
    }

    /// Whether requests are allowed.
    let verdict: Verdict
    /// `principalId`.
    let principal: String?
    /// `context`.
    let context: OrderedDictionary<String, JSONNode>

    init(_ response: [UInt8], hasSimpleResponses: Bool, api: APISettings.Kind) throws(Problem) {
        let root: JSONNode
        do throws(JSONError) { root = try JSONDocument(response).root } catch { throw Problem(text: "it is not JSON") }
        guard root.kind == .object else { throw Problem(text: "it is \(root.kind.noun), not an object") }
        context = try Self.context(root["context"], hasOnlyScalars: api != .http)
        if hasSimpleResponses {
            guard let flag = root["isAuthorized"] else {
                let hint = root["policyDocument"] == nil ? "" : "; it has a policy, but simple responses are on"
                throw Problem(text: "it has no isAuthorized\(hint)")
            }
            guard let isAuthorized = flag.bool else {
                throw Problem(text: "isAuthorized is \(flag.kind.noun), not true or false")
            }
            verdict = .simple(isAuthorized)
            principal = nil
            return
        }
        let id = root["principalId"]
        principal = id?.string ?? id?.numberText
        guard let document = root["policyDocument"] else {
            let hint = root["isAuthorized"] == nil ? "" : "; it has isAuthorized, but simple responses are off"
            throw Problem(text: "it has no policyDocument\(hint)")
        }
        do throws(AccessPolicy.Problem) {
            verdict = .policy(try AccessPolicy(document))
        } catch {
            throw Problem(text: error.text)
        }
        guard api == .http || principal != nil else {
            throw Problem(text: id.map { "principalId is \($0.kind.noun), not a string" } ?? "it has no principalId")
        }
    }

    /// - Parameter hasOnlyScalars: whether objects, arrays and null are wrong, as for all but HTTP APIs.
    private static func context(
        _ node: JSONNode?, hasOnlyScalars: Bool
    ) throws(Problem) -> OrderedDictionary<String, JSONNode> {
        guard let node, !node.isNull else { return [:] }
        guard node.kind == .object else { throw Problem(text: "context is \(node.kind.noun), not an object") }
        var context: OrderedDictionary<String, JSONNode> = [:]
        for member in node.members { context[member.key] = member.value }
        guard hasOnlyScalars else { return context }
        for (key, value) in context {
            switch value.kind {
            case .string, .number, .bool: break
            case .object, .array, .null:
                throw Problem(
                    text: "context.\(key) is \(value.kind.noun): values are strings, numbers, or true and false")
            }
        }
        return context
    }
}
