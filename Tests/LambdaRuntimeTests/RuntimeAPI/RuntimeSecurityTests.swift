import JSONText
import LambdaModel
import Testing

@testable import LambdaRuntime

/// Callers that are not the container, and bytes that are not HTTP.
@Suite("Runtime API: security", .timeLimit(.minutes(4)))
struct RuntimeSecurityTests {
    // MARK: Browsers

    /// A browser sends these without asking first, and a page can have another name for this machine's address.
    @Test(
        arguments: [
            ("Origin", "http://example.com"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site"),
            ("sec-fetch-mode", "no-cors"), ("Host", "example.com"), ("Host", "localhost"), ("Host", "127.0.0.1"),
            ("Host", nil),
        ] as [(String, String?)])
    func `a request of a browser changes nothing`(name: String, value: String?) async throws {
        let error = Array(#"{"errorType": "E", "errorMessage": "m"}"#.utf8)
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { browser in
                func isRefused(_ method: String, _ path: String, _ body: [UInt8]? = nil) async throws {
                    let refused = try await browser.ask(method, path, [name: value], body)
                    #expect(refused.status == 403, "\(method) \(path)")
                    #expect(refused.errorType == "Forbidden", "\(method) \(path)")
                }
                try await isRefused("GET", "/ping")
                try await isRefused("GET", FakeRuntime.next)
                try await isRefused("POST", FakeRuntime.initError, error)
                try await FakeRuntime.with(place) { runtime in
                    async let end = place.call()
                    #expect(try await runtime.event().status == 200)
                    try await isRefused("POST", FakeRuntime.response("first"), Array("2".utf8))
                    try await isRefused("POST", FakeRuntime.error("first"), error)
                    #expect(try await runtime.respond("1").status == 202)
                    let ended = await end
                    #expect(ended.outcome == .response)
                    #expect(ended.body == Array("1".utf8))
                }
            }
        }
    }

    @Test func `two hosts are refused, even if one is right`() async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { other in
                try await other.send(
                    raw: "GET /ping HTTP/1.1\r\nHost: \(place.address)\r\nHost: example.com\r\n\r\n")
                let status = try? await other.reply().status
                #expect(status != 200)
            }
        }
    }

    // MARK: Other callers

    @Test func `the connection of another address is closed without an answer`() async throws {
        try await RuntimePlace.with(caller: "127.0.0.2") { place in
            for request in ["GET /ping", "GET \(FakeRuntime.next)"] {
                try await FakeRuntime.with(place) { other in
                    // The connection may have ended by now.
                    try? await other.send(raw: "\(request) HTTP/1.1\r\nHost: \(place.address)\r\n\r\n")
                    #expect(await other.rest().isEmpty)
                }
            }
            #expect(place.news.all == [.started(.release)])
        }
    }

    @Test(arguments: [
        "GET /", "GET /2018-06-01", "GET /2018-06-01/runtime/invocation", "POST \(FakeRuntime.next)",
        "GET \(FakeRuntime.next)/more", "GET \(FakeRuntime.response("first"))", "PUT \(FakeRuntime.response("first"))",
        "POST /2018-06-01/runtime/invocation//response", "POST /2015-03-31/functions/function/invocations",
        "GET /2015-03-31/runtime/invocation/next", "DELETE /2022-07-01/telemetry",
    ])
    func `other paths and methods are not found`(_ request: String) async throws {
        let words = request.split(separator: " ").map(String.init)
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                let answer = try await runtime.ask(words[0], words[1], [:], Array("{}".utf8))
                #expect(answer.status == 404)
                #expect(answer.errorType == "NotFound")
                #expect(answer["errorMessage"]?.string?.isEmpty == false)
                let pong = try await runtime.ask("GET", "/ping")
                #expect(pong.text == "pong", "the connection stays open")
            }
            #expect(place.news.all == [.started(.release)])
        }
    }

    // MARK: Limits

    @Test func `headers of two megabytes are taken, and no larger ones`() async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                let most = String(repeating: "a", count: 2_000_000)
                let found98 = try await runtime.ask("GET", "/ping", ["X-Long": most]).status
                #expect(found98 == 200)
            }
            let long = String(repeating: "a", count: (2 << 20) + 1)
            let half = String(repeating: "a", count: 1_100_000)
            for headers in [["X-Long": long], ["X-One": half, "X-Two": half]] as [[String: String?]] {
                try await FakeRuntime.with(place) { other in
                    // The server closes the connection before it has read all, so that sending may fail, and the answer
                    // may be lost.
                    try? await other.send("GET", "/ping", headers)
                    let all = await other.rest()
                    #expect(all.isEmpty || all.hasPrefix("HTTP/1.1 400 "), "\(all.prefix(100))")
                }
            }
        }
    }

    @Test(arguments: [FakeRuntime.initError, "/2020-01-01/extension/register"])
    func `a body that is too large is refused`(path: String) async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                let body = [UInt8](repeating: 0x20, count: (8 << 20) + 1)
                let answer = try await runtime.ask("POST", path, ["Lambda-Extension-Name": "a"], body)
                #expect(answer.status == 413)
                #expect(answer.errorType == "RequestEntityTooLarge")
                // The init has not failed.
                async let end = place.call()
                #expect(try await runtime.event().status == 200)
                #expect(try await runtime.respond("1").status == 202)
                let ended = await end
                #expect(ended.outcome == .response)
            }
        }
    }

    @Test func `requests that are sent before the answer to an earlier one are answered in order`() async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                let head = "HTTP/1.1\r\nHost: \(place.address)\r\n\r\n"
                try await runtime.send(raw: "GET \(FakeRuntime.next) \(head)GET /ping \(head)GET /nothing \(head)")
                async let end = place.call()
                let event = try await runtime.reply()
                #expect(event.requestID == "first")
                let ping = try await runtime.reply()
                #expect(ping.text == "pong")
                let nothing = try await runtime.reply()
                #expect(nothing.status == 404)
                let answer = try await runtime.respond("8")
                #expect(answer.status == 202)
                let ended = await end
                #expect(ended.outcome == .response)
            }
        }
    }

    @Test func `a client that sends many requests without reading an answer is cut off`() async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                let head = "HTTP/1.1\r\nHost: \(place.address)\r\n\r\n"
                let pings = String(repeating: "GET /ping \(head)", count: 100)
                try? await runtime.send(raw: "GET \(FakeRuntime.next) \(head)\(pings)")
                let rest = await runtime.rest()
                #expect(rest == "")
            }
        }
    }

    @Test(arguments: [
        "GARBAGE\r\n\r\n", "GET /ping HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}hello", "POST /ping\r\n\r\n",
        "POST /2018-06-01/runtime/init/error HTTP/1.1\r\nHost: HOST\r\nContent-Length: abc\r\n\r\n",
        "POST /2018-06-01/runtime/init/error HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "GET /ping HTTP/1.1\r\nHost: HOST\r\nBad Header: 1\r\n\r\n",
        "POST /2018-06-01/runtime/init/error HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n"
            + "Content-Length: 5\r\n\r\n",
        "POST /2018-06-01/runtime/init/error HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    ])
    func `other bytes are refused, and the connection ends`(_ bytes: String) async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { other in
                try await other.send(raw: bytes.replacing("HOST", with: place.address))
                let all = await other.rest()
                #expect(all.hasPrefix("HTTP/1.1 400 "), "\(all)")
            }
            try await FakeRuntime.with(place) { runtime in
                async let end = place.call()
                let found150 = try await runtime.event().status
                #expect(found150 == 200)
                let found151 = try await runtime.respond("1").status
                #expect(found151 == 202)
                let ended = await end
                #expect(ended.outcome == .response)
            }
        }
    }

    /// Holds connections open that ask for nothing more, while `body` runs.
    ///
    /// - Returns: how many the server took.
    private static func idle(_ count: Int, _ place: RuntimePlace, _ body: () async throws -> Void) async throws -> Int {
        let (taken, known) = (Counter(), Counter())
        let (all, latch) = (Latch(), Latch())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count {
                group.addTask {
                    // A connection that cannot be made is counted, too.
                    let noted = Counter()
                    let note = { @Sendable in
                        if noted.increment() == 1, known.increment() == count { all.open() }
                    }
                    try? await FakeRuntime.with(place) { idle in
                        // The answer shows that the server has taken the connection.
                        guard try await idle.ask("GET", "/ping").status == 200 else { return }
                        taken.increment()
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
        return taken.current
    }

    @Test func `connections above the limit are closed, and the runtime goes on`() async throws {
        let limit = 16 + 4 * RuntimeLimits.extensions
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                #expect(try await runtime.ask("GET", "/ping").status == 200)
                let taken = try await Self.idle(limit + 20, place) {
                    async let end = place.call()
                    let found196 = try await runtime.event().status
                    #expect(found196 == 200)
                    let found197 = try await runtime.respond("1").status
                    #expect(found197 == 202)
                    let ended = await end
                    #expect(ended.outcome == .response)
                }
                #expect(taken == limit - 1, "one is the runtime's")
            }
            try await asking(for: "room for a connection") {
                try? await FakeRuntime.with(place) { late in
                    try await late.ask("GET", "/ping").status == 200 ? true : nil
                }
            }
        }
    }
}
