import Testing

@testable import LambdaRuntime

@Suite(.serialized) struct ServerCrowdTests {
    @Test func twoHundredCallersAtOnceAllGetTheirOwnAnswer() async throws {
        try await TestServer.with { server in
            let right = try await withThrowingTaskGroup(of: Int.self) { group in
                for caller in 0..<200 {
                    group.addTask {
                        try await LambdaClient.with(port: server.port) { client in
                            var right = 0
                            for turn in 0..<10 {
                                try await client.request(body: Array("[\(caller),\(turn)]".utf8))
                                if try await client.reply().text == "[\(caller),\(turn)]" { right += 1 }
                            }
                            return right
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(right == 2_000)
            #expect(server.service.calls.count == 2_000)
        }
    }

    /// Holds that many connections open that send nothing, while `body` runs.
    private static func silent(
        _ count: Int, port: Int, _ body: () async throws -> Void
    ) async throws {
        let connected = Counter(0)
        let (all, latch) = (Latch(), Latch())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count {
                group.addTask {
                    // A connection that is closed at once was counted, too.
                    let noted = Counter()
                    let note = { @Sendable in
                        if noted.increment() == 1, connected.increment() == count { all.open() }
                    }
                    try? await LambdaClient.with(port: port) { _ in
                        note()
                        await latch.wait()
                    }
                    note()
                }
            }
            await all.wait()
            defer { latch.open() }
            try await body()
        }
    }

    @Test func aThousandConnectionsThatSendNothingKeepNoCallOut() async throws {
        try await TestServer.with { server in
            try await Self.silent(1_000, port: server.port) {
                for _ in 0..<3 {
                    let reply = try await WireReply.of(port: server.port, body: "1")
                    #expect(reply.text == "1")
                }
                #expect(server.server.connectionCount <= 1_000)
            }
        }
    }

    @Test func theSilentOnesGoAndTheCallStays() async throws {
        let latch = Latch()
        let service = ServiceDouble { call in
            await latch.wait()
            return .ok(call)
        }
        try await TestServer.with(service, .with { $0.connections = 8 }) { server in
            try await LambdaClient.with(port: server.port) { caller in
                try await caller.request(body: [0x31])
                await service.has(calls: 1)
                try await Self.silent(40, port: server.port) {
                    #expect(server.server.connectionCount <= 8)
                    latch.open()
                    let reply = try await caller.reply()
                    #expect(reply.text == "1")
                }
            }
        }
    }

    @Test func aNewConnectionIsRefusedIfAllAreBusy() async throws {
        let latch = Latch()
        let service = ServiceDouble { call in
            await latch.wait()
            return .ok(call)
        }
        try await TestServer.with(service, .with { $0.connections = 2 }) { server in
            try await LambdaClient.with(port: server.port) { first in
                try await LambdaClient.with(port: server.port) { second in
                    for client in [first, second] { try await client.request(body: [0x31]) }
                    await service.has(calls: 2)
                    try await LambdaClient.with(port: server.port) { third in
                        #expect(await third.rest().isEmpty)
                    }
                    latch.open()
                    for client in [first, second] { #expect(try await client.reply().status == 200) }
                }
            }
        }
    }
}
