import LambdaModel
import LambdaRuntime
import Testing

@Suite("Function URLs that stream") struct StreamedURLTests {
    private static func service(
        _ parts: [(String, String?)], _ answer: @escaping ServiceDouble.Answer = { .ok($0, []) }
    ) -> ServiceDouble {
        var url = FunctionURLSettings()
        url.invokeMode = .responseStream
        return ServiceDouble(url: url, parts: parts.map { (Array($0.0.utf8), $0.1) }, answer: answer)
    }

    private static let prelude = "application/vnd.awslambda.http-integration-response"

    private static func received(_ service: ServiceDouble) async throws -> String {
        let received = Received()
        try await TestServer.with(service) { server in
            await received.set(
                try await LambdaClient.with(port: server.port) { client in
                    try await client.request("GET", "/", ["Connection": "close"])
                    return await client.rest()
                })
        }
        return await received.text
    }

    private actor Received {
        var text = ""
        func set(_ text: String) { self.text = text }
    }

    @Test("Status and headers are those of the prelude, wherever its end lies")
    func prelude() async throws {
        let parts = ["{\"statusCode\": 201, \"head", "ers\": {\"x-a\": \"1\"}}\0\0\0", "\0\0\0\0\0one", "two"]
        let text = try await Self.received(Self.service(parts.map { ($0, Self.prelude) }))
        #expect(text.hasPrefix("HTTP/1.1 201 Created\r\n"), "\(text)")
        #expect(text.contains("x-a: 1\r\n"))
        #expect(text.contains("transfer-encoding: chunked\r\n"))
        #expect(text.hasSuffix("\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"), "\(text)")
    }

    @Test("Without a prelude, the type is that of the runtime")
    func noPrelude() async throws {
        let text = try await Self.received(Self.service([("a", "text/plain"), ("b", "text/plain")]))
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(text.contains("content-type: text/plain\r\n"))
        #expect(text.hasSuffix("1\r\na\r\n1\r\nb\r\n0\r\n\r\n"), "\(text)")
    }

    @Test("A prelude of a wrong shape is 502")
    func wrongPrelude() async throws {
        let text = try await Self.received(Self.service([("{\"statusCode\": []}\0\0\0\0\0\0\0\0", Self.prelude)]))
        #expect(text.hasPrefix("HTTP/1.1 502 "), "\(text)")
        #expect(text.contains("x-lamdeck-problem: `.statusCode`"), "\(text)")
    }

    @Test("A function that fails before its response is 502, and in the middle it ends the connection early")
    func failures() async throws {
        let failing: ServiceDouble.Answer = {
            .result(
                $0, .answered(status: 200, body: []), .functionError, InvocationError(type: "E", message: "broken"))
        }
        let before = try await Self.received(Self.service([], failing))
        #expect(before.hasPrefix("HTTP/1.1 502 "), "\(before)")
        let middle = try await Self.received(Self.service([("part", "text/plain")], failing))
        #expect(middle.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(middle.contains("part"))
        #expect(!middle.hasSuffix("0\r\n\r\n"), "\(middle)")
    }

    @Test("HEAD has the head of the stream and no body, and the connection stays in step")
    func head() async throws {
        let body = Array("{\"statusCode\": 201}\0\0\0\0\0\0\0\0hello".utf8)
        try await TestServer.with(Self.service([], { .ok($0, body) })) { server in
            try await LambdaClient.with(port: server.port) { client in
                for _ in 0..<2 {
                    try await client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    var head = ""
                    while !head.hasSuffix("\r\n\r\n") {
                        head += String(decoding: [try await client.byte()], as: UTF8.self)
                    }
                    #expect(head.hasPrefix("HTTP/1.1 201 Created\r\n"), "\(head)")
                    #expect(head.contains("content-length: 5\r\n"))
                }
            }
        }
    }
}
