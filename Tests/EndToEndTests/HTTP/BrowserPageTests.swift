import JSONText
import TestSupport
import Testing

/// A page of one function in a real browser, and the other functions that it uses.
@Suite(.limited)
struct BrowserPageTests {
    private let page: SampleFunction
    private let neighbour: SampleFunction
    /// The same code, but no other origin may call it.
    private let closed: SampleFunction
    private let upload: SampleFunction
    private let events: SampleFunction

    init() throws {
        page = try .app("page")
        let allowing = """
            "cors": { "allowOrigins": ["http://127.0.0.1:\(page.port)"], "allowMethods": ["*"], \
            "allowHeaders": ["content-type", "x-trial"], "exposeHeaders": ["x-seen"] }
            """
        neighbour = try .app("neighbour").with { $0.settings = ["\"url\": { \(allowing) }"] }
        closed = try .app("neighbour", as: "closed")
        upload = try .app("upload").with { $0.settings = ["\"url\": { \(allowing) }"] }
        events = try .app("events").with {
            $0.settings = ["\"url\": { \"invokeMode\": \"RESPONSE_STREAM\", \(allowing) }"]
        }
    }

    private func url(_ function: SampleFunction, _ target: String = "") -> String {
        "http://127.0.0.1:\(function.port)/\(target)"
    }

    @Test(
        "A page with style, image and cookies, which fetches from other functions and posts a form with a file",
        .tags(.alone))
    func page() async throws {
        try await Project.run(page, neighbour, closed, upload) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            let results = try await Browser.results(
                of: Browser.page(
                    port: page.port,
                    [
                        "own": "", "image": "", "style": "", "redirect": "", "missing": "", "allowed": url(neighbour),
                        "refused": url(closed), "refusedPreflight": url(closed), "upload": url(upload),
                    ]))
            let own = try #require(results["own"])
            #expect(own["method"]?.string == "PUT" && own["body"]?.string == "mine", "\(own.text)")
            #expect(own["query"]?["x"]?.string == "1,2" && own["query"]?["name"]?.string == "a b", "\(own.text)")
            #expect(own["site"]?.string == "same-origin", "\(own.text)")
            #expect(results["image"]?.string == "1x1")
            #expect(results["style"]?.string?.contains("system-ui") == true)
            let redirect = try #require(results["redirect"])
            #expect(redirect["redirected"]?.bool == true && redirect["query"]?["from"]?.string == "login")
            #expect(redirect["cookies"]?.elements.compactMap(\.string) == ["session", "theme"])
            #expect(redirect["readable"]?.string == "theme=dark", "a script cannot read a cookie with HttpOnly")
            #expect(results["missing"]?.int == 404)

            let allowed = try #require(results["allowed"])
            #expect(allowed["status"]?.int == 201 && allowed["exposed"]?.string == "yes", "\(allowed.text)")
            #expect(allowed["hidden"]?.isNull == true, "\(allowed.text)")
            #expect(allowed["body"]?["method"]?.string == "POST" && allowed["body"]?["body"]?["n"]?.int == 1)
            #expect(allowed["body"]?["origin"]?.string == "http://127.0.0.1:\(page.port)")
            #expect(allowed["body"]?["trial"]?.string == "1", "\(allowed.text)")
            #expect(results["refused"]?.string?.hasPrefix("TypeError: ") == true, "\(results.text)")
            #expect(results["refusedPreflight"]?.string?.hasPrefix("TypeError: ") == true, "\(results.text)")

            let upload = try #require(results["upload"])
            #expect(upload["note"]?.string == "Grüße, 友子" && upload["name"]?.string == "Fahrrad \"rot\".bin")
            #expect(upload["size"]?.int == 70_000 && upload["same"]?.bool == true, "\(upload.text)")

            // The page and its five files and paths, the redirect's target, and one call of each other function.
            let calls = try await project.calls(10)
            #expect(!calls.contains { $0["function"]?.string == "closed" }, "what CORS refuses is no call")
            let asked = calls.filter { $0["function"]?.string == "neighbour" }
            #expect(asked.compactMap { $0["http"]?["method"]?.string } == ["POST"], "lamdeck answers preflights")
        }
    }

    @Test(
        "Server-sent events reach the browser one by one, and a stream that breaks is not taken for a whole one",
        .tags(.alone))
    func streams() async throws {
        try await Project.run(page, events) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            let results = try await Browser.results(
                of: Browser.page(
                    port: page.port,
                    [
                        "events": url(events, "?count=5&pause=400"), "stream": url(events, "?count=2&pause=1"),
                        "broken": url(events, "?fail=2"),
                    ]))
            let received = try #require(results["events"])
            #expect(received["numbers"]?.elements.compactMap(\.int) == [1, 2, 3, 4, 5], "\(received.text)")
            // They are written over 1.6 seconds. Events that arrive together have a spread of some milliseconds.
            #expect((received["spread"]?.int ?? 0) > 800, "\(received.text)")
            let stream = try #require(results["stream"])
            #expect(stream["status"]?.int == 200 && (stream["size"]?.int ?? 0) > 100, "\(stream.text)")
            #expect(stream["type"]?.string == "text/event-stream; charset=utf-8", "\(stream.text)")
            let broken = try #require(results["broken"])
            #expect(broken["error"]?.string == "TypeError" && broken["events"]?.int == 2, "\(broken.text)")
            let verdicts = try await project.calls(3, of: "events").map { $0["verdict"]?.string ?? "" }
            #expect(verdicts.sorted() == ["functionError", "ok", "ok"], "\(verdicts)")
        }
    }

    @Test("A page fetches through an API that allows its origin, and another API allows none", .tags(.alone))
    func throughAnAPI() async throws {
        let open = SampleAPI(
            "open", routes: ["POST /things": "neighbour"],
            """
            "cors": { "allowOrigins": ["http://127.0.0.1:\(page.port)"], "allowMethods": ["POST"], \
            "allowHeaders": ["content-type", "x-trial"], "exposeHeaders": ["x-seen"] }
            """)
        let shut = SampleAPI("shut", routes: ["ANY /things": "neighbour"])
        try await Project.run(page, neighbour, apis: [open, shut]) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            let results = try await Browser.results(
                of: Browser.page(
                    port: page.port,
                    [
                        "allowed": "http://127.0.0.1:\(open.port)/things",
                        "refused": "http://127.0.0.1:\(shut.port)/things",
                        "refusedPreflight": "http://127.0.0.1:\(open.port)/things",
                    ]))
            let allowed = try #require(results["allowed"])
            #expect(allowed["status"]?.int == 201 && allowed["exposed"]?.string == "yes", "\(allowed.text)")
            #expect(allowed["hidden"]?.isNull == true && allowed["body"]?["trial"]?.string == "1", "\(allowed.text)")
            for part in ["refused", "refusedPreflight"] {
                #expect(results[part]?.string?.hasPrefix("TypeError: ") == true, "\(results.text)")
            }
        }
    }
}
