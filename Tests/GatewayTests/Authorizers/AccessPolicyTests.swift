import JSONText
import Testing

@testable import Gateway

@Suite("Policies of authorizers") struct AccessPolicyTests {
    private let arn = "arn:aws:execute-api:us-east-1:123456789012:abcdef123/prod/GET/orders/7"

    private func policy(_ statements: String) throws -> AccessPolicy {
        try AccessPolicy(JSONDocument(#"{"Version": "2012-10-17", "Statement": \#(statements)}"#).root)
    }

    private func decide(_ statements: String, _ arn: String? = nil) throws -> AccessPolicy.Decision {
        try policy(statements).decide(arn ?? self.arn)
    }

    @Test(
        "A resource's wildcards",
        arguments: [
            ("*", true), ("arn:aws:execute-api:us-east-1:123456789012:abcdef123/prod/GET/orders/7", true),
            ("arn:aws:execute-api:us-east-1:123456789012:abcdef123/*", true),
            ("arn:aws:execute-api:*:*:abcdef123/*/GET/orders/*", true),
            ("arn:aws:execute-api:us-east-?:123456789012:*/prod/G?T/*/7", true),
            ("arn:aws:execute-api:us-east-1", true), ("arn:aws:execute-api:us-east-1:123456789012:*", true),
            ("arn:aws:execute-api:us-east-1:123456789012:abcdef123/prod/POST/*", false),
            ("arn:aws:execute-api:us-east-1:123456789012:abcdef123/prod/GET/orders", false),
            ("arn:aws:execute-api:us-east-1:123456789012:abcdef123/prod/GET/Orders/7", false),
            ("arn:aws:execute-api:us-east-1:123456789012:abcdef123/prod/GET/orders/7?", false),
            ("arn:aws:execute-api:*:abcdef123/prod/GET/orders/7", false), ("arn:aws:s3:::*", false), ("", false),
        ])
    func resources(pattern: String, isAllowed: Bool) throws {
        let decision = try decide(#"[{"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "\#(pattern)"}]"#)
        #expect((decision == .allow) == isAllowed)
    }

    @Test(
        "An action's wildcards; its case does not count",
        arguments: [
            (#""execute-api:Invoke""#, true), (#""EXECUTE-API:invoke""#, true), (#""*""#, true),
            (#""execute-api:*""#, true),
            (#"["s3:GetObject", "execute-api:Inv?ke"]"#, true), (#""execute-api:ManageConnections""#, false),
            (#""lambda:*""#, false),
        ])
    func actions(action: String, isAllowed: Bool) throws {
        let decision = try decide(#"{"Effect": "Allow", "Action": \#(action), "Resource": "*"}"#)
        #expect((decision == .allow) == isAllowed)
    }

    @Test("A statement that denies wins, and the reason names it")
    func explicitDeny() throws {
        let decision = try decide(
            #"""
            [{"Effect": "Allow", "Action": "*", "Resource": "*"},
             {"Effect": "Deny", "Action": "execute-api:*", "Resource": ["arn:aws:s3:::a", "*/GET/orders/*", "arn:aws:*"]}]
            """#)
        #expect(decision == .explicitDeny("statement 2 of the policy denies execute-api:Invoke on arn:aws:*"))
    }

    @Test("Without a statement that allows, nothing is allowed")
    func noPermission() throws {
        let reason = "no statement of the policy allows execute-api:Invoke on \(arn)"
        #expect(try decide("[]") == .noPermission(reason))
        #expect(try decide(#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#) == .noPermission(reason))
        #expect(try decide(#"{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}"#) == .noPermission(reason))
    }

    @Test("NotAction and NotResource name what a statement is not about")
    func negated() throws {
        let elsewhere = "arn:aws:execute-api:us-east-1:123456789012:abcdef123/prod/GET/public"
        let statement =
            #"{"Effect": "Allow", "NotAction": "s3:*", "NotResource": ["*/orders/*", "*:abcdef123/*/orders/*"]}"#
        let all = #"{"Effect": "Allow", "NotAction": ["s3:*"], "NotResource": "arn:aws:execute-api:*:*:*/orders/*"}"#
        #expect(try decide(all, elsewhere) == .allow)
        #expect(try decide(all) != .allow)
        #expect(try decide(statement.replacing("s3:*", with: "execute-api:*"), elsewhere) != .allow)
        let deny = #"[{"Effect": "Allow", "Action": "*", "Resource": "*"}, \#(all.replacing("Allow", with: "Deny"))]"#
        #expect(
            try decide(deny, elsewhere)
                == .explicitDeny(
                    "statement 2 of the policy denies execute-api:Invoke on all but arn:aws:execute-api:*:*:*/orders/*")
        )
    }

    @Test("A statement with a Condition allows nothing, and denies what it names")
    func conditions() throws {
        let condition = #""Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#
        let allow = #"{"Effect": "Allow", "Action": "*", "Resource": "*", \#(condition)}"#
        #expect(
            try decide(allow)
                == .noPermission(
                    "no statement of the policy allows execute-api:Invoke on \(arn): statement 1 has a Condition, which is not "
                        + "evaluated here"))
        let plain = #"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {}}"#
        #expect(try decide("[\(allow), \(plain)]") == .allow)
        guard case .explicitDeny = try decide("[\(plain), \(allow.replacing("Allow", with: "Deny"))]") else {
            Issue.record("a statement with a Condition does not deny")
            return
        }
    }

    @Test(
        "A malformed policy is refused with its place",
        arguments: [
            ("null", "policyDocument is null, not an object"),
            ("true", "policyDocument is a boolean, not an object"), ("{}", "the policy has no Statement"),
            (
                #"{"Version": "2020-01-01", "Statement": []}"#,
                #"the policy's Version is "2020-01-01": IAM knows "2012-10-17""#
            ),
            (#"{"Statement": "a"}"#, "the policy's Statement is a string, not an object or an array"),
            (#"{"Statement": [1]}"#, "statement 1 of the policy is a number, not an object"),
            (#"{"Statement": {"Action": "*", "Resource": "*"}}"#, "statement 1 of the policy has no Effect"),
            (
                #"{"Statement": [{"Effect": "allow", "Action": "*", "Resource": "*"}]}"#,
                #"the Effect of statement 1 of the policy is "allow": it is "Allow" or "Deny""#
            ),
            (#"{"Statement": [{"Effect": "Allow", "Resource": "*"}]}"#, "statement 1 of the policy has no Action"),
            (#"{"Statement": [{"Effect": "Allow", "Action": "*"}]}"#, "statement 1 of the policy has no Resource"),
            (
                #"{"Statement": [{"Effect": "Allow", "Action": "*", "NotAction": "a", "Resource": "*"}]}"#,
                "statement 1 of the policy has both Action and NotAction"
            ),
            (
                #"{"Statement": [{"Effect": "Allow", "Action": ["*", 1], "Resource": "*"}]}"#,
                "Action of statement 1 of the policy is neither a string nor a list of strings"
            ),
            (
                #"{"Statement": [{"Effect": "Allow", "Action": "*", "NotResource": []}]}"#,
                "NotResource of statement 1 of the policy is neither a string nor a list of strings"
            ),
        ])
    func malformed(text: String, problem: String) throws {
        let node = try JSONDocument(text).root
        do throws(AccessPolicy.Problem) {
            _ = try AccessPolicy(node)
            Issue.record("no problem was found")
        } catch {
            #expect(error.text == problem)
        }
    }

    @Test("A pattern with many stars does not take exponential time")
    func stars() {
        let text = String(repeating: "a", count: 2000)
        #expect(!WildcardPattern.matches(String(repeating: "*a", count: 500) + "b", text))
        #expect(WildcardPattern.matches(String(repeating: "*a", count: 500), text))
        #expect(WildcardPattern.matches("a**?", "ab"))
        #expect(!WildcardPattern.matches("a?", "a"))
        #expect(WildcardPattern.matches("", ""))
        #expect(!WildcardPattern.matches("", "a"))
    }
}
