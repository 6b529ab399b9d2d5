import LambdaModel
import Testing

@testable import LambdaRuntime

/// `InvokeWithResponseStream`.
@Suite("Invocations that stream", .timeLimit(.minutes(2))) struct StreamedInvokeTests {
    private static let path = "/2021-11-15/functions/function/response-streaming-invocations"

    @Test(
        "The messages are in chunks, but not for an HTTP/1.0 client",
        arguments: [("1.1", "Connection: close"), ("1.0", "Connection: keep-alive")])
    func framing(version: String, connection: String) async throws {
        let service = ServiceDouble(parts: [(Array("one".utf8), nil)])
        try await TestServer.with(service) { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.send(
                    "POST \(Self.path) HTTP/\(version)\r\nHost: localhost\r\n\(connection)\r\n"
                        + "Content-Length: 2\r\n\r\n{}")
                let reply = try await client.reply()
                #expect(reply.status == 200)
                #expect(reply.headers["transfer-encoding"] == (version == "1.1" ? "chunked" : nil))
                #expect(reply.headers["connection"] == "close")
                let messages = [EventStream.chunk(Array("one".utf8)), EventStream.complete(error: nil, log: nil)]
                let expected = messages.map { message in
                    let text = String(decoding: message, as: UTF8.self)
                    return version == "1.1" ? "\(String(message.count, radix: 16))\r\n\(text)\r\n" : text
                }
                #expect(await client.rest() == expected.joined() + (version == "1.1" ? "0\r\n\r\n" : ""))
            }
        }
    }

    @Test("An HTTP/1.0 client gets no interim response")
    func expectation() async throws {
        try await TestServer.with { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.send(
                    "POST \(LambdaClient.ownPath) HTTP/1.0\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                        + "Content-Length: 1\r\n\r\n7")
                let reply = try await client.reply()
                #expect(reply.status == 200 && reply.text == "7")
            }
        }
    }

    @Test("A client that stops reading is cut off, and the log says why")
    func stalled() async throws {
        let resumed = Latch()
        let service = ServiceDouble(parts: [([UInt8](repeating: 0x61, count: 16 << 20), nil)]) { call in
            let isPaused = call.pace?.pauses { resumed.open() } ?? false
            #expect(isPaused)
            if isPaused { await resumed.wait() }
            return .ok(call)
        }
        try await TestServer.with(service, .with { $0.bodyPause = .milliseconds(500) }) { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.request("POST", Self.path, body: Array("{}".utf8))
                await service.has(ended: 1)
            }
        }
        while service.logged.isEmpty { await Task.yield() }
        #expect(
            service.logged == [
                "hello: the client has read nothing of the response for 0.5 s; its connection was closed, and the function "
                    + "went on"
            ])
    }
}
