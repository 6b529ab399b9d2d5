import LambdaRuntime
import Testing

@Suite struct ServerEventTests {
    private static let event = ["X-Amz-Invocation-Type": "Event"] as [String: String?]

    @Test func anEventIsAcceptedAndRunsAfterwards() async throws {
        let latch = Latch()
        let service = ServiceDouble { call in
            await latch.wait()
            return .ok(call)
        }
        try await TestServer.with(service) { server in
            let reply = try await WireReply.of(port: server.port, headers: Self.event, body: "{}")
            #expect(reply.status == 202)
            #expect(reply.headers["content-length"] == "0")
            #expect(reply.body.isEmpty)
            #expect(reply.headers["x-amzn-requestid"] != nil)
            // The caller has already hung up.
            await service.has(calls: 1)
            #expect(service.ended == 0)
            #expect(service.calls.first?.kind == .event)
            latch.open()
            await service.has(ended: 1)
        }
    }

    /// Also if its body arrives late.
    @Test func aDryRunCallsNothing() async throws {
        try await TestServer.with { server in
            try await LambdaClient.with(port: server.port) { client in
                let path = LambdaClient.ownPath
                try await client.send(
                    "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Invocation-Type: DryRun\r\nContent-Length: 2\r\n\r\n{"
                )
                // The head is read before the request that is sent later on another connection.
                #expect(try await WireReply.of(port: server.port, body: "2").status == 200)
                try await client.send("}")
                let reply = try await client.reply()
                #expect(reply.status == 204)
                #expect(reply.headers["content-length"] == nil)
                // The connection stays open.
                try await client.request(body: [0x31])
                #expect(try await client.reply().text == "1")
            }
            #expect(server.service.calls.count == 2)
        }
    }

    @Test func thereIsRoomForSoManyEvents() async throws {
        let latch = Latch()
        let service = ServiceDouble { call in
            await latch.wait()
            return .ok(call)
        }
        try await TestServer.with(service, .with { $0.eventsInFlight = 2 }) { server in
            var statuses: [Int] = []
            for _ in 0..<3 {
                statuses.append(try await WireReply.of(port: server.port, headers: Self.event, body: "{}").status)
            }
            #expect(statuses == [202, 202, 429])
            latch.open()
            await service.has(ended: 2)
        }
    }

    @Test func anEventThatFindsNoRoomTriesAgain() async throws {
        let latch = Latch()
        let tries = Counter(0)
        let service = ServiceDouble { call in
            if tries.increment() < 3 { return .busy(waiting: 1) }
            latch.open()
            return .ok(call)
        }
        try await TestServer.with(service) { server in
            let reply = try await WireReply.of(port: server.port, headers: Self.event, body: "{}")
            #expect(reply.status == 202)
            await latch.wait()
            #expect(service.calls.count == 3)
        }
    }
}
