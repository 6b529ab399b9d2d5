import JSONText
import Testing

@testable import LambdaModel

/// Requests that are read out of events.
@Suite("Requests of events") struct RequestOfEventTests {
    private func event(_ template: String, _ values: [String: String] = [:]) throws -> [UInt8] {
        try #require(EventTemplate.named(template)).event(values)
    }

    private func request(_ json: String, _ format: EventFormat? = nil) -> RequestOfEvent? {
        RequestOfEvent(event: Array(json.utf8), format: format)
    }

    @Test(
        "An event's shape says which service sent it",
        arguments: [
            ("function-url", .functionURL), ("api-gateway-v2", .http2), ("api-gateway-v1", .http1), ("alb", .alb),
            ("alb-multi-value", .albMultiValue), ("websocket-connect", nil), ("websocket-message", nil),
            ("authorizer-request", nil), ("authorizer-v2", nil), ("authorizer-token", nil), ("sqs", nil),
            ("vpc-lattice", nil),
        ] as [(String, EventFormat?)])
    func shape(template: String, format: EventFormat?) throws {
        let event = try event(template)
        #expect(EventFormat(ofEvent: try JSONDocument(event).root) == format)
        #expect(RequestOfEvent(event: event)?.format == format)
    }

    @Test("An event of a REST API has no version")
    func rest() {
        let json = #"{"httpMethod":"GET","path":"/a","requestContext":{"stage":"prod","path":"/prod/a"}}"#
        #expect(request(json)?.format == .rest)
        #expect(request(json)?.target == "/a")
    }

    @Test(
        "Method, target and body of each form",
        arguments: ["function-url", "api-gateway-v2", "api-gateway-v1", "alb-multi-value"])
    func parts(template: String) throws {
        let values = [
            "method": "POST", "path": "/orders/7", "query": "tag=a%20b&tag=c%26d&x=", "body": #"{"qty":1}"#,
        ]
        let resource = template.hasPrefix("api") ? ["resource": "/orders/{id}"] : [:]
        let found = try #require(RequestOfEvent(event: try event(template, values.merging(resource) { $1 })))
        #expect(found.method == "POST")
        #expect(found.target == "/orders/7?tag=a%20b&tag=c%26d&x=")
        #expect(String(decoding: found.body, as: UTF8.self) == #"{"qty":1}"#)
        #expect(found.fields.first("x-forwarded-for") == "203.0.113.7")
        let hasCookies = template == "function-url" || template == "api-gateway-v2"
        #expect(found.fields.values(of: "cookie") == (hasCookies ? ["session=0f3a"] : []))
    }

    @Test("A load balancer passes the query as it was sent, and one value of each name without the setting for lists")
    func loadBalancer() {
        let json = #"""
            {"httpMethod":"GET","path":"/a b","queryStringParameters":{"q":"1%2B1","r":"x+y"},
             "headers":{"accept":"text/html"},"requestContext":{"elb":{}}}
            """#
        #expect(request(json)?.format == .alb)
        #expect(request(json)?.target == "/a%20b?q=1%2B1&r=x+y")
    }

    @Test("All values of lists are fields and parameters, in order")
    func lists() {
        let json = #"""
            {"httpMethod":"GET","path":"/","multiValueQueryStringParameters":{"a":["1","2"],"b":["ä"]},
             "queryStringParameters":{"a":"2","b":"ä"},"headers":{"x":"2"},"multiValueHeaders":{"x":["1","2"]},
             "requestContext":{}}
            """#
        #expect(request(json)?.target == "/?a=1&a=2&b=%C3%A4")
        #expect(request(json)?.fields == [HTTPField("x", "1"), HTTPField("x", "2")])
    }

    @Test(
        "A path keeps what is encoded, and the rest is encoded",
        arguments: [
            ("/a%2Fb/../c", "/a%2Fb/../c"), ("/a b/ä", "/a%20b/%C3%A4"), ("/50%", "/50%25"), ("/%zz%41", "/%25zz%41"),
            ("/a?b#c", "/a%3Fb%23c"), ("", "/"), ("a", "/a"), ("/\"\n", "/%22%0A"),
        ])
    func encoding(path: String, target: String) {
        var json = JSONWriter()
        json.object { json in
            json.member("rawPath", path)
            json.member("rawQueryString", "")
            json.key("requestContext")
            json.object { context in
                context.key("http")
                context.object { $0.member("method", "GET") }
            }
        }
        #expect(request(json.text)?.target == target)
    }

    @Test("A body in base64 is decoded; one that is not what the event says is no body")
    func base64() {
        func body(_ text: String, _ isBase64: Bool) -> [UInt8]? {
            request(
                #"{"httpMethod":"POST","path":"/","body":"\#(text)","isBase64Encoded":\#(isBase64),"requestContext":{}}"#
            )?.body
        }
        #expect(body("AAH/", true) == [0, 1, 0xFF])
        #expect(body("AAH/", false) == Array("AAH/".utf8))
        #expect(body("not base64!", true) == nil)
    }

    @Test(
        "Other values are no requests",
        arguments: [
            "", "[]", "17", "{}", #"{"requestContext":{}}"#, #"{"httpMethod":"GET","path":"/"}"#,
            #"{"httpMethod":"G T","path":"/","requestContext":{}}"#,
            #"{"httpMethod":"","path":"/","requestContext":{}}"#,
            #"{"httpMethod":"GET","path":"/","requestContext":{"connectionId":"a","eventType":"CONNECT"}}"#,
        ])
    func others(json: String) { #expect(request(json) == nil) }

    @Test("The form that a call names wins over the shape")
    func named() {
        let json = #"{"httpMethod":"GET","path":"/","queryStringParameters":{"q":"a%20b"},"requestContext":{}}"#
        #expect(request(json, .alb)?.target == "/?q=a%20b")
        #expect(request(json, .rest)?.target == "/?q=a%2520b")
        #expect(request(json, .http2) == nil)
        #expect(request(json, .websocket) == nil)
    }
}
