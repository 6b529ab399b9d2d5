import Gateway
import JSONText
import LambdaModel
import OrderedCollections
import Testing

@Suite("Events with payload 2.0") struct PayloadV2EventTests {
    /// The request of the live capture in `vokerhttp/testdata` of hotsock/voker, as curl sent it.
    private static let captured = request(
        "POST",
        "/capture/space%20value?repeat=one&repeat=two&redirect=https%3A%2F%2Fexample.com%2Fa%2Fb&literalPlus=a+b"
            + "&encodedPlus=a%2Bb&empty=",
        [
            HTTPField("Host", "localhost:8000"), HTTPField("User-Agent", "curl/8.7.1"), HTTPField("Accept", "*/*"),
            HTTPField("Cookie", "session=abc123; theme=dark"), HTTPField("Content-Type", "application/json"),
            HTTPField("X-Voker-Probe", "first"), HTTPField("X-Voker-Probe", "second"),
            HTTPField("Content-Length", "18"), HTTPField("Connection", "keep-alive"),
        ], body: Array(#"{"unicode":"λ"}"#.utf8))

    private static let query = #"""
        {"empty": "", "encodedPlus": "a+b", "literalPlus": "a b", "redirect": "https://example.com/a/b",
        "repeat": "one,two"}
        """#

    @Test("A function URL: the path as received, cookies in both places, no account")
    func functionURL() throws {
        try expectSame(
            RequestEvent.json(of: Self.captured, at: place(.functionURL)),
            #"""
            {"version": "2.0", "routeKey": "$default", "rawPath": "/capture/space%20value",
            "rawQueryString": "repeat=one&repeat=two&redirect=https%3A%2F%2Fexample.com%2Fa%2Fb&literalPlus=a+b&encodedPlus=a%2Bb&empty=",
            "cookies": ["session=abc123", "theme=dark"],
            "headers": {"accept": "*/*", "content-length": "18", "content-type": "application/json",
              "cookie": "session=abc123; theme=dark", "host": "localhost:8000", "user-agent": "curl/8.7.1",
              "x-amzn-trace-id": "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e", "x-forwarded-for": "127.0.0.1",
              "x-forwarded-port": "8000", "x-forwarded-proto": "http", "x-voker-probe": "first,second"},
            "queryStringParameters": \#(Self.query),
            "requestContext": {"accountId": "anonymous", "apiId": "tkga8vegph", "domainName": "localhost",
              "domainPrefix": "localhost",
              "http": {"method": "POST", "path": "/capture/space value", "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1", "userAgent": "curl/8.7.1"},
              "requestId": "0c1e3f2a-7c67-4b6f-9a44-1f0c2f6a9b10", "routeKey": "$default", "stage": "$default",
              "time": "12/Mar/2020:19:03:58 +0000", "timeEpoch": 1584039838500},
            "body": "{\"unicode\":\"λ\"}", "isBase64Encoded": false}
            """#)
    }

    @Test("An HTTP API: the path decoded, cookies apart")
    func httpAPI() throws {
        var place = place(.http2)
        place.route = RouteKey(method: "POST", path: "/capture/{proxy+}")
        place.pathParameters = ["proxy": "space%20value"]
        place.stageVariables = ["table": "orders"]
        try expectSame(
            RequestEvent.json(of: Self.captured, at: place),
            #"""
            {"version": "2.0", "routeKey": "POST /capture/{proxy+}", "rawPath": "/capture/space value",
            "rawQueryString": "repeat=one&repeat=two&redirect=https%3A%2F%2Fexample.com%2Fa%2Fb&literalPlus=a+b&encodedPlus=a%2Bb&empty=",
            "cookies": ["session=abc123", "theme=dark"],
            "headers": {"accept": "*/*", "content-length": "18", "content-type": "application/json",
              "host": "localhost:8000", "user-agent": "curl/8.7.1",
              "x-amzn-trace-id": "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e", "x-forwarded-for": "127.0.0.1",
              "x-forwarded-port": "8000", "x-forwarded-proto": "http", "x-voker-probe": "first,second"},
            "queryStringParameters": \#(Self.query),
            "requestContext": {"accountId": "123456789012", "apiId": "tkga8vegph", "domainName": "localhost",
              "domainPrefix": "localhost",
              "http": {"method": "POST", "path": "/capture/space value", "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1", "userAgent": "curl/8.7.1"},
              "requestId": "0c1e3f2a-7c67-4b6f-9a44-1f0c2f6a9b10", "routeKey": "POST /capture/{proxy+}",
              "stage": "$default", "time": "12/Mar/2020:19:03:58 +0000", "timeEpoch": 1584039838500},
            "body": "{\"unicode\":\"λ\"}", "pathParameters": {"proxy": "space value"}, "isBase64Encoded": false,
            "stageVariables": {"table": "orders"}}
            """#)
    }

    /// API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs in API Gateway": the example of
    /// format 2.0, without the client certificate.
    @Test("The documented example of an HTTP API")
    func documented() throws {
        var place = place(.http2)
        place.authorizer =
            #"{"jwt": {"claims": {"claim1": "value1", "claim2": "value2"}, "scopes": ["scope1", "scope2"]}}"#
        place.pathParameters = ["parameter1": "value1"]
        place.stageVariables = ["stageVariable1": "value1", "stageVariable2": "value2"]
        let node = try event(
            request(
                "POST", "/my/path?parameter1=value1&parameter1=value2&parameter2=value",
                [
                    HTTPField("Header1", "value1"), HTTPField("Header2", "value1"), HTTPField("header2", "value2"),
                    HTTPField("Cookie", "cookie1; cookie2"), HTTPField("Content-Type", "text/plain"),
                ], body: Array("Hello from Lambda".utf8)), place)
        #expect(node["routeKey"]?.string == "$default")
        #expect(node["rawPath"]?.string == "/my/path")
        #expect(node["cookies"]?.text == #"["cookie1","cookie2"]"#)
        #expect(node["headers"]?["header1"]?.string == "value1")
        #expect(node["headers"]?["header2"]?.string == "value1,value2")
        #expect(node["queryStringParameters"]?.text == #"{"parameter1":"value1,value2","parameter2":"value"}"#)
        let claims = node["requestContext"]?["authorizer"]?["jwt"]
        #expect(claims?.text == #"{"claims":{"claim1":"value1","claim2":"value2"},"scopes":["scope1","scope2"]}"#)
        #expect(node["body"]?.string == "Hello from Lambda")
        #expect(node["pathParameters"]?.text == #"{"parameter1":"value1"}"#)
        #expect(node["stageVariables"]?.text == #"{"stageVariable1":"value1","stageVariable2":"value2"}"#)
    }

    @Test("What a request does not have is absent", arguments: [EventFormat.functionURL, .http2])
    func absent(format: EventFormat) throws {
        let node = try event(request("HEAD"), place(format))
        for name in ["cookies", "queryStringParameters", "body", "pathParameters", "stageVariables"] {
            #expect(node[name] == nil, "\(name)")
        }
        #expect(node["rawQueryString"]?.string == "")
        #expect(node["isBase64Encoded"]?.bool == false)
        #expect(node["requestContext"]?["authorizer"] == nil)
        #expect(node["requestContext"]?["http"]?["method"]?.string == "HEAD")
        #expect(node["requestContext"]?["http"]?["userAgent"]?.string == "")
        #expect(node["headers"]?["content-length"]?.string == (format == .http2 ? "0" : nil))
    }

    /// aws-powertools/powertools-lambda-python, issue 621.
    @Test("A named stage begins the path of an HTTP API")
    func namedStage() throws {
        let node = try event(request("GET", "/pets"), place(.http2, stage: "prod"))
        #expect(node["rawPath"]?.string == "/prod/pets")
        #expect(node["requestContext"]?["http"]?["path"]?.string == "/prod/pets")
        #expect(node["requestContext"]?["stage"]?.string == "prod")
    }

    @Test("Several cookie fields are one list")
    func cookies() throws {
        let node = try event(
            request("GET", "/", [HTTPField("Cookie", "a=1;b=2;"), HTTPField("cookie", "c=3")]), place(.http2))
        #expect(node["cookies"]?.text == #"["a=1","b=2","c=3"]"#)
        #expect(node["headers"]?["cookie"] == nil)
    }
}
