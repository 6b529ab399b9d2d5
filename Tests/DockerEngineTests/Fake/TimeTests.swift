import DockerEngine
import Testing

/// Time limits, and the end of requests that no caller waits for.
@Suite(.timeLimit(.minutes(10))) struct TimeTests {
    @Test(arguments: [[], [.chunkedHead, .chunk(Array("[".utf8))]] as [[ScriptedServer.Step]])
    func shortCallsHaveALimitBodiesIncluded(steps: [ScriptedServer.Step]) async throws {
        let limits = EngineLimits(query: .milliseconds(50), change: .milliseconds(50))
        try await withFakeEngine(limits: limits, answering: .always(steps)) { client, _ in
            let kind = await failureKind { try await client.listContainers(all: true) }
            #expect(kind == .timedOut(after: .milliseconds(50)))
            #expect(await failureKind { try await client.startContainer("x") } == .timedOut(after: .milliseconds(50)))
        }
    }

    @Test(arguments: [[], [.chunkedHead], [.chunkedHead, .chunk([1, 0, 0])]] as [[ScriptedServer.Step]])
    func cancellingEndsAStream(steps: [ScriptedServer.Step]) async throws {
        try await withFakeEngine(answering: .always(steps)) { client, server in
            let task = Task { try await client.logs("x", follow: true).collected() }
            try await server.requested("/containers/x/logs")
            task.cancel()
            #expect(await failureKind { try await task.value } == .cancelled)
            try await server.disconnected("/containers/x/logs")
        }
    }

    @Test func cancellingEndsAWaitAndAShortCall() async throws {
        try await withFakeEngine(answering: .always([])) { client, server in
            let wait = Task { try await client.waitContainer("x") }
            try await server.requested("/containers/x/wait")
            wait.cancel()
            #expect(await failureKind { try await wait.value } == .cancelled)
            try await server.disconnected("/containers/x/wait")

            let list = Task { try await client.listContainers(all: true) }
            try await server.requested("/containers/json")
            list.cancel()
            #expect(await failureKind { try await list.value } == .cancelled)
            try await server.disconnected("/containers/json")
        }
    }

    @Test func lettingGoOfTheIteratorEndsAStream() async throws {
        let frame = LogDecodingTests.frame(1, "one\n")
        try await withFakeEngine(answering: .always([.chunkedHead, .chunk(frame)])) { client, server in
            for try await batch in client.logs("x", follow: true) {
                #expect(batch.map(\.bytes) == [Array("one".utf8)])
                break
            }
            try await server.disconnected("/containers/x/logs")
        }
    }

    @Test func shuttingDownEndsEverything() async throws {
        try await withFakeEngine(answering: .always([.chunkedHead])) { client, server in
            let task = Task { try await client.events().collected() }
            try await server.requested("/events")
            await client.shutdown()
            #expect(await failureKind { try await task.value } == .cancelled)
            #expect(await failureKind { try await client.ping() } == .cancelled)
        }
    }

    @Test func aStreamKeepsItsClientAlive() async throws {
        let frame = LogDecodingTests.frame(1, "one\n")
        try await withFakeEngine(answering: .always([.chunkedHead, .chunk(frame), .lastChunk])) { client, _ in
            // A client that is not shut down, and that only the stream still references.
            let logs = EngineClient(endpoint: client.endpoint).logs("x", follow: true)
            let batches = try await logs.collected()
            #expect(batches.count == 1)
        }
    }

    @Test func aReaderThatIsSlowHoldsTheEngineBack() async throws {
        // Far more than sockets and buffers hold; a client that reads ahead would have read all of it.
        let frame = LogDecodingTests.frame(1, String(repeating: "x", count: 1023) + "\n")
        let chunk = ScriptedServer.Step.chunk(Array(repeatElement(frame, count: 64).joined()))
        let steps = [.chunkedHead] + Array(repeating: chunk, count: 300) + [.lastChunk]
        try await withFakeEngine(answering: .always(steps)) { client, server in
            var iterator = client.logs("x", follow: true).makeAsyncIterator()
            let first = try await iterator.next()
            #expect(first != nil)
            // Other calls go through while the log waits.
            for _ in 0..<50 {
                try await client.ping()
            }
            #expect(server.sentBytes < 8 << 20)
            var lines = first?.count ?? 0
            while let batch = try await iterator.next() {
                lines += batch.count
            }
            #expect(lines == 300 * 64)
        }
    }
}
