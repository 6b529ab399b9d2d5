import LambdaRuntime
import Testing

@Suite struct ServerHangUpTests {
    @Test func aCallGoesOnWhenItsCallerHangsUp() async throws {
        let latch = Latch()
        let cancelled = Counter(0)
        let service = ServiceDouble { call in
            await latch.wait()
            if Task.isCancelled { cancelled.increment() }
            return .ok(call)
        }
        try await TestServer.with(service) { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.request(body: [0x31])
                await service.has(calls: 1)
                client.hangUp()
            }
            latch.open()
            await service.has(ended: 1)
            #expect(cancelled.current == 0)
            let reply = try await WireReply.of(port: server.port, body: "2")
            #expect(reply.text == "2")
        }
    }

    @Test func aClientThatOnlyStopsSendingGetsItsAnswer() async throws {
        try await TestServer.with { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.request(body: [0x31])
                client.finish()
                #expect(try await client.reply().text == "1")
                #expect(await client.rest().isEmpty)
            }
        }
    }

    @Test(arguments: [
        "GARBAGE\r\n\r\n", "POST / HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}hello", "POST /\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: abc\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nBad Header: 1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
        "POST /2015-03-31/functions/function/invocations HTTP/1.1\r\nHost: localhost\r\n"
            + "Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
    ]) func otherBytesAreRefusedAndTheConnectionEnds(_ bytes: String) async throws {
        try await TestServer.with { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.send(bytes)
                let all = await client.rest()
                #expect(all.hasPrefix("HTTP/1.1 400 "), "\(all)")
                #expect(all.lowercased().contains("connection: close"))
            }
            #expect(server.service.calls.isEmpty)
            let reply = try await WireReply.of(port: server.port)
            #expect(reply.status == 200)
        }
    }

    /// The parser's error arrived before the end of the response was sent, and the connection closed without it.
    @Test(arguments: [
        ("", "garbage\r\n\r\n"), ("", "\u{16}\u{3}\u{1}"), ("", "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n"),
        ("Connection: close\r\n", "x"), ("Connection: close\r\n", "\r\n"), ("Connection: close\r\n", "POST / HT"),
        (
            "Connection: close\r\n",
            "POST \(LambdaClient.ownPath) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n9"
        ),
    ]) func aCallsResponseIsSentWhateverFollowsItsRequest(_ header: String, _ rest: String) async throws {
        try await TestServer.with { server in
            try await LambdaClient.with(port: server.port) { client in
                let head = "POST \(LambdaClient.ownPath) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n"
                try await client.send(head + header + "\r\n123" + rest)
                let all = await client.rest()
                #expect(all.hasPrefix("HTTP/1.1 200 "), "\(all)")
                #expect(all.hasSuffix("\r\n\r\n123"), "\(all)")
            }
            #expect(server.service.calls.count == 1)
        }
    }

    @Test func allRequestsUpToTheLastOneAreAnswered() async throws {
        try await TestServer.with { server in
            try await LambdaClient.with(port: server.port) { client in
                let requests = (1...4).map { number in
                    "POST \(LambdaClient.ownPath) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
                        + (number == 3 ? "Connection: close\r\n\r\n\(number)" : "\r\n\(number)")
                }
                try await client.send(requests.joined())
                for number in 1...3 { #expect(try await client.reply().text == "\(number)") }
                #expect(await client.rest().isEmpty)
            }
            #expect(server.service.calls.count == 3)
        }
    }

    /// The second request is incomplete when the connection's input ends, or is not HTTP.
    @Test(arguments: ["Content-Length: 9\r\n\r\n2", "Transfer-Encoding: chunked\r\n\r\nZZ\r\n", "Content-Le"])
    func theResponseBeforeABrokenRequestIsSent(_ rest: String) async throws {
        try await TestServer.with { server in
            try await LambdaClient.with(port: server.port) { client in
                let head = "POST \(LambdaClient.ownPath) HTTP/1.1\r\nHost: localhost\r\n"
                try await client.send(head + "Content-Length: 1\r\n\r\n1" + head + rest)
                client.finish()
                #expect(try await client.reply().text == "1")
                let all = await client.rest()
                #expect(rest.hasPrefix("T") ? all.hasPrefix("HTTP/1.1 400 ") : all.isEmpty, "\(all)")
            }
            #expect(server.service.calls.count == 1)
        }
    }

    @Test func aBrokenLastRequestIsRefused() async throws {
        try await TestServer.with { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.request(
                    "POST", LambdaClient.ownPath, ["Transfer-Encoding": "chunked", "Connection": "close"])
                try await client.send("ZZ\r\n")
                #expect(await client.rest().hasPrefix("HTTP/1.1 400 "))
            }
        }
    }

    @Test(arguments: [
        (
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            "it has both Transfer-Encoding and Content-Length"
        ),
        (
            "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
            "it has both Transfer-Encoding and Content-Length"
        ),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\"HTTP/2 is not spoken here: use HTTP/1.1\""),
        ("FOO / HTTP/1.1\r\n\r\n", "\"this is not an HTTP request: its method is unknown\""),
    ]) func theRefusalSaysWhatIsWrong(_ bytes: String, _ words: String) async throws {
        try await TestServer.with { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.send(bytes)
                let all = await client.rest()
                #expect(all.hasPrefix("HTTP/1.1 400 ") && all.contains(words), "\(all)")
            }
        }
    }

    @Test func headsThatAreTooLargeAreRefused() async throws {
        try await TestServer.with { server in
            let many = (0..<300).map { "X-\($0): 1\r\n" }.joined()
            let long = "X-Long: \(String(repeating: "a", count: 100_000))\r\n"
            for headers in [many, long] {
                try await LambdaClient.with(port: server.port) { client in
                    try await client.send("POST \(LambdaClient.ownPath) HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n")
                    let all = await client.rest()
                    #expect(all.hasPrefix("HTTP/1.1 4"), "\(all.prefix(100))")
                }
            }
            let path = "/2015-03-31/functions/\(String(repeating: "a", count: 20_000))/invocations"
            let reply = try await WireReply.of(port: server.endpoint, "POST", path)
            #expect((400..<500).contains(reply.status))
            #expect(server.service.calls.isEmpty)
        }
    }

    // MARK: Slow clients

    @Test(arguments: ["", "POST / HT", "POST / HTTP/1.1\r\nHost: local"]) func aSlowHeadEnds(_ bytes: String)
        async throws
    {
        // Long enough for the bytes to arrive on a busy machine: the time is counted from the connection.
        try await TestServer.with(ServiceDouble(), .with { $0.head = .seconds(60) }) { server in
            try await LambdaClient.with(port: server.port) { client in
                if !bytes.isEmpty { try await client.send(bytes) }
                let all = await client.rest()
                #expect(bytes.isEmpty ? all.isEmpty : all.hasPrefix("HTTP/1.1 408 "))
            }
        }
    }

    @Test func aBodyThatStopsEnds() async throws {
        try await TestServer.with(ServiceDouble(), .with { $0.bodyPause = .milliseconds(500) }) { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.request(headers: ["Content-Length": "10"])
                try await client.send("[1,")
                #expect(await client.rest().hasPrefix("HTTP/1.1 408 "))
            }
            #expect(server.service.calls.isEmpty)
        }
    }

    @Test func anIdleConnectionEndsAndACallIsNotIdleness() async throws {
        let latch = Latch()
        let service = ServiceDouble { call in
            if call.payload == [0x31] { await latch.wait() }
            return .ok(call)
        }
        try await TestServer.with(service, .with { $0.idle = .milliseconds(50) }) { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.request(body: [0x31])
                await service.has(calls: 1)
                // Another connection is idle for long enough while this call runs.
                try await LambdaClient.with(port: server.port) { other in
                    try await other.request(body: [0x32])
                    let reply = try await other.reply()
                    #expect(reply.text == "2")
                    #expect(await other.rest().isEmpty)
                }
                latch.open()
                #expect(try await client.reply().text == "1")
                #expect(await client.rest().isEmpty)
            }
        }
    }

    /// The second request arrives before the first one is answered; the time of its call counted as idle.
    @Test func aCallThatWasSentEarlyIsNotIdleness() async throws {
        let latch = Latch()
        let service = ServiceDouble { call in
            if call.payload == [0x32] { await latch.wait() }
            return .ok(call)
        }
        try await TestServer.with(service, .with { $0.idle = .milliseconds(50) }) { server in
            try await LambdaClient.with(port: server.port) { client in
                let one = "POST \(LambdaClient.ownPath) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n"
                try await client.send(one + "1" + one + "2")
                #expect(try await client.reply().text == "1")
                await service.has(calls: 2)
                // Another connection is idle for long enough while the second call runs.
                try await LambdaClient.with(port: server.port) { other in
                    try await other.request(body: [0x33])
                    #expect(try await other.reply().text == "3")
                    #expect(await other.rest().isEmpty)
                }
                latch.open()
                #expect(try await client.reply().text == "2")
            }
        }
    }

    @Test func aRefusedSenderThatNeverEndsIsNotHeardForEver() async throws {
        try await TestServer.with(ServiceDouble(), .with { $0.linger = .milliseconds(60) }) { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.request(headers: ["Content-Length": "9000000"])
                #expect(try await client.reply().status == 413)
                #expect(await client.rest().isEmpty)
            }
        }
    }
}
