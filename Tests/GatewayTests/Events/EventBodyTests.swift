import Gateway
import JSONText
import LambdaModel
import Testing

@Suite("Bodies and fields of events") struct EventBodyTests {
    private static let services: [EventFormat] = [.functionURL, .http2, .http1, .alb, .albMultiValue]

    @Test(
        "All but REST APIs decide by the type",
        arguments: [
            ("text/html; charset=utf-8", true), ("Text/Event-Stream", true), ("application/json", true),
            ("application/json;charset=utf-8", true), ("application/xml", true), ("application/javascript", true),
            ("application/x-www-form-urlencoded", false), ("multipart/form-data; boundary=x", false),
            ("application/octet-stream", false), ("image/svg+xml", false), ("application/vnd.api+json", false),
            (nil, false),
        ] as [(String?, Bool)])
    func types(type: String?, isText: Bool) throws {
        let fields = type.map { [HTTPField("content-type", $0)] } ?? []
        for format in Self.services {
            let node = try event(request("POST", "/", fields, body: Array("a=1".utf8)), place(format))
            #expect(node["isBase64Encoded"]?.bool == !isText, "\(format)")
            #expect(node["body"]?.string == (isText ? "a=1" : "YT0x"), "\(format)")
        }
    }

    @Test("A body with a content encoding is in base64")
    func contentEncoding() throws {
        let fields = [HTTPField("content-type", "application/json"), HTTPField("content-encoding", "gzip")]
        for format in Self.services {
            let node = try event(request("POST", "/", fields, body: Array("{}".utf8)), place(format))
            #expect(node["isBase64Encoded"]?.bool == true)
        }
    }

    @Test(
        "A REST API decides by its binary media types",
        arguments: [
            ("image/png", [], false), ("image/png", ["image/png"], true), ("image/png", ["image/*"], true),
            ("image/png", ["*/*"], true), (nil, ["*/*"], true), (nil, ["image/png"], false),
            ("Image/PNG; q=1", ["image/png"], true), ("application/json", ["image/*", "application/zip"], false),
        ] as [(String?, [String], Bool)])
    func rest(type: String?, types: [String], isBase64: Bool) throws {
        var place = place(.rest)
        place.binaryMediaTypes = types
        let node = try event(
            request("POST", "/", type.map { [HTTPField("Content-Type", $0)] } ?? [], body: Array("hi".utf8)), place)
        #expect(node["isBase64Encoded"]?.bool == isBase64)
        #expect(node["body"]?.string == (isBase64 ? "aGk=" : "hi"))
    }

    @Test("Bytes that are not UTF-8 are never lost", arguments: EventFormat.withEvents)
    func notUTF8(format: EventFormat) throws {
        let node = try event(
            request("POST", "/", [HTTPField("content-type", "text/plain")], body: [0x63, 0x61, 0x66, 0xE9]),
            place(format))
        #expect(node["isBase64Encoded"]?.bool == true)
        #expect(node["body"]?.string == "Y2Fm6Q==")
    }

    @Test("A body in chunks has a length, and no transfer encoding", arguments: EventFormat.withEvents)
    func chunked(format: EventFormat) throws {
        let node = try event(
            request(
                "POST", "/", [HTTPField("transfer-encoding", "chunked"), HTTPField("content-type", "text/plain")],
                body: Array("12345".utf8)), place(format))
        let headers = try #require(node["headers"] ?? node["multiValueHeaders"])
        #expect(headers.members.allSatisfy { $0.key.lowercased() != "transfer-encoding" })
        let length = headers.members.first { $0.key.lowercased() == "content-length" }
        #expect(length?.value.text == (format == .rest ? nil : format == .albMultiValue ? #"["5"]"# : #""5""#))
    }

    @Test("The client's own forwarded fields do not count, except for the addresses", arguments: EventFormat.withEvents)
    func forwarded(format: EventFormat) throws {
        let node = try event(
            request(
                "GET", "/",
                [
                    HTTPField("x-forwarded-proto", "https"), HTTPField("X-FORWARDED-PORT", "443"),
                    HTTPField("x-forwarded-for", "1.2.3.4"), HTTPField("x-amzn-trace-id", "Root=1-0-0"),
                ]), place(format))
        var values: [String: String] = [:]
        for member in try #require(node["multiValueHeaders"] ?? node["headers"]).members {
            #expect(values[member.key.lowercased()] == nil, "\(member.key) twice")
            values[member.key.lowercased()] = member.value.string ?? member.value[0]?.string
            if member.value.kind == .array { #expect(member.value.count == 1) }
        }
        #expect(values["x-forwarded-proto"] == "http")
        #expect(values["x-forwarded-port"] == "8000")
        #expect(values["x-forwarded-for"] == "1.2.3.4, 127.0.0.1")
        #expect(values["x-amzn-trace-id"] == "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e")
    }

    @Test(
        "Escaped slashes and dots, broken escapes and bytes that are not UTF-8",
        arguments: [
            (EventFormat.functionURL, "rawPath", "/a%2Fb/..%2Fc%ZZ%FF"), (.http2, "rawPath", "/a/b/../c%ZZ\u{FFFD}"),
            (.http1, "path", "/a%2Fb/..%2Fc%ZZ%FF"), (.rest, "path", "/a%2Fb/..%2Fc%ZZ%FF"),
            (.alb, "path", "/a%2Fb/..%2Fc%ZZ%FF"),
        ])
    func path(format: EventFormat, member: String, expected: String) throws {
        #expect(try event(request("GET", "/a%2Fb/..%2Fc%ZZ%FF"), place(format))[member]?.string == expected)
    }

    @Test(
        "The domain is the name in Host",
        arguments: [
            ("api.example.com:8000", "api.example.com", "api"), ("127.0.0.1:3000", "127.0.0.1", "127.0.0.1"),
            ("[::1]:3000", "::1", "::1"), ("localhost", "localhost", "localhost"),
            (nil, "localhost", "localhost"),
        ] as [(String?, String, String)])
    func domain(host: String?, name: String, prefix: String) throws {
        let context = try event(
            request("GET", "/", host.map { [HTTPField("Host", $0)] } ?? []), place(.functionURL))["requestContext"]
        #expect(context?["domainName"]?.string == name)
        #expect(context?["domainPrefix"]?.string == prefix)
    }

    @Test("A WebSocket API has no event for a request")
    func websocket() { #expect(RequestEvent.json(of: request(), at: place(.websocket)) == nil) }

    @Test("A day below ten has two digits")
    func day() throws {
        var sent = request()
        sent.time = 1_583_349_317.135
        let context = try event(sent, place(.http1))["requestContext"]
        // The time of the documented example of format 1.0.
        #expect(context?["requestTime"]?.string == "04/Mar/2020:19:15:17 +0000")
        #expect(context?["requestTimeEpoch"]?.int == 1_583_349_317_135)
    }
}
