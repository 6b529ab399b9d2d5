import LambdaModel
import Testing

@testable import LambdaRuntime

@Suite("Runtime API: the pace of a stream", .timeLimit(.minutes(4)))
struct RuntimePaceTests {
    @Test func `a caller that does not read slows the runtime down`() async throws {
        let (pace, megabytes) = (StreamPace(), 32)
        pace.pause()
        try await RuntimePlace.with { place in
            let news = place.news
            let ended = try await FakeRuntime.with(place) { runtime in
                async let end = place.call(isStreamed: true, at: pace)
                #expect(try await runtime.event().status == 200)
                async let received = Self.received(place, before: pace)
                try await runtime.begin(
                    FakeRuntime.response("first"), ["Lambda-Runtime-Function-Response-Mode": "streaming"])
                for _ in 0..<megabytes { try await runtime.chunk(String(repeating: "a", count: 1 << 20)) }
                try await runtime.end()
                #expect(try await runtime.reply().status == 202)
                let receivedPaused = try await received
                #expect(receivedPaused <= 1 << 20)
                return await end
            }
            #expect(ended.outcome == .response)
            #expect(news.all.reduce(0) { $0 + $1.part.count } == megabytes << 20)
        }
    }

    /// How many bytes the server receives before the pace is no longer paused.
    private static func received(_ place: RuntimePlace, before pace: StreamPace) async throws -> Int {
        try await place.news.hasPart()
        // The server goes on to read from its other connections.
        try await FakeRuntime.with(place) { other in
            for _ in 0..<100 {
                let status = try await other.ask("GET", "/nothing").status
                #expect(status == 404)
            }
        }
        defer { pace.resume() }
        return place.news.all.reduce(0) { $0 + $1.part.count }
    }
}
