import LambdaRuntime
import Testing

@Suite struct ServerBodyTests {
    /// A JSON string of that many bytes in total.
    private static func event(_ bytes: Int) -> [UInt8] {
        [0x22] + [UInt8](repeating: 0x61, count: bytes - 2) + [0x22]
    }

    @Test func aBodyAtTheLimitReturnsWhole() async throws {
        try await TestServer.with { server in
            let event = Self.event(6_291_556)
            try await LambdaClient.with(port: server.port) { client in
                for isChunked in [false, true] {
                    if isChunked {
                        try await client.request(headers: ["Transfer-Encoding": "chunked"])
                        for start in stride(from: 0, to: event.count, by: 1 << 20) {
                            let chunk = event[start..<min(event.count, start + 1 << 20)]
                            try await client.send("\(String(chunk.count, radix: 16))\r\n")
                            try await client.send(Array(chunk) + Array("\r\n".utf8))
                        }
                        try await client.send("0\r\n\r\n")
                    } else {
                        try await client.request(body: event)
                    }
                    let reply = try await client.reply()
                    #expect(reply.body == event)
                }
            }
        }
    }

    @Test(arguments: [6_291_557, 7_000_000]) func aLargerBodyIsRefused(_ bytes: Int) async throws {
        try await TestServer.with { server in
            try await LambdaClient.with(port: server.port) { client in
                // The whole body is sent before the response is read, like Python's clients do.
                try await client.request(body: Self.event(bytes))
                let reply = try await client.reply()
                #expect(reply.status == 413)
                #expect(reply.headers["x-amzn-errortype"] == "RequestTooLargeException")
                #expect(
                    reply.text.contains(
                        "\(bytes) byte payload is too large for the RequestResponse invocation type (limit 6291556 bytes)"
                    ))
                #expect(await client.rest().isEmpty)
            }
            #expect(server.service.calls.isEmpty)
        }
    }

    @Test func aLargerBodyOfUnknownLengthIsRefusedWhileItArrives() async throws {
        try await TestServer.with { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.request(headers: ["Transfer-Encoding": "chunked"])
                let chunk = Array("100000\r\n".utf8) + [UInt8](repeating: 0x61, count: 1 << 20) + Array("\r\n".utf8)
                for _ in 0..<7 { try await client.send(chunk) }
                // The end of the body is never sent.
                #expect(try await client.reply().status == 413)
            }
            #expect(server.service.calls.isEmpty)
        }
    }

    @Test func aClientThatAnnouncesTooMuchIsRefusedBeforeItSends() async throws {
        try await TestServer.with { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.request(headers: ["Content-Length": "99999999999", "Expect": "100-continue"])
                #expect(try await client.reply().status == 413)
            }
        }
    }

    @Test func anEventIsSmaller() async throws {
        try await TestServer.with { server in
            for (bytes, status) in [(1_048_576, 202), (1_048_577, 413)] {
                let reply = try await LambdaClient.with(port: server.port) { client in
                    try await client.request(headers: ["X-Amz-Invocation-Type": "Event"], body: Self.event(bytes))
                    return try await client.reply()
                }
                #expect(reply.status == status)
            }
        }
    }

    @Test func aLargeAnswerIsNotCutOffAtTheEndOfTheConnection() async throws {
        let answer = Self.event(6_291_556)
        try await TestServer.with(ServiceDouble { .ok($0, answer) }) { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.request(headers: ["Connection": "close"], body: [0x31])
                let reply = try await client.reply()
                #expect(reply.body == answer)
                #expect(reply.headers["connection"] == "close")
                #expect(await client.rest().isEmpty)
            }
        }
    }

    @Test func aTruncatedBodyIsNotACall() async throws {
        try await TestServer.with { server in
            for headers in [["Content-Length": "100"], ["Transfer-Encoding": "chunked"]] {
                for isPolite in [false, true] {
                    try await LambdaClient.with(port: server.port) { client in
                        try await client.request(headers: headers.mapValues { $0 })
                        try await client.send(headers["Content-Length"] == nil ? "1\r\n1\r\n" : "1")
                        if isPolite { client.finish() } else { client.hangUp() }
                        _ = await client.rest()
                    }
                }
            }
            let reply = try await WireReply.of(port: server.port)
            #expect(reply.status == 200)
            #expect(server.service.calls.count == 1)
        }
    }
}
