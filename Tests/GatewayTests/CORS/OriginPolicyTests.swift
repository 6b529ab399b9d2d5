import LambdaModel
import Testing

@testable import Gateway

/// What a browser or a tool sends, in short: header fields without `Host`.
private struct Sent: CustomTestStringConvertible, Sendable {
    var method = "GET"
    var fields: [(String, String)]

    init(_ method: String = "GET", _ fields: (String, String)...) {
        self.method = method
        self.fields = fields
    }

    func decide(_ cors: CORSSettings?, host: String = "localhost:9001", takesOptions: Bool = false) -> OriginDecision {
        OriginPolicy(cors: cors, place: .functionURL("hello")).decide(
            method: method, fields: [HTTPField("Host", host)] + fields.map { HTTPField($0, $1) },
            routeTakesOptions: takesOptions)
    }

    var testDescription: String { "\(method) \(fields)" }
}

@Suite("Pages that send requests") struct OriginPolicyTests {
    @Test(
        "Tools, pages of the same origin and navigation reach a function, with and without cors",
        arguments: [
            Sent("GET"), Sent("POST", ("Content-Type", "text/plain")), Sent("OPTIONS"),
            // The address bar, and a bookmark.
            Sent("GET", ("Sec-Fetch-Site", "none"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")),
            // A link of another site.
            Sent(
                "GET", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")),
            Sent(
                "HEAD", ("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")),
            Sent("POST", ("Origin", "http://localhost:9001"), ("Sec-Fetch-Site", "same-origin")),
            Sent("POST", ("Origin", "HTTP://LOCALHOST:9001")),
            Sent("GET", ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Dest", "empty")),
            // A WebSocket of a page of the same origin.
            Sent("GET", ("Origin", "http://localhost:9001"), ("Sec-Fetch-Mode", "websocket")),
        ])
    private func reach(sent: Sent) {
        #expect(sent.decide(nil) == .same)
        #expect(sent.decide(cors("https://example.com")) == .same)
    }

    @Test(
        "Requests of pages of other origins do not reach a function without cors, or with another origin in it",
        arguments: [
            Sent("GET", ("Origin", "http://localhost:3000"), ("Sec-Fetch-Site", "same-site")),
            Sent("GET", ("Origin", "https://localhost:9001")),
            Sent("GET", ("Origin", "http://127.0.0.1:9001")),
            Sent(
                "POST", ("Origin", "https://evil.example"), ("Sec-Fetch-Mode", "navigate"),
                ("Sec-Fetch-Dest", "document")),
            Sent("POST", ("Origin", "null")), Sent("POST", ("Origin", "")), Sent("POST", ("Origin", "localhost:9001")),
            Sent("POST", ("Origin", "http://localhost:9001"), ("Origin", "http://localhost:9001")),
            Sent("OPTIONS", ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "PUT")),
            // An image, a script, a frame, a form with GET in a frame, and a form with POST and without an Origin.
            Sent("GET", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "image")),
            Sent("GET", ("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "script")),
            Sent("GET", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe")),
            Sent(
                "POST", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")
            ),
            Sent("GET", ("Sec-Fetch-Site", "new-value")),
            // Two values, one of which is a page's.
            Sent("GET", ("Sec-Fetch-Site", "none"), ("Sec-Fetch-Site", "cross-site")),
            // A page of another site redirected the request.
            Sent("POST", ("Origin", "http://localhost:9001"), ("Sec-Fetch-Site", "cross-site")),
            Sent("GET", ("Origin", "https://evil.example"), ("Sec-Fetch-Mode", "websocket"), ("Upgrade", "websocket")),
        ])
    private func doNotReach(sent: Sent) {
        #expect(sent.decide(nil).isRefused)
        #expect(sent.decide(CORSSettings()).isRefused)
        #expect(sent.decide(cors("https://example.com", "http://localhost")).isRefused)
    }

    @Test(
        "The origins of cors are compared as AWS does",
        arguments: [
            ("http://localhost:3000", "http://localhost:3000", true),
            ("http://localhost:3000", "http://localhost:30001", false),
            ("http://localhost:3000", "http://localhost", false),
            ("http://localhost:3000", "https://localhost:3000", false),
            ("https://App.Example.com", "https://app.example.com", true),
            ("https://example.com", "https://a.example.com", false),
            ("https://*", "https://app.example.com:8443", true), ("https://*", "http://app.example.com", false),
            ("http://*", "https://app.example.com", false), ("http://*", "http://[::1]:3000", true),
            ("chrome-extension://abc", "chrome-extension://abc", true), ("*", "https://app.example.com", true),
            ("*", "null", true), ("https://*", "null", false), ("null", "null", false),
            ("http://a.example/", "http://a.example", false),
        ])
    func compared(pattern: String, origin: String, isAllowed: Bool) {
        let decision = Sent("GET", ("Origin", origin)).decide(cors("https://other.example", pattern))
        #expect(decision.isAllowed == isAllowed)
        #expect(decision.isRefused != isAllowed)
    }

    @Test("A request without Origin is allowed if the page's address is of an allowed origin")
    func referer() {
        func image(_ referer: String?) -> Sent {
            var sent = Sent("GET", ("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Dest", "image"))
            if let referer { sent.fields.append(("Referer", referer)) }
            return sent
        }
        let settings = cors("http://localhost:3000")
        #expect(image("http://localhost:3000/a?b#c").decide(settings) == .allowed([]))
        #expect(image("http://localhost:3000").decide(settings) == .allowed([]))
        #expect(image("http://localhost:3000@evil.example/").decide(settings).isRefused)
        #expect(image("http://evil.example/http://localhost:3000").decide(settings).isRefused)
        #expect(image(nil).decide(settings).isRefused)
        #expect(image(nil).decide(cors("*")) == .allowed([]))
    }

    @Test("A request without Host, or with two, is refused")
    func host() {
        let policy = OriginPolicy(cors: cors("*"), place: .functionURL("hello"))
        #expect(policy.decide(method: "GET", fields: []).isRefused)
        let twice = [HTTPField("Host", "localhost"), HTTPField("host", "localhost")]
        #expect(policy.decide(method: "GET", fields: twice).isRefused)
        #expect(Sent("GET", ("Origin", "http://localhost")).decide(nil, host: "LOCALHOST:80") == .same)
    }

    @Test("The reason says what to write into functions.json")
    func reasons() {
        let fields = [HTTPField("Host", "localhost:8000"), HTTPField("Origin", "http://localhost:3000")]
        func reason(_ place: OriginPolicy.Place, _ fields: [HTTPField]) -> OriginDecision {
            OriginPolicy(cors: nil, place: place).decide(method: "GET", fields: fields)
        }
        #expect(
            reason(.functionURL("hello"), fields)
                == .refused(
                    #"a page of http://localhost:3000 may not send requests here: add the origin to "cors" of "url" of the function "hello" in functions.json: "cors": {"allowOrigins": ["http://localhost:3000"]}"#
                ))
        #expect(
            reason(.api("orders", .http), fields)
                == .refused(
                    #"a page of http://localhost:3000 may not send requests here: add the origin to "cors" of the API "orders" in functions.json: "cors": {"allowOrigins": ["http://localhost:3000"]}"#
                ))
        #expect(
            reason(.api("api", .rest), [fields[0], HTTPField("Origin", "null")])
                == .refused(
                    #"a page without an origin (a file, or a sandbox) may not send requests here: only "allowOrigins": ["*"] in "cors" of "api" in functions.json allows that"#
                ))
        let bad = OriginPolicy(cors: nil, place: .api("api", .http)).decide(
            method: "GET", fields: [fields[0], HTTPField("Origin", "http://a\u{1B}[31m\"")])
        guard case .refused(let text) = bad else {
            Issue.record("not refused: \(bad)")
            return
        }
        #expect(!text.contains("\u{1B}"))
    }
}
