import LambdaModel
import Testing

@testable import LambdaRuntime

@Suite("Function URLs that stream", .timeLimit(.minutes(2))) struct StreamedURLTests {
    private static func service(
        _ parts: [(String, String?)], cors: CORSSettings? = nil,
        _ answer: @escaping ServiceDouble.Answer = { .ok($0, []) }
    ) -> ServiceDouble {
        var url = FunctionURLSettings()
        (url.invokeMode, url.cors) = (.responseStream, cors)
        return ServiceDouble(url: url, parts: parts.map { (Array($0.0.utf8), $0.1) }, answer: answer)
    }

    private static let prelude = "application/vnd.awslambda.http-integration-response"

    private static func received(
        _ service: ServiceDouble, _ request: String = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    ) async throws -> String {
        let received = Received()
        try await TestServer.with(service) { server in
            await received.set(
                try await LambdaClient.with(port: server.port) { client in
                    try await client.send(request)
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

    @Test(
        "A prelude of a wrong shape is 502, and the log says what is wrong",
        arguments: [
            ("{\"statusCode\": []}\0\0\0\0\0\0\0\0", "`.statusCode` is an array; it is a number"),
            ("{\"statusCode\":", "the prelude of the stream ends before its eight NUL bytes"),
        ])
    func wrongPrelude(stream: String, problem: String) async throws {
        let service = Self.service([(stream, Self.prelude)])
        let text = try await Self.received(service)
        #expect(text.hasPrefix("HTTP/1.1 502 "), "\(text)")
        #expect(text.contains("x-lamdeck-problem: \(problem)\r\n"), "\(text)")
        while service.logged.isEmpty { await Task.yield() }
        #expect(service.logged == ["hello: the response to GET / is not valid: \(problem)"])
    }

    @Test("A field that both the function and cors send is a line of the log, too")
    func doubledField() async throws {
        var cors = CORSSettings()
        cors.allowOrigins = ["http://localhost:3000"]
        let prelude = "{\"headers\": {\"access-control-allow-origin\": \"*\"}}\0\0\0\0\0\0\0\0"
        let service = Self.service([(prelude, Self.prelude)], cors: cors)
        let text = try await Self.received(
            service, "GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:3000\r\nConnection: close\r\n\r\n")
        #expect(text.contains("x-lamdeck-problem: the function and \"cors\" both send "), "\(text)")
        while service.logged.isEmpty { await Task.yield() }
        #expect(service.logged.first?.hasPrefix("hello: GET /: the function and \"cors\" both send ") == true)
    }

    @Test("A stream whose status allows no body has none, and the connection stays in step", arguments: [204, 304])
    func noBody(status: Int) async throws {
        let parts = [
            "{\"statusCode\": \(status)}\0\0\0\0\0\0\0\0", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", "more",
        ]
        try await TestServer.with(Self.service(parts.map { ($0, Self.prelude) })) { server in
            try await LambdaClient.with(port: server.port) { client in
                for _ in 0..<2 {
                    try await client.request("GET", "/")
                    let reply = try await client.reply()
                    #expect(reply.status == status && reply.headers["transfer-encoding"] == nil)
                }
                client.finish()
                #expect(await client.rest().isEmpty)
            }
        }
    }

    @Test("An HTTP/1.0 client gets no chunks: the end of the connection ends the stream")
    func oldClient() async throws {
        let text = try await Self.received(
            Self.service([("a", "text/plain"), ("b", "text/plain")]),
            "GET / HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n")
        #expect(text.hasPrefix("HTTP/1.0 200 OK\r\n"), "\(text)")
        #expect(!text.contains("transfer-encoding") && text.contains("connection: close\r\n"), "\(text)")
        #expect(text.hasSuffix("\r\n\r\nab"), "\(text)")
    }

    // MARK: Slow clients

    @Test("The source of a stream pauses while its client does not read", arguments: [true, false])
    func pace(reads: Bool) async throws {
        let (paused, resumed) = (Latch(), Latch())
        let part = String(repeating: "a", count: 16 << 20)
        let service = Self.service([(part, "text/plain")]) { call in
            let isPaused = call.pace?.pauses { resumed.open() } ?? false
            #expect(isPaused)
            paused.open()
            if isPaused { await resumed.wait() }
            return .ok(call, [])
        }
        try await TestServer.with(service) { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.request("GET", "/", ["Connection": "close"])
                await paused.wait()
                guard reads else { return client.hangUp() }
                let text = await client.rest()
                let isWhole = text.utf8.count > part.utf8.count && text.hasSuffix("a\r\n0\r\n\r\n")
                #expect(isWhole)
            }
            await service.has(ended: 1)
        }
        #expect(service.logged.isEmpty)
    }

    /// The first of two pieces that waited was taken, which ended the time limit for the second one.
    @Test("A client that stops reading in mid-stream is cut off, the function goes on, and the log says why")
    func stalled() async throws {
        let (paused, resumed) = (Latch(), Latch())
        // The second one is larger than what the system takes for a client that does not read.
        let parts = [4 << 20, 48 << 20].map { (String(repeating: "a", count: $0), "text/plain" as String?) }
        let service = Self.service(parts) { call in
            let isPaused = call.pace?.pauses { resumed.open() } ?? false
            paused.open()
            if isPaused { await resumed.wait() }
            return .ok(call, [])
        }
        try await TestServer.with(service, .with { $0.bodyPause = .milliseconds(500) }) { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.request("GET", "/")
                await paused.wait()
                await client.skip(5 << 20)
                await service.has(ended: 1)
            }
        }
        while service.logged.isEmpty { await Task.yield() }
        let reason = "the client has read nothing of the response for 0.5 s"
        #expect(service.logged == ["hello: GET /: \(reason); its connection was closed, and the function went on"])
    }

    // MARK: Ends

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

    @Test("HEAD of a stream with a wrong prelude is 502")
    func wrongHead() async throws {
        let service = Self.service([]) { call in
            guard case .result(var result) = CallAnswer.ok(call, Array("{\"statusCode\":".utf8)) else {
                return .ok(call)
            }
            result.responseType = Self.prelude
            return .result(result)
        }
        let text = try await Self.received(
            service, "HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        #expect(text.hasPrefix("HTTP/1.1 502 ") && text.hasSuffix("\r\n\r\n"), "\(text)")
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
