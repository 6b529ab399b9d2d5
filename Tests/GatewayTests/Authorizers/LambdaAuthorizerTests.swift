import JSONText
import LambdaModel
import Testing

@testable import Gateway

@Suite("Answers of Lambda authorizers") struct LambdaAuthorizerTests {
    private func policy(_ effect: String, _ more: String = "", resource: String = "*") -> String {
        #"""
        {"principalId": "user", "policyDocument": {"Version": "2012-10-17", "Statement": [
          {"Action": "execute-api:Invoke", "Effect": "\#(effect)", "Resource": "\#(resource)"}]}\#(more)}
        """#
    }

    private let context = #", "context": {"s": "text", "n": 123, "f": 1.50, "b": true}"#

    private func grant(_ authorizer: LambdaAuthorizer, _ format: EventFormat, _ answer: String) throws
        -> AuthorizerGrant
    {
        let call = try AuthorizerSamples.call(
            authorizer.step(for: AuthorizerSamples.request(), at: AuthorizerSamples.place(format)))
        return try authorizer.decide(try authorizer.answer(Array(answer.utf8)), for: call)
    }

    private func denial(_ authorizer: LambdaAuthorizer, _ format: EventFormat, _ answer: String) throws
        -> AuthorizerDenial
    {
        do {
            _ = try grant(authorizer, format, answer)
        } catch let denial as AuthorizerDenial {
            return denial
        }
        throw AuthorizerSettingsProblem("the request was allowed")
    }

    /// API Gateway developer guide, "Output from an API Gateway Lambda authorizer": all values of a REST API are strings.
    @Test("The event gets the context in the form of its format")
    func contexts() throws {
        let rest = try grant(AuthorizerSamples.token(), .rest, policy("Allow", context))
        #expect(
            rest.authorizer(for: .rest, latencyMilliseconds: 12)
                == #"{"s":"text","n":"123","f":"1.50","b":"true","principalId":"user","integrationLatency":12}"#)
        #expect(rest.authorizer(for: .websocket) == rest.authorizer(for: .rest))
        let http = try grant(
            AuthorizerSamples.request(.http), .http2,
            policy("Allow", #", "context": {"n": 1.50, "a": [1, null], "m": {"k": "v"}, "z": null}"#))
        #expect(http.authorizer(for: .http2) == #"{"lambda":{"n":1.50,"a":[1,null],"m":{"k":"v"},"z":null}}"#)
        #expect(
            http.authorizer(for: .http1) == #"{"principalId":"user","n":1.50,"a":[1,null],"m":{"k":"v"},"z":null}"#)
        let bare = try grant(AuthorizerSamples.request(.http), .http2, policy("Allow"))
        #expect(bare.authorizer(for: .http2) == #"{"lambda":{}}"#)
    }

    @Test("A simple response decides by isAuthorized")
    func simple() throws {
        let authorizer = try AuthorizerSamples.request(.http, simple: true)
        let grant = try grant(authorizer, .http2, #"{"isAuthorized": true, "context": {"a": [1]}}"#)
        #expect(grant.authorizer(for: .http2) == #"{"lambda":{"a":[1]}}"#)
        let denied = try denial(authorizer, .http2, #"{"isAuthorized": false, "context": {}}"#)
        #expect(denied.reason == #"isAuthorized is false in the answer of the authorizer "auth""#)
        #expect(denied.response.status == 403)
        #expect(denied.response.text == #"{"message":"Forbidden"}"#)
    }

    @Test("Responses of a REST API to denied requests")
    func restDenials() throws {
        let explicit = try denial(AuthorizerSamples.token(), .rest, policy("Deny"))
        #expect(explicit.reason == #"statement 1 of the policy denies execute-api:Invoke on * (authorizer "auth")"#)
        #expect(explicit.response.status == 403)
        // As API Gateway writes it over HTTP/1.1, and lamdeck in its other responses.
        #expect(explicit.response.fields.contains(HTTPField("x-amzn-ErrorType", "AccessDeniedException")))
        #expect(
            explicit.response.text
                == #"{"Message":"User is not authorized to access this resource with an explicit deny in an identity-based policy"}"#
        )
        let missing = try denial(AuthorizerSamples.token(), .rest, policy("Allow", resource: "arn:aws:s3:::a"))
        #expect(
            missing.reason
                == #"no statement of the policy allows execute-api:Invoke on arn:aws:execute-api:us-east-1:123456789012:tkga8vegph/test/GET/orders/7 (authorizer "auth")"#
        )
        #expect(
            missing.response.text
                == #"{"Message":"User is not authorized to access this resource because no identity-based policy allows the execute-api:Invoke action"}"#
        )
    }

    @Test(
        "An answer of a wrong shape is a 500",
        arguments: [
            ("", "it is not JSON"), ("null", "it is null, not an object"),
            (#""Unauthorized""#, "it is a string, not an object"),
            ("{}", "it has no policyDocument"), (#"{"principalId": "a"}"#, "it has no policyDocument"),
            (#"{"isAuthorized": true}"#, "it has no policyDocument; it has isAuthorized, but simple responses are off"),
            (#"{"policyDocument": {"Statement": []}}"#, "it has no principalId"),
            (#"{"principalId": {}, "policyDocument": {"Statement": []}}"#, "principalId is an object, not a string"),
            (#"{"principalId": "a", "policyDocument": {}}"#, "the policy has no Statement"),
            (#"{"context": []}"#, "context is an array, not an object"),
            (
                #"{"context": {"a": "b", "c": ["d"]}}"#,
                "context.c is an array: values are strings, numbers, or true and false"
            ),
            (#"{"context": {"a": null}}"#, "context.a is null: values are strings, numbers, or true and false"),
        ])
    func wrongShapes(answer: String, problem: String) throws {
        let denial = try denial(AuthorizerSamples.token(), .rest, answer)
        #expect(denial.reason == #"the answer of the authorizer "auth" is not valid: \#(problem)"#)
        #expect(denial.response.status == 500)
        #expect(denial.response.text == #"{"message":null}"#)
        #expect(denial.response.fields.first("x-amzn-errortype") == "AuthorizerConfigurationException")
    }

    @Test("Wrong shapes of an HTTP API's authorizer")
    func wrongShapesOfHTTP() throws {
        let simple = try AuthorizerSamples.request(.http, simple: true)
        for (answer, problem) in [
            (policy("Allow"), "it has no isAuthorized; it has a policy, but simple responses are on"),
            (#"{"isAuthorized": "true"}"#, "isAuthorized is a string, not true or false"),
        ] {
            let denial = try denial(simple, .http2, answer)
            #expect(denial.reason == #"the answer of the authorizer "auth" is not valid: \#(problem)"#)
            #expect(denial.response.status == 500)
            #expect(denial.response.text == #"{"message":"Internal Server Error"}"#)
        }
        // An HTTP API does not need a principal.
        _ = try grant(
            AuthorizerSamples.request(.http), .http2,
            #"{"policyDocument": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}}"#)
    }

    @Test("The error Unauthorized is a 401, other errors are a 500")
    func errors() throws {
        let rest = try AuthorizerSamples.token()
        #expect(rest.raised(type: "Error", message: "Unauthorized").response.status == 401)
        let other = rest.raised(type: "ValueError", message: "Invalid token")
        #expect(other.reason == #"the authorizer "auth" raised ValueError: Invalid token"#)
        #expect(other.response.status == 500)
        #expect(other.response.fields.first("x-amzn-errortype") == "AuthorizerFailureException")
        #expect(rest.raised(type: nil, message: "").reason == #"the authorizer "auth" raised an error"#)
        #expect(rest.failed("timed out after 3 s").reason == #"the authorizer "auth" timed out after 3 s"#)
        let http = try AuthorizerSamples.request(.http)
        #expect(http.raised(type: nil, message: "Unauthorized").response.text == #"{"message":"Unauthorized"}"#)
        #expect(http.failed("timed out").response.text == #"{"message":"Internal Server Error"}"#)
    }

    @Test("How long answers are kept")
    func seconds() throws {
        let source = ["method.request.header.Authorization"]
        #expect(try AuthorizerSamples.token().resultSeconds == 300)
        #expect(try AuthorizerSamples.request(.rest, sources: source).resultSeconds == 300)
        #expect(try AuthorizerSamples.request(.rest, sources: source, seconds: 0).resultSeconds == 0)
        #expect(try AuthorizerSamples.request(.rest, seconds: 60).resultSeconds == 0)
        #expect(try AuthorizerSamples.request(.http, sources: source).resultSeconds == 0)
        #expect(try AuthorizerSamples.request(.http, sources: source, seconds: 60).resultSeconds == 60)
        #expect(try AuthorizerSamples.request(.websocket, sources: source, seconds: 60).resultSeconds == 0)
        let jwt = AuthorizerSettings(.jwt(issuer: "https://a", audience: [], keys: nil))
        #expect(try LambdaAuthorizer(name: "a", settings: jwt, api: .http) == nil)
    }
}

@Suite("Kept answers of authorizers") struct AuthorizerCacheTests {
    private func key(_ identity: String, authorizer: String = "auth", api: String = "api") -> AuthorizerCache.Key {
        AuthorizerCache.Key(api: api, authorizer: authorizer, identity: [identity])
    }

    private func answer(_ isAuthorized: Bool = true) throws -> AuthorizerAnswer {
        try AuthorizerSamples.request(.http, simple: true).answer(Array(#"{"isAuthorized": \#(isAuthorized)}"#.utf8))
    }

    @Test("An answer is kept for its time")
    func expiry() throws {
        var cache = AuthorizerCache()
        cache.keep(try answer(), for: key("a"), at: 100, seconds: 10)
        #expect(cache.answer(for: key("a"), at: 109.9) != nil)
        #expect(cache.answer(for: key("b"), at: 100) == nil)
        #expect(cache.answer(for: key("a"), at: 110) == nil)
        cache.keep(try answer(), for: key("b"), at: 100, seconds: 0)
        #expect(cache.answer(for: key("b"), at: 100) == nil)
    }

    @Test("A full cache drops expired answers, and then those that expire first")
    func limit() throws {
        var cache = AuthorizerCache(limit: 3)
        for (index, seconds) in [5, 50, 30].enumerated() {
            cache.keep(try answer(), for: key("\(index)"), at: 0, seconds: seconds)
        }
        cache.keep(try answer(), for: key("3"), at: 10, seconds: 10)
        #expect(cache.answer(for: key("0"), at: 10) == nil)
        cache.keep(try answer(), for: key("4"), at: 10, seconds: 10)
        #expect((0..<5).map { cache.answer(for: key("\($0)"), at: 10) != nil } == [false, true, true, false, true])
    }

    @Test("Answers of an authorizer are removed, and those of others stay")
    func removal() throws {
        var cache = AuthorizerCache()
        let keys = [key("a"), key("a", authorizer: "other"), key("a", api: "other")]
        for key in keys { cache.keep(try answer(), for: key, at: 0, seconds: 10) }
        cache.remove(authorizer: "auth", api: "api")
        #expect(keys.map { cache.answer(for: $0, at: 1) != nil } == [false, true, true])
    }

    @Test("A kept policy is evaluated for each request")
    func policies() throws {
        let authorizer = try AuthorizerSamples.token()
        let place = AuthorizerSamples.place(.rest)
        let first = try AuthorizerSamples.call(authorizer.step(for: AuthorizerSamples.request("GET", "/a"), at: place))
        let second = try AuthorizerSamples.call(authorizer.step(for: AuthorizerSamples.request("GET", "/b"), at: place))
        let key = try #require(first.cacheKey)
        #expect(second.cacheKey == key)
        var cache = AuthorizerCache()
        let text =
            #"{"principalId": "a", "policyDocument": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "\#(first.arn)"}}}"#
        cache.keep(try authorizer.answer(Array(text.utf8)), for: key, at: 0, seconds: authorizer.resultSeconds)
        let kept = try #require(cache.answer(for: key, at: 299))
        _ = try authorizer.decide(kept, for: first)
        #expect(throws: AuthorizerDenial.self) { try authorizer.decide(kept, for: second) }
    }
}

@Suite("Fixed authorizer contexts") struct FixedContextTests {
    @Test(
        "The file's members are laid over the authorizer's",
        arguments: [
            (#"{"a": 1}"#, nil, EventFormat.rest, #"{"a":1}"#), (#"{"a": 1}"#, nil, .http2, #"{"lambda":{"a":1}}"#),
            (#"{"a": 1}"#, nil, .http1, #"{"a":1}"#), (#"{"a": 1}"#, nil, .functionURL, #"{"a":1}"#),
            (#"{"jwt": {"claims": {"sub": "x"}}}"#, nil, .http2, #"{"jwt":{"claims":{"sub":"x"}}}"#),
            (#"{"iam": {"userId": "x"}}"#, nil, .http2, #"{"iam":{"userId":"x"}}"#),
            (#"{"lambda": {"a": 1}}"#, #"{"lambda":{"a":0,"b":2}}"#, .http2, #"{"lambda":{"a":1,"b":2}}"#),
            (#"{"a": [1]}"#, #"{"lambda":{"a":[0],"b":2}}"#, .http2, #"{"lambda":{"a":[1],"b":2}}"#),
            (#"{"a": 1}"#, #"{"jwt":{"claims":{}}}"#, .http2, #"{"jwt":{"claims":{}},"lambda":{"a":1}}"#),
            (
                #"{"jwt": {"claims": {"sub": "x"}, "scopes": ["s"]}}"#,
                #"{"jwt":{"claims":{"iss":"i","sub":"y"},"scopes":null}}"#, .http2,
                #"{"jwt":{"claims":{"iss":"i","sub":"x"},"scopes":["s"]}}"#
            ),
            (#"{"principalId": "x"}"#, #"{"principalId":"y","a":"b"}"#, .rest, #"{"principalId":"x","a":"b"}"#),
        ])
    func merged(file: String, authorizer: String?, format: EventFormat, merged: String) throws {
        #expect(try FixedContext.merged(Array(file.utf8), into: authorizer, format: format) == merged)
    }

    @Test("A file that is no object is refused", arguments: ["", "[]", "null", "{", #""a""#])
    func refused(file: String) {
        #expect(throws: AuthorizerSettingsProblem.self) {
            try FixedContext.merged(Array(file.utf8), into: nil, format: .rest)
        }
    }
}
