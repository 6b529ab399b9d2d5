import LambdaModel
import Testing

@testable import LambdaRuntime

/// Connections and runtimes that break off.
@Suite("Runtime API: connections that break", .timeLimit(.minutes(4)))
struct RuntimeBreakTests {
    // MARK: Broken connections

    /// Sends half of a response to one call, and breaks the connection.
    ///
    /// - Parameter exit: how the container ended; nil if it runs.
    private static func half(
        exit: RuntimeExit?, _ after: (RuntimePlace) async throws -> Void = { _ in }
    ) async throws -> RuntimeCallEnd {
        var found: RuntimeCallEnd?
        try await RuntimePlace.with(exit: exit) { place in
            async let end = place.call(isStreamed: true)
            try await FakeRuntime.with(place) { runtime in
                #expect(try await runtime.event().status == 200)
                try await runtime.send("POST", FakeRuntime.response("first"), ["Content-Length": "100"])
                try await runtime.send(raw: "half")
                try await place.news.has(parts: "half")
                runtime.hangUp()
            }
            found = await end
            try await after(place)
        }
        return try #require(found)
    }

    @Test func `half a response is truncated if the runtime lives`() async throws {
        let end = try await Self.half(exit: nil) { place in
            // The runtime goes on with a new connection.
            try await FakeRuntime.with(place) { runtime in
                async let next = place.call(id: "second")
                let found195 = try await runtime.event().requestID
                #expect(found195 == "second")
                let found196 = try await runtime.respond("2", to: "second").status
                #expect(found196 == 202)
                let ended = await next
                #expect(ended.outcome == .response)
            }
        }
        #expect(end.outcome == .truncated)
        #expect(end.body == Array("half".utf8))
    }

    @Test func `half a response is an exit if the runtime ended`() async throws {
        let end = try await Self.half(exit: .code(3)) { place in
            await place.server.ended(within: .seconds(60))
            let later = await place.call(id: "second")
            #expect(later.outcome == .neverDelivered)
        }
        #expect(end.outcome == .exited(.code(3)))
        #expect(end.body == Array("half".utf8))
    }

    @Test func `chunks that break off are no whole response`() async throws {
        try await RuntimePlace.with { place in
            async let end = place.call()
            try await FakeRuntime.with(place) { runtime in
                #expect(try await runtime.event().status == 200)
                try await runtime.begin(FakeRuntime.response("first"))
                try await runtime.chunk("half")
                runtime.hangUp()
            }
            let ended = await end
            #expect(ended.outcome == .truncated)
        }
    }

    @Test func `a runtime that ends without an answer ends its call`() async throws {
        try await RuntimePlace.with(exit: .outOfMemory) { place in
            async let end = place.call()
            try await FakeRuntime.with(place) { runtime in
                let found233 = try await runtime.event().status
                #expect(found233 == 200)
                runtime.hangUp()
            }
            let ended = await end
            #expect(ended.outcome == .exited(.outOfMemory))
        }
    }

    /// Ruby's client opens a connection for each request.
    @Test func `a runtime that lives may answer on another connection`() async throws {
        try await RuntimePlace.with { place in
            for id in ["first", "second"] {
                async let end = place.call(id: id)
                try await FakeRuntime.with(place) { runtime in
                    let found247 = try await runtime.event().requestID
                    #expect(found247 == id)
                    runtime.hangUp()
                }
                try await FakeRuntime.with(place) { runtime in
                    let found251 = try await runtime.respond("\(id)!", to: id).status
                    #expect(found251 == 202)
                }
                let ended = await end
                #expect(ended.outcome == .response)
                #expect(ended.body == Array("\(id)!".utf8))
            }
        }
    }

    @Test func `a runtime that ends while it waits ends the environment`() async throws {
        try await RuntimePlace.with(exit: .code(1)) { place in
            try await FakeRuntime.with(place) { runtime in
                try await runtime.askForEvent()
                _ = try await place.news.initReport()
                runtime.hangUp()
            }
            await place.server.ended(within: .seconds(60))
            let end = await place.call()
            #expect(end.outcome == .neverDelivered)
        }
    }
}
