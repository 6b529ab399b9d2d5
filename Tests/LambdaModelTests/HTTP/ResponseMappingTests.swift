import LambdaModel
import Testing

/// A response of a function, read as JSON text.
func mapped(_ text: String, _ format: EventFormat) throws(ResponseShapeProblem) -> WebResponse {
    try ResponseMapping.read(Array(text.utf8), as: format)
}

extension WebResponse {
    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }
}

@Suite("Responses of functions") struct ResponseMappingTests {
    static let withStatus: [EventFormat] = [.functionURL, .http2, .http1, .rest, .alb, .albMultiValue]

    /// HTTP API: the table of AWS's Lambda Test Tool, recorded from AWS
    /// (`ToApiGatewayHttpApiV2ProxyResponse_VariousPayloads_ReturnsAsRawBody`).
    /// Function URL: LocalStack's tests against AWS (`test_lambda_url_invocation`), which show that JSON is written again.
    @Test(
        "Without a status the response is a body",
        arguments: [
            (#"{"name": "John Doe", "age": 30}"#, #"{"name":"John Doe","age":30}"#), ("[1, 2, 3]", "[1,2,3]"),
            ("42", "42"), ("3.10", "3.10"), ("true", "true"), ("null", "null"), (#""test""#, "test"), (#""""#, ""),
            (#""Special \"quoted\" text""#, #"Special "quoted" text"#),
            (#"{"name": "John Doe", "age":"#, #"{"name": "John Doe", "age":"#), ("Hello, World!", "Hello, World!"),
            ("", ""),
        ])
    func inferred(response: String, compact: String) throws {
        let url = try mapped(response, .functionURL)
        #expect(
            url
                == WebResponse(
                    status: 200, fields: [HTTPField("content-type", "application/json")], body: Array(compact.utf8)))
        let api = try mapped(response, .http2)
        #expect(api.status == 200 && api.fields == url.fields)
        #expect(api.text == (response.first == "\"" ? compact : response))
    }

    /// Lambda developer guide, "Invoking Lambda function URLs": the example of a response.
    @Test("The documented response of payload 2.0", arguments: [EventFormat.functionURL, .http2])
    func documented2(format: EventFormat) throws {
        let response = try mapped(
            #"""
            {"statusCode": 201, "headers": {"Content-Type": "application/json", "My-Custom-Header": "Custom Value"},
            "body": "{ \"message\": \"Hello, world!\" }",
            "cookies": ["Cookie_1=Value1; Expires=21 Oct 2021 07:48 GMT", "Cookie_2=Value2; Max-Age=78000"],
            "isBase64Encoded": false}
            """#, format)
        #expect(response.status == 201)
        #expect(response.text == #"{ "message": "Hello, world!" }"#)
        #expect(
            response.fields == [
                HTTPField("Content-Type", "application/json"), HTTPField("My-Custom-Header", "Custom Value"),
                HTTPField("set-cookie", "Cookie_1=Value1; Expires=21 Oct 2021 07:48 GMT"),
                HTTPField("set-cookie", "Cookie_2=Value2; Max-Age=78000"),
            ])
    }

    @Test(
        "A response without a type has the service's",
        arguments: [
            (EventFormat.functionURL, "application/json"), (.http2, "text/plain; charset=utf-8"),
            (.http1, "text/plain; charset=utf-8"), (.rest, "application/json"), (.alb, "application/octet-stream"),
            (.albMultiValue, "application/octet-stream"),
        ])
    func defaultType(format: EventFormat, type: String) throws {
        #expect(
            try mapped(#"{"statusCode": 200, "body": "hi"}"#, format)
                == WebResponse(status: 200, fields: [HTTPField("content-type", type)], body: Array("hi".utf8)))
    }

    @Test("The status is a number or a string with one", arguments: withStatus)
    func status(format: EventFormat) throws {
        for text in ["404", #""404""#, "404.0", "4.04e2"] {
            #expect(try mapped(#"{"statusCode": \#(text)}"#, format).status == 404)
        }
    }

    @Test("Base64 is decoded, with or without padding", arguments: withStatus)
    func base64(format: EventFormat) throws {
        for body in ["AP8=", "AP8"] {
            let response = try mapped(#"{"statusCode":200,"body":"\#(body)","isBase64Encoded":true}"#, format)
            #expect(response.body == [0x00, 0xFF])
        }
        #expect(try mapped(#"{"statusCode":200,"body":"AP8=","isBase64Encoded":false}"#, format).text == "AP8=")
    }

    /// LocalStack's `test_aws_proxy_binary_response`, which ran against AWS.
    @Test(
        "A REST API decodes if the client accepts a binary media type first",
        arguments: [
            ("image/png", ["image/png", "*/test"], true), ("image/jpg", ["image/png"], false),
            ("image/*", ["image/png"], false), ("*/*", ["image/png"], false), ("random/test", ["*/test"], false),
            ("image/png, text/html", ["image/png"], true), ("text/html, image/png", ["image/png"], false),
            ("text/html", ["*/*"], true), (nil, ["image/png"], false), (nil, ["*/*"], true), ("image/png", [], false),
        ] as [(String?, [String], Bool)])
    func accept(accept: String?, types: [String], decodes: Bool) throws {
        #expect(BinaryMedia.decodesResponse(accept: accept, types) == decodes)
        let response = Array(#"{"body": "aGk=", "isBase64Encoded": true}"#.utf8)
        let mapped = try ResponseMapping.read(response, as: .rest, decodesBase64: decodes)
        #expect(mapped.text == (decodes ? "hi" : "aGk="))
    }

    // MARK: Headers

    /// AWS's Lambda Test Tool, `V1_CombinesSingleAndMultiValueHeaders`, recorded from AWS.
    @Test("Both members are merged")
    func merged() throws {
        let text = #"""
            {"statusCode": 200, "headers": {"Content-Type": "application/json", "X-Custom-Header": "single-value",
            "Combined-Header": "single-value"},
            "multiValueHeaders": {"X-Multi-Header": ["multi-value1", "multi-value2"],
            "Combined-Header": ["multi-value1", "multi-value2"]}}
            """#
        let http = try mapped(text, .http1).fields
        #expect(http.values(of: "combined-header") == ["single-value", "multi-value1", "multi-value2"])
        #expect(http.values(of: "x-multi-header") == ["multi-value1", "multi-value2"])
        let rest = try mapped(text, .rest).fields
        #expect(rest.values(of: "combined-header") == ["multi-value1", "multi-value2", "single-value"])
        #expect(rest.values(of: "x-custom-header") == ["single-value"])
        #expect(rest.values(of: "content-type") == ["application/json"])
    }

    /// LocalStack's `test_aws_proxy_response_payload_format_validation`, which ran against AWS; and API Gateway developer
    /// guide, "Output format of a Lambda function for proxy integration": equal pairs appear once.
    @Test("A REST API spells a merged name as in multiValueHeaders, and has equal pairs once")
    func spelling() throws {
        let fields = try mapped(
            #"{"headers": {"test-multi": "solo", "a": "1"}, "multiValueHeaders": {"tesT-Multi": ["multi"], "A": ["1", "2"]}}"#,
            .rest
        ).fields
        #expect(
            fields == [
                HTTPField("tesT-Multi", "multi"), HTTPField("tesT-Multi", "solo"), HTTPField("A", "1"),
                HTTPField("A", "2"),
                HTTPField("content-type", "application/json"),
            ])
    }

    @Test("A load balancer reads the member that its setting names")
    func loadBalancer() throws {
        let text = #"{"statusCode":200,"headers":{"a":"1"},"multiValueHeaders":{"set-cookie":["x=1","y=2"]}}"#
        #expect(try mapped(text, .alb).fields.first == HTTPField("a", "1"))
        #expect(try mapped(text, .alb).fields.values(of: "set-cookie") == [])
        #expect(try mapped(text, .albMultiValue).fields.values(of: "set-cookie") == ["x=1", "y=2"])
        #expect(try mapped(text, .albMultiValue).fields.values(of: "a") == [])
    }

    static let notRead: [(EventFormat, String, String?)] = [
        (
            .albMultiValue, #""headers":{"content-type":"text/html"}"#,
            #"`.headers` is ignored: with "multiValueHeaders" of the API, a load balancer reads `.multiValueHeaders`, with a list for each name"#
        ),
        (
            .alb, #""headers":{"x-a":"1"},"multiValueHeaders":{"content-type":["text/html"]}"#,
            #"`.multiValueHeaders` is ignored: without "multiValueHeaders" of the API, a load balancer reads `.headers`"#
        ),
        (.alb, #""cookies":["a=1"]"#, #"`.cookies` is ignored: a load balancer reads `.headers["set-cookie"]`"#),
        (
            .albMultiValue, #""headers":{},"cookies":["a=1"]"#,
            #"`.cookies` is ignored: a load balancer reads `.multiValueHeaders["set-cookie"]`"#
        ),
        (.http1, #""cookies":["a=1"]"#, #"`.cookies` is ignored: payload 1.0 has `.multiValueHeaders["set-cookie"]`"#),
        (
            .http2, #""multiValueHeaders":{"x-a":["1"]}"#,
            "`.multiValueHeaders` is ignored: payload 2.0 has `.headers`, with one text for each name"
        ),
        (
            .functionURL, #""multiValueHeaders":{"x-a":["1"]}"#,
            "`.multiValueHeaders` is ignored: payload 2.0 has `.headers`, with one text for each name"
        ),
        // Libraries send both members, so that all services read one.
        (.alb, #""headers":{"X-A":"1"},"multiValueHeaders":{"x-a":["1","2"],"connection":["close"]}"#, nil),
        (.albMultiValue, #""headers":{"x-a":"1","x-b":null},"multiValueHeaders":{"X-A":["1"]}"#, nil),
        (
            .http2, #""headers":{"x-a":"1"},"multiValueHeaders":{"x-a":["1"],"set-cookie":["a=1"]},"cookies":["a=1"]"#,
            nil
        ),
        (.http2, #""headers":{"x-a":"1"},"multiValueHeaders":null"#, nil),
        (.http1, #""headers":{"set-cookie":"a=1"},"cookies":["a=1"]"#, nil),
        (.http1, #""headers":{"x-a":"1"},"multiValueHeaders":{"x-b":["1"]},"cookies":[]"#, nil),
        (.rest, #""headers":{"x-a":"1"},"multiValueHeaders":{"x-b":["1"]}"#, nil),
    ]

    @Test("Header fields that a service does not read are told", arguments: notRead)
    func told(format: EventFormat, members: String, remark: String?) throws {
        #expect(try mapped("{\"statusCode\":200,\(members)}", format).remark == remark)
    }

    @Test(
        "Numbers and booleans become text; null is no value",
        arguments: [EventFormat.functionURL, .http2, .http1, .rest])
    func scalars(format: EventFormat) throws {
        let response = try mapped(
            #"{"statusCode":200,"headers":{"a":true,"b":1.50,"c":null,"d":" x "},"body":42}"#, format)
        #expect(
            Array(response.fields.prefix(3)) == [HTTPField("a", "true"), HTTPField("b", "1.50"), HTTPField("d", "x")])
        #expect(response.text == "42")
        #expect(
            try mapped(#"{"statusCode":200,"headers":null,"body":null,"isBase64Encoded":null}"#, format).body == [])
    }

    @Test("Fields of the connection are left out", arguments: withStatus)
    func connection(format: EventFormat) throws {
        let names = ["Connection", "Content-Length", "Transfer-Encoding", "Keep-Alive", "Upgrade", "Trailer"]
        let single = names.map { #""\#($0)":"1""# }.joined(separator: ",")
        let multiple = names.map { #""\#($0)":["1"]"# }.joined(separator: ",")
        let multi = format == .functionURL || format == .http2 ? "" : #","multiValueHeaders":{\#(multiple)}"#
        let response = try mapped(#"{"statusCode":200,"headers":{\#(single)}\#(multi)}"#, format)
        #expect(response.fields.map(\.name) == ["content-type"])
    }

    @Test("A REST API and a function URL rename some fields", arguments: [EventFormat.rest, .functionURL])
    func remapped(format: EventFormat) throws {
        let text =
            #"{"statusCode":401,"headers":{"WWW-Authenticate":"Basic","server":"x","date":"y","Authorization":"z"}}"#
        #expect(
            try mapped(text, format).fields.prefix(4) == [
                HTTPField("x-amzn-Remapped-WWW-Authenticate", "Basic"), HTTPField("x-amzn-Remapped-Server", "x"),
                HTTPField("x-amzn-Remapped-Date", "y"), HTTPField("x-amzn-Remapped-Authorization", "z"),
            ])
        #expect(try mapped(text, .http1).fields.first == HTTPField("WWW-Authenticate", "Basic"))
    }

    @Test("A load balancer takes 1 MB of response", arguments: [EventFormat.alb, .albMultiValue])
    func loadBalancerLimit(format: EventFormat) throws {
        func response(_ bytes: Int) -> String {
            let (start, end) = (#"{"statusCode":200,"body":""#, #""}"#)
            return start + String(repeating: "x", count: bytes - start.utf8.count - end.utf8.count) + end
        }
        #expect(try mapped(response(1_048_576), format).status == 200)
        #expect(throws: ResponseShapeProblem.self) { try mapped(response(1_048_577), format) }
        #expect(try mapped(response(1_048_577), .http1).status == 200)
    }

    @Test("Responses that have no body have none", arguments: withStatus)
    func noBody(format: EventFormat) throws {
        #expect(try mapped(#"{"statusCode":204,"body":"x"}"#, format).body == [])
        #expect(try mapped(#"{"statusCode":304,"body":"x"}"#, format).body == [])
    }

    /// LocalStack's `test_lambda_aws_proxy_response_format`, which ran against AWS.
    @Test("A REST API needs no member, and takes no other ones")
    func restMembers() throws {
        #expect(try mapped("{}", .rest).status == 200)
        #expect(try mapped(#"{"headers":{"a":"1"}}"#, .rest).status == 200)
        #expect(try mapped(#"{"body":"aGk=","base64Encoded":"true"}"#, .rest).text == "hi")
        #expect(throws: ResponseShapeProblem.self) { try mapped(#"{"statusCode":200,"wrongValue":"value"}"#, .rest) }
        #expect(try mapped(#"{"statusCode":200,"wrongValue":"value"}"#, .http1).status == 200)
    }
}
