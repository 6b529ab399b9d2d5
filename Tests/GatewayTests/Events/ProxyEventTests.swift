import Gateway
import JSONText
import LambdaModel
import OrderedCollections
import Testing

@Suite("Events of REST APIs and with payload 1.0") struct ProxyEventTests {
    private static let sent = request(
        "POST", "/test1/api/users/12%203/orders?status=pending&tag=important&tag=C%23+Urgent",
        [
            HTTPField("Host", "shop.localhost:8000"), HTTPField("user-agent", "TestAgent"),
            HTTPField("authorization", "random-value"), HTTPField("Cookie", "session=abc123; theme=dark"),
            HTTPField("X-Custom-Header", "value1"), HTTPField("tEsT-HEADeR", "a"), HTTPField("test-header", "b"),
            HTTPField("Content-Length", "0"), HTTPField("X-Forwarded-For", "10.0.0.1"),
        ])

    private static let identity = #"""
        {"accessKey": null, "accountId": null, "caller": null, "cognitoAuthenticationProvider": null,
        "cognitoAuthenticationType": null, "cognitoIdentityId": null, "cognitoIdentityPoolId": null,
        "principalOrgId": null, "sourceIp": "127.0.0.1", "user": null, "userAgent": "TestAgent", "userArn": null}
        """#

    private static func routed(_ format: EventFormat, stage: String) -> RequestPlace {
        var place = place(format, stage: stage)
        place.route = RouteKey(method: "POST", path: "/test1/api/users/{userId}/orders")
        place.pathParameters = ["userId": "12%203"]
        return place
    }

    /// The members and their kinds are those that LocalStack recorded from AWS
    /// (`test_apigateway_lambda.snapshot.json`, `test_lambda_aws_proxy_integration`).
    @Test("A REST API: path and parameters as received, the stage in the context")
    func rest() throws {
        try expectSame(
            RequestEvent.json(of: Self.sent, at: Self.routed(.rest, stage: "test")),
            #"""
            {"resource": "/test1/api/users/{userId}/orders", "path": "/test1/api/users/12%203/orders",
            "httpMethod": "POST",
            "headers": {"Host": "shop.localhost:8000", "User-Agent": "TestAgent", "Authorization": "random-value",
              "Cookie": "session=abc123; theme=dark", "X-Custom-Header": "value1", "tEsT-HEADeR": "b",
              "X-Forwarded-For": "10.0.0.1, 127.0.0.1", "X-Forwarded-Port": "8000", "X-Forwarded-Proto": "http",
              "X-Amzn-Trace-Id": "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e"},
            "multiValueHeaders": {"Host": ["shop.localhost:8000"], "User-Agent": ["TestAgent"],
              "Authorization": ["random-value"], "Cookie": ["session=abc123; theme=dark"],
              "X-Custom-Header": ["value1"], "tEsT-HEADeR": ["a", "b"],
              "X-Forwarded-For": ["10.0.0.1, 127.0.0.1"], "X-Forwarded-Port": ["8000"],
              "X-Forwarded-Proto": ["http"], "X-Amzn-Trace-Id": ["Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e"]},
            "queryStringParameters": {"status": "pending", "tag": "C# Urgent"},
            "multiValueQueryStringParameters": {"status": ["pending"], "tag": ["important", "C# Urgent"]},
            "requestContext": {"resourceId": "\#(try Self.resourceID())",
              "resourcePath": "/test1/api/users/{userId}/orders",
              "httpMethod": "POST", "extendedRequestId": "0c1e3f2a-7c67-4b6f-9a44-1f0c2f6a9b10",
              "requestTime": "12/Mar/2020:19:03:58 +0000", "path": "/test/test1/api/users/12%203/orders",
              "accountId": "123456789012", "protocol": "HTTP/1.1", "stage": "test", "domainPrefix": "shop",
              "requestTimeEpoch": 1584039838500, "requestId": "0c1e3f2a-7c67-4b6f-9a44-1f0c2f6a9b10",
              "identity": \#(Self.identity), "domainName": "shop.localhost",
              "deploymentId": "\#(APIIdentifier.of("test").prefix(6))", "apiId": "tkga8vegph"},
            "pathParameters": {"userId": "12%203"}, "stageVariables": null, "body": null, "isBase64Encoded": false}
            """#)
    }

    private static func resourceID() throws -> String {
        let id = try event(sent, routed(.rest, stage: "test"))["requestContext"]?["resourceId"]?.string
        let text = try #require(id)
        #expect(text.wholeMatch(of: /[a-z][a-z0-9]{5}/) != nil)
        return text
    }

    /// Members and kinds are those of AWS's Lambda Test Tool, recorded from AWS (`V1_SimpleGetRequestHttpV1.json`).
    @Test("Payload 1.0: names as received, parameters decoded, the route as the resource's id")
    func payload1() throws {
        let node = try event(Self.sent, Self.routed(.http1, stage: "$default"))
        #expect(node["version"]?.string == "1.0")
        #expect(node["path"]?.string == "/test1/api/users/12%203/orders")
        #expect(node["pathParameters"]?["userId"]?.string == "12 3")
        #expect(node["headers"]?["user-agent"]?.string == "TestAgent")
        #expect(node["headers"]?["Content-Length"]?.string == "0")
        #expect(node["headers"]?["Cookie"]?.string == "session=abc123; theme=dark")
        #expect(node["queryStringParameters"]?.text == ##"{"status":"pending","tag":"C# Urgent"}"##)
        let context = try #require(node["requestContext"])
        #expect(context["resourceId"]?.string == "POST /test1/api/users/{userId}/orders")
        #expect(context["path"]?.string == "/test1/api/users/12 3/orders")
        #expect(context["stage"]?.string == "$default")
        #expect(context["requestId"]?.string == context["extendedRequestId"]?.string)
        #expect(context["deploymentId"] == nil)
    }

    @Test("A REST API has null for what is missing; an HTTP API has an empty user agent")
    func missing() throws {
        for (format, agent) in [(EventFormat.rest, "null"), (.http1, #""""#)] {
            let node = try event(request(), place(format, stage: "prod"))
            for name in [
                "queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables", "body",
            ] {
                #expect(node[name]?.isNull == true, "\(name)")
            }
            #expect(node["requestContext"]?["identity"]?["userAgent"]?.text == agent)
            #expect(node["requestContext"]?["authorizer"] == nil)
        }
    }

    /// `invocation-payload-with-path-encoded-email` and `invocation-payload-with-prepended-slash` of the same snapshot.
    @Test("A REST API keeps escapes, and collapses slashes at the start of the path alone")
    func path() throws {
        let node = try event(request("GET", "//proxy-value/test%2Balias@x.y//a+b"), place(.rest, stage: "stage"))
        #expect(node["path"]?.string == "/proxy-value/test%2Balias@x.y//a+b")
        #expect(node["requestContext"]?["path"]?.string == "/stage//proxy-value/test%2Balias@x.y//a+b")
    }

    /// `invocation-payload-with-params-encoding` of the same snapshot.
    @Test("Parameters are decoded")
    func parameters() throws {
        let node = try event(
            request(
                "GET",
                "/?dateTimeOffset=2023-06-12T18:05:10.123456+00:00&email=test%2Balias@gmail.com&zhash=abort/&=x&a"),
            place(.rest, stage: "stage"))
        #expect(
            node["queryStringParameters"]?.text == #"""
                {"dateTimeOffset":"2023-06-12T18:05:10.123456 00:00","email":"test+alias@gmail.com","zhash":"abort/","":"x","a":""}
                """#)
    }

    @Test("The authorizer's context is in the request's context")
    func authorizer() throws {
        var place = place(.rest, stage: "prod")
        place.authorizer = #"{"principalId": "user", "tenant": 7}"#
        #expect(
            try event(request(), place)["requestContext"]?["authorizer"]?.text == #"{"principalId":"user","tenant":7}"#)
        place.authorizer = "not JSON"
        #expect(try event(request(), place)["requestContext"]?["authorizer"] == nil)
    }
}
