import Foundation
import JSONText
import TestSupport
import Testing

/// Authorizers of routes: functions that answer simply or with a policy, and tokens of an issuer.
@Suite(.limited)
struct AuthorizerTests {
    /// Answers with what its event has from the authorizer.
    private let orders = SampleFunction.node(
        "orders", answer: "{ statusCode: 200, body: JSON.stringify(event.requestContext.authorizer ?? 'nobody') }")

    /// Answers simply; the identity says what it does.
    private let check = SampleFunction.python(
        "check",
        """
        identity = event["identitySource"][0]
        print("asked", identity)
        if identity == "raise": raise ValueError("no such user")
        if identity == "slow": time.sleep(20)
        if identity == "odd": return {"isAuthorized": "yes"}
        return {"isAuthorized": identity == "good", "context": {"user": "ann", "level": 3}}
        """
    ).with { $0.settings = ["\"timeout\": 2"] }

    private static let checkSettings = """
        "authorizers": { "check": { "type": "request", "function": "check", "enableSimpleResponses": true, \
        "identitySource": ["$request.header.authorization"], "authorizerResultTtlInSeconds": 60 } }
        """

    @Test(
        "A request authorizer with simple responses: allowed, denied, without identity, failing, late, and kept",
        .tags(.long))
    func simple() async throws {
        let api = SampleAPI(
            "shop",
            routes: [
                "GET /orders/{id}": "orders",
                "GET /open": "{ \"function\": \"orders\", \"authorizer\": \"NONE\" }",
            ], Self.checkSettings, "\"authorizer\": \"check\"")
        try await Project.run(orders, check, apis: [api]) { project in
            try await project.up(2) { program in
                func get(_ identity: String?) async throws -> HTTPAnswer {
                    try await HTTPAnswer.get(
                        "GET /orders/7", port: api.port, headers: identity.map { ["authorization: \($0)"] } ?? [])
                }
                for _ in 0..<3 {
                    let good = try await get("good")
                    #expect(try good.json["lambda"]?["user"]?.string == "ann" && good.status == 200, "\(good.summary)")
                    #expect(try good.json["lambda"]?["level"]?.int == 3, "\(good.summary)")
                }
                let open = try await HTTPAnswer.get("GET /open", port: api.port)
                #expect(open.status == 200 && open.text.contains("nobody"), "\(open.summary)")

                for (identity, status, message, reason) in [
                    (nil, 401, "Unauthorized", "$request.header.authorization"),
                    ("bad", 403, "Forbidden", "isAuthorized"),
                    ("odd", 500, "Internal Server Error", "isAuthorized is a string"),
                    ("raise", 500, "Internal Server Error", "no such user"),
                    ("slow", 500, "Internal Server Error", "timed out after 2.00 seconds"),
                ] as [(String?, Int, String, String)] {
                    let answer = try await get(identity)
                    #expect(answer.status == status, "\(identity ?? "nothing"): \(answer.summary)")
                    #expect(try answer.json["message"]?.string == message, "\(answer.summary)")
                    #expect(answer.problem.contains("check") && answer.problem.contains(reason), "\(answer.summary)")
                    let line = "orders | GET /orders/7: denied with \(status): \(answer.problem)"
                    try await waitUntil(line) { program.output().contains(line) }
                }
                let asked = program.output().split(separator: "\n").count { $0.contains("asked good") }
                #expect(asked == 1, "the answer is kept: \(program.output())")

                // The kept answer ends with the code that gave it.
                try project.replace("== \"good\"", with: "== \"better\"", in: "check/code/app.py")
                try await waitUntil("the new code") { try await get("good").status == 403 }
                #expect(try await get("better").status == 200)
            }
        }
    }

    @Test("The authorizer's call is a row of the history, and in the deck a child of the call that it authorizes")
    func tree() async throws {
        let api = SampleAPI(
            "shop", routes: ["GET /orders/{id}": "orders"], Self.checkSettings, "\"authorizer\": \"check\"")
        try await Project.run(orders, check, apis: [api]) { project in
            let deck = try await project.deck(width: 160)
            try await deck.press("U", waitFor: "both functions") { $0.hasUp(2) }
            let answer = try await HTTPAnswer.get(
                "GET /orders/7", port: api.port, headers: ["authorization: good"])
            #expect(answer.status == 200, "\(answer.summary)")
            let rows = try await waiting(for: "both calls in the history") {
                let rows = try await project.lamdeck("history", "--json").lines.map { try JSONDocument($0).root }
                return rows.count == 2 ? rows : nil
            }
            let call = try #require(rows.first { $0["function"]?.string == "orders" })
            let authorizer = try #require(rows.first { $0["function"]?.string == "check" })
            #expect(call["http"]?["target"]?.string == "/orders/7" && call["http"]?["api"]?.string == "shop")
            #expect(authorizer["from"]?["authorizes"]?.string == call["requestId"]?.string, "\(authorizer.text)")
            #expect(authorizer["from"]?["function"]?.string == "orders", "\(authorizer.text)")
            #expect(authorizer["traceId"]?.string == call["traceId"]?.string)

            try await deck.wait("the request as a row") { $0.showsCall(of: "GET /orders/7") }
            // The timing of a call shows the calls that it led to.
            try await deck.press("3", "g", waitFor: "the call") { $0.call.title.hasPrefix("CALL ") }
            try await deck.press("4", "Tab", "Tab", waitFor: "the authorizer's call below it") {
                $0.call.contains("check")
            }
        }
    }

    @Test(
        "A token authorizer of a REST API: a policy with wildcards, its context, and a statement that denies",
        .tags(.long))
    func policy() async throws {
        let guardian = SampleFunction.python(
            "guardian",
            """
            token = event["authorizationToken"]
            arn = event["methodArn"]
            if token == "Bearer none": raise Exception("Unauthorized")
            start = arn.rsplit("/", 1)[0]
            allow = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": start + "/*"}
            deny = {"Action": "execute-api:*", "Effect": "Deny", "Resource": start + "/1?"}
            other = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": start + "/x/*"}
            statements = {"Bearer all": [allow], "Bearer some": [allow, deny], "Bearer other": [other]}[token]
            policy = {"Version": "2012-10-17", "Statement": statements}
            return {"principalId": "ann", "policyDocument": policy, "context": {"level": 3, "admin": True}}
            """)
        let api = SampleAPI(
            "shop", type: "rest", routes: ["GET /orders/{id}": "orders"],
            """
            "authorizers": { "token": { "type": "token", "function": "guardian", \
            "identityValidationExpression": "^Bearer [a-z]+$", "authorizerResultTtlInSeconds": 0 } }
            """, "\"authorizer\": \"token\"")
        try await Project.run(orders, guardian, apis: [api]) { project in
            try await project.up(2) { program in
                func get(_ id: Int, _ token: String?) async throws -> HTTPAnswer {
                    try await HTTPAnswer.get(
                        "GET /orders/\(id)", port: api.port, headers: token.map { ["authorization: \($0)"] } ?? [])
                }
                let allowed = try await get(7, "Bearer all")
                #expect(allowed.status == 200, "\(allowed.summary)")
                let context = try allowed.json
                #expect(context["principalId"]?.string == "ann" && context["level"]?.string == "3", "\(context.text)")
                #expect(context["admin"]?.string == "true", "values are strings: \(context.text)")
                #expect(try await get(7, "Bearer some").status == 200)

                for (id, token, status, message, reason) in [
                    (
                        12, "Bearer some", 403, "with an explicit deny",
                        "statement 2 of the policy denies execute-api:Invoke"
                    ),
                    (7, "Bearer other", 403, "is not authorized", "no statement of the policy allows"),
                    (7, "Bearer none", 401, "Unauthorized", "Unauthorized"),
                    (7, "Basic x", 401, "Unauthorized", "does not match the expression"),
                    (7, nil, 401, "Unauthorized", "uthorization"),
                ] as [(Int, String?, Int, String, String)] {
                    let answer = try await get(id, token)
                    #expect(answer.status == status, "\(token ?? "nothing"): \(answer.summary)")
                    #expect(answer.text.contains(message), "\(answer.summary)")
                    #expect(answer.problem.contains(reason), "\(answer.summary)")
                    try await waitUntil("the reason in the log") { program.output().contains(answer.problem) }
                }
            }
        }
    }

    @Test(
        "JSON Web Tokens of an issuer whose keys are in a file: claims, scopes, and each reason to refuse one",
        .tags(.long))
    func tokens() async throws {
        let issuer = "https://login.example.com"
        let api = SampleAPI(
            "shop",
            routes: [
                "GET /orders/{id}": "{ \"function\": \"orders\", \"authorizer\": \"login\" }",
                "GET /admin":
                    "{ \"function\": \"orders\", \"authorizer\": \"login\", \"authorizationScopes\": [\"admin\"] }",
            ],
            """
            "authorizers": { "login": { "type": "jwt", "issuer": "\(issuer)", "audience": ["shop"], \
            "keys": "keys.json" } }
            """)
        try await Project.run(orders, apis: [api]) { project in
            let key = try await SigningKey(in: project.folder, named: "one")
            let stranger = try await SigningKey(in: project.folder, named: "two")
            try project.write("keys.json", key.keySet)
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            let now = Int(Date().timeIntervalSince1970)
            func claims(_ changes: String..., end: Int = 600, audience: String = "shop") -> String {
                let own = [
                    "\"iss\": \"\(issuer)\"", "\"aud\": \"\(audience)\"", "\"sub\": \"ann\"", "\"exp\": \(now + end)",
                ]
                return "{ \((own + changes).joined(separator: ", ")) }"
            }
            func get(_ path: String, _ token: String) async throws -> HTTPAnswer {
                try await HTTPAnswer.get("GET \(path)", port: api.port, headers: ["authorization: Bearer \(token)"])
            }
            let good = try await key.token(claims("\"scope\": \"read admin\""), naming: "one")
            let allowed = try await get("/orders/7", good)
            #expect(allowed.status == 200, "\(allowed.summary)")
            #expect(try allowed.json["jwt"]?["claims"]?["sub"]?.string == "ann", "\(allowed.summary)")
            #expect(try allowed.json["jwt"]?["scopes"]?.isNull == true, "\(allowed.summary)")
            let admin = try await get("/admin", good)
            #expect(admin.status == 200, "\(admin.summary)")
            #expect(try admin.json["jwt"]?["scopes"]?.elements.compactMap(\.string) == ["admin"], "\(admin.summary)")

            var changed = Array(good.utf8)
            changed[changed.count - 20] = changed[changed.count - 20] == UInt8(ascii: "A") ? UInt8(ascii: "B") : 65
            let cases: [(String, String, Int, String)] = [
                ("/orders/7", try await key.token(claims(end: -600), naming: "one"), 401, "expired"),
                ("/orders/7", try await key.token(claims(audience: "other"), naming: "one"), 401, "aud"),
                ("/orders/7", try await stranger.token(claims(), naming: "one"), 401, "signature"),
                ("/orders/7", try await stranger.token(claims(), naming: "two"), 401, "key"),
                ("/orders/7", String(decoding: changed, as: UTF8.self), 401, "signature"),
                ("/orders/7", "no token", 401, "between points"),
                ("/admin", try await key.token(claims("\"scope\": \"read\""), naming: "one"), 403, "scope"),
            ]
            for (path, token, status, reason) in cases {
                let answer = try await get(path, token)
                #expect(answer.status == status && answer.problem.contains(reason), "\(reason): \(answer.summary)")
                #expect(answer.lines("www-authenticate").first?.hasPrefix("Bearer") == true, "\(answer.headers)")
            }
            let without = try await HTTPAnswer.get("GET /orders/7", port: api.port)
            #expect(without.status == 401, "\(without.summary)")
            // The file is read again.
            try project.write("keys.json", stranger.keySet)
            #expect(try await get("/orders/7", stranger.token(claims(), naming: "two")).status == 200)
            #expect(try await get("/orders/7", good).status == 401)
            try await waitUntil("the three calls, without denied requests") {
                try await project.lamdeck("history", "--json").lines.count == 3
            }
        }
    }
}
