import JSONText
import LambdaModel
import LambdaRuntime
import Testing

@Suite("Web pages at function URLs") struct FunctionURLPageTests {
    private static func url(_ change: (inout CORSSettings) -> Void) -> FunctionURLSettings {
        var url = FunctionURLSettings()
        var cors = CORSSettings()
        change(&cors)
        url.cors = cors
        return url
    }

    private static func service(_ url: FunctionURLSettings = FunctionURLSettings()) -> ServiceDouble {
        ServiceDouble(url: url) { .ok($0, Array("{}".utf8)) }
    }

    /// Requests of pages of other origins: each is refused without `cors`.
    private static let foreign: [[String: String?]] = [
        ["Origin": "http://localhost:3000"], ["Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"],
        ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"],
        ["Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"], ["Origin": "null"],
        ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"],
    ]

    @Test("A page of another origin does not reach the function, which is told why", arguments: foreign)
    func foreignPages(headers: [String: String?]) async throws {
        try await TestServer.with(Self.service()) { server in
            let reply = try await WireReply.of(port: server.port, "GET", "/", headers)
            #expect(reply.status == 403)
            #expect(reply.headers["x-lamdeck-problem"]?.contains("\"cors\"") == true)
            #expect(server.service.calls.isEmpty)
        }
    }

    @Test(
        "Tools, navigation and pages of the same origin reach the function",
        arguments: [
            [:], ["Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"],
            ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"],
            ["Origin": "http://localhost:9", "Host": "localhost:9", "Sec-Fetch-Site": "same-origin"],
        ] as [[String: String?]])
    func ownPages(headers: [String: String?]) async throws {
        try await TestServer.with(Self.service()) { server in
            let reply = try await WireReply.of(port: server.port, "GET", "/", headers)
            #expect(reply.status == 200)
        }
    }

    @Test("A field of CORS that the function sends, too, is named")
    func doubled() async throws {
        let url = Self.url { $0.allowOrigins = ["*"] }
        let response = #"{"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "*"}}"#
        let service = ServiceDouble(url: url) { .ok($0, Array(response.utf8)) }
        try await TestServer.with(service) { server in
            let page = try await WireReply.of(port: server.port, "GET", "/", ["Origin": "http://localhost:3000"])
            #expect(page.status == 200)
            #expect(
                page.headers["x-lamdeck-problem"]
                    == "the function and \"cors\" both send access-control-allow-origin, and browsers refuse two "
                    + "values: remove one of them")
            let tool = try await WireReply.of(port: server.port, "GET", "/")
            #expect(tool.headers["x-lamdeck-problem"] == nil)
        }
    }

    @Test("An origin that cors allows reaches the function, and may read the response")
    func allowed() async throws {
        let url = Self.url { $0.allowOrigins = ["http://localhost:3000"] }
        try await TestServer.with(Self.service(url)) { server in
            let reply = try await WireReply.of(
                port: server.port, "GET", "/", ["Origin": "http://localhost:3000", "Sec-Fetch-Site": "same-site"])
            #expect(reply.status == 200)
            #expect(reply.headers["access-control-allow-origin"] == "http://localhost:3000")
            let other = try await WireReply.of(port: server.port, "GET", "/", ["Origin": "http://localhost:3001"])
            #expect(other.status == 403)
            #expect(server.service.calls.count == 1)
        }
    }

    @Test("A preflight request is answered without the function")
    func preflight() async throws {
        let url = Self.url { cors in
            cors.allowOrigins = ["*"]
            (cors.allowMethods, cors.allowHeaders, cors.maxAge) = (["PUT"], ["content-type"], 60)
        }
        try await TestServer.with(Self.service(url)) { server in
            let reply = try await WireReply.of(
                port: server.port, "OPTIONS", "/x",
                ["Origin": "https://shop.example", "Access-Control-Request-Method": "PUT"])
            #expect(reply.status == 200)
            #expect(reply.headers["access-control-allow-origin"] == "*")
            #expect(reply.headers["access-control-allow-methods"] == "PUT")
            #expect(reply.headers["access-control-max-age"] == "60")
            #expect(server.service.calls.isEmpty)
            // Any other OPTIONS request is the function's.
            #expect(try await WireReply.of(port: server.port, "OPTIONS", "/x").status == 200)
            #expect(server.service.calls.count == 1)
        }
    }

    @Test(
        "The invoke path stays closed to pages of other origins, whatever cors allows",
        arguments: [
            ["Origin": "https://shop.example"], ["Origin": "http://localhost:3000", "Sec-Fetch-Site": "same-site"],
        ] as [[String: String?]])
    func invokePath(headers: [String: String?]) async throws {
        let url = Self.url { $0.allowOrigins = ["*"] }
        try await TestServer.with(Self.service(url)) { server in
            let reply = try await WireReply.of(port: server.port, "POST", LambdaClient.ownPath, headers, body: "{}")
            #expect(reply.status == 403)
            #expect(server.service.calls.isEmpty)
        }
    }
}
