import Foundation
import JSONText
import LambdaModel
import LambdaRuntime
import Testing

@Suite("Function URLs") struct FunctionURLTests {
    /// A service whose function answers every request with this response.
    private static func answering(
        _ response: String, url: FunctionURLSettings = FunctionURLSettings()
    ) -> ServiceDouble {
        ServiceDouble(url: url) { .ok($0, Array(response.utf8)) }
    }

    @Test("Every path but Lambda's is the function's, as it was sent")
    func paths() async throws {
        try await TestServer.with(Self.answering(#"{"ok": true}"#)) { server in
            let reply = try await WireReply.of(port: server.port, "GET", "/a%2Fb/../c//d?x=1&x=%20&y")
            #expect(reply.status == 200)
            #expect(reply.text == #"{"ok":true}"#)
            #expect(reply.headers["content-type"] == "application/json")
            let call = try #require(server.service.calls.first)
            let event = try JSONDocument(call.payload).root
            #expect(event["rawPath"]?.string == "/a%2Fb/../c//d")
            #expect(event["rawQueryString"]?.string == "x=1&x=%20&y")
            #expect(event["requestContext"]?["http"]?["method"]?.string == "GET")
            #expect(
                call.http == HTTPCall(format: .functionURL, method: "GET", target: "/a%2Fb/../c//d?x=1&x=%20&y"))
            #expect(event["requestContext"]?["requestId"]?.string == call.requestID)
        }
    }

    @Test(
        "A target with scheme and host is the path and query after them",
        arguments: [
            ("http://localhost:20001?x=/y", "/", "x=/y"), ("HTTP://localhost:20001/a?b=c", "/a", "b=c"),
            ("https://localhost", "/", ""), ("Https://localhost/?http://x/y", "/", "http://x/y"),
        ])
    func targetsWithHost(target: String, path: String, query: String) async throws {
        try await TestServer.with(Self.answering("{}")) { server in
            _ = try await WireReply.of(port: server.port, "GET", target)
            let call = try #require(server.service.calls.first)
            let event = try JSONDocument(call.payload).root
            #expect(event["rawPath"]?.string == path)
            #expect(event["rawQueryString"]?.string == query)
        }
    }

    @Test("Lambda's own paths still invoke, also after scheme and host", arguments: ["", "HTTP://localhost:1"])
    func invokePathAfterHost(host: String) async throws {
        try await TestServer.with { server in
            let reply = try await WireReply.of(port: server.port, "POST", host + LambdaClient.ownPath, body: "{}")
            #expect(reply.headers["x-amz-executed-version"] == "$LATEST")
        }
    }

    @Test("Lambda's own paths still invoke", arguments: ["", "?Qualifier=$LATEST"])
    func invokePath(query: String) async throws {
        try await TestServer.with { server in
            let reply = try await WireReply.of(port: server.port, "POST", LambdaClient.ownPath + query, body: "{}")
            #expect(reply.headers["x-amz-executed-version"] == "$LATEST")
            #expect(server.service.calls.map(\.http) == [nil])
        }
    }

    @Test("A port whose function or API is no longer in functions.json says so")
    func removed() async throws {
        try await TestServer.with(ServiceDouble(["orders"])) { server in
            let api = try await server.server.open(.api("shop", port: 0))
            for (port, name) in [(server.port, "the function \"hello\""), (api, "the API \"shop\"")] {
                let reply = try await WireReply.of(port: port, "GET", "/")
                #expect(reply.status == 404)
                #expect(reply.headers["x-lamdeck-problem"] == "functions.json no longer has \(name)")
            }
        }
    }

    @Test("A path that only begins like Lambda's is the function's")
    func similarPath() async throws {
        try await TestServer.with(Self.answering("{}")) { server in
            _ = try await WireReply.of(port: server.port, "GET", "/2015-03-31/functionsandmore")
            #expect(server.service.calls.first?.http?.target == "/2015-03-31/functionsandmore")
        }
    }

    @Test("The function's status, headers, cookies and decoded body are the response")
    func response() async throws {
        let response = """
            {"statusCode": 201, "headers": {"Content-Type": "image/gif", "x-a": "1"}, "cookies": ["a=b; Path=/"],
             "body": "R0lGODlh", "isBase64Encoded": true}
            """
        try await TestServer.with(Self.answering(response)) { server in
            let reply = try await WireReply.of(port: server.port, "GET", "/")
            #expect(reply.status == 201)
            #expect(reply.headers["content-type"] == "image/gif")
            #expect(reply.headers["x-a"] == "1")
            #expect(reply.headers["set-cookie"] == "a=b; Path=/")
            #expect(reply.body == Array("GIF89a".utf8))
        }
    }

    @Test("A response of a wrong shape is 502, and header and log say what was wrong")
    func wrongShape() async throws {
        try await TestServer.with(Self.answering(#"{"statusCode": 200, "headers": {"x-a": {}}}"#)) { server in
            let reply = try await WireReply.of(port: server.port, "GET", "/orders")
            #expect(reply.status == 502)
            #expect(reply.text == "Internal Server Error")
            let problem = try #require(reply.headers["x-lamdeck-problem"])
            #expect(problem.contains(#".headers["x-a"]"#), "\(problem)")
            // The line is written after the answer.
            while server.service.logged.isEmpty { await Task.yield() }
            #expect(
                server.service.logged == ["hello: the response to GET /orders is not valid: \(problem)"])
        }
    }

    @Test("A function that raises is 502, and its error is named")
    func failure() async throws {
        let service = ServiceDouble {
            .result(
                $0, .answered(status: 200, body: Array(#"{"errorType": "KeyError"}"#.utf8)), .functionError,
                InvocationError(type: "KeyError", message: "'id'"))
        }
        try await TestServer.with(service) { server in
            let reply = try await WireReply.of(port: server.port, "GET", "/")
            #expect(reply.status == 502)
            #expect(reply.text == "Internal Server Error")
            #expect(reply.headers["x-lamdeck-problem"] == "KeyError: 'id'")
        }
    }

    @Test("HEAD has the length of the body, and no body", arguments: ["HEAD"])
    func head(method: String) async throws {
        try await TestServer.with(Self.answering(#"{"statusCode": 200, "body": "hello"}"#)) { server in
            let text = try await LambdaClient.with(port: server.port) { client in
                try await client.request(method, "/", ["Connection": "close"])
                return await client.rest()
            }
            #expect(text.contains("content-length: 5"))
            #expect(text.hasSuffix("\r\n\r\n"))
        }
    }

    @Test("A response without content has neither body nor length", arguments: [204, 304])
    func noContent(status: Int) async throws {
        try await TestServer.with(Self.answering(#"{"statusCode": \#(status), "body": "hello"}"#)) { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.request("GET", "/")
                let first = try await client.reply()
                #expect(first.status == status)
                #expect(first.headers["content-length"] == nil)
                // The connection is still in step.
                try await client.request("GET", "/")
                #expect(try await client.reply().status == status)
            }
        }
    }

    @Test("A body of 6 MB is passed, and one of more bytes is 413")
    func limits() async throws {
        try await TestServer.with(Self.answering("{}")) { server in
            let most = String(repeating: "x", count: 5 << 20)
            let type = ["Content-Type": "text/plain"] as [String: String?]
            #expect(try await WireReply.of(port: server.port, "POST", "/", type, body: most).status == 200)
            let event = try JSONDocument(#require(server.service.calls.first).payload).root
            #expect(event["body"]?.string == most)
            let more = try await LambdaClient.with(port: server.port) { client in
                try await client.request("POST", "/", ["Content-Length": "\(7 << 20)"])
                return try await client.reply()
            }
            #expect(more.status == 413)
            #expect(more.headers["connection"] == "close")
            #expect(server.service.calls.count == 1)
        }
    }

    @Test("A body that is no text arrives in base64, chunked or not", arguments: [true, false])
    func binary(isChunked: Bool) async throws {
        try await TestServer.with(Self.answering("{}")) { server in
            try await LambdaClient.with(port: server.port) { client in
                let head = "POST /up HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n"
                let bytes: [UInt8] = [0, 255, 13, 10]
                if isChunked {
                    try await client.send(head + "Transfer-Encoding: chunked\r\n\r\n2\r\n")
                    try await client.send(Array(bytes[..<2]))
                    try await client.send("\r\n2\r\n")
                    try await client.send(Array(bytes[2...]))
                    try await client.send("\r\n0\r\n\r\n")
                } else {
                    try await client.send(head + "Content-Length: 4\r\n\r\n")
                    try await client.send(bytes)
                }
                #expect(try await client.reply().status == 200)
            }
            let event = try JSONDocument(#require(server.service.calls.first).payload).root
            #expect(event["isBase64Encoded"]?.bool == true)
            #expect(event["body"]?.string.flatMap { Data(base64Encoded: $0) } == Data([0, 255, 13, 10]))
        }
    }

    @Test("Equal headers are joined, and cookies are apart")
    func headers() async throws {
        try await TestServer.with(Self.answering("{}")) { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.send(
                    "GET / HTTP/1.1\r\nHost: localhost:1\r\nX-A: 1\r\nX-a: 2\r\nCookie: a=1; b=2\r\n\r\n")
                _ = try await client.reply()
            }
            let event = try JSONDocument(#require(server.service.calls.first).payload).root
            #expect(event["headers"]?["x-a"]?.string == "1,2")
            #expect(event["cookies"]?.elements.compactMap(\.string) == ["a=1", "b=2"])
        }
    }

    @Test("A name of this machine that is not its own is refused before the function is called")
    func foreignHost() async throws {
        try await TestServer.with(Self.answering("{}")) { server in
            let reply = try await WireReply.of(port: server.port, "GET", "/", ["Host": "evil.example"])
            #expect(reply.status == 403)
            #expect(server.service.calls.isEmpty)
        }
    }
}
