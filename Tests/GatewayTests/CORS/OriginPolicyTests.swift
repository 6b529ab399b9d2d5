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

private func cors(_ origins: String..., change: (inout CORSSettings) -> Void = { _ in }) -> CORSSettings {
    var settings = CORSSettings()
    settings.allowOrigins = origins
    change(&settings)
    return settings
}

extension OriginDecision {
    fileprivate var isRefused: Bool { if case .refused = self { true } else { false } }
    fileprivate var isAllowed: Bool { if case .allowed = self { true } else { false } }
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

@Suite("Fields of CORS") struct CORSFieldsTests {
    private let settings = cors("http://localhost:3000", "https://*") {
        $0.allowMethods = ["GET", "PUT"]
        $0.allowHeaders = ["content-type", "x-a"]
        $0.exposeHeaders = ["date", "x-b"]
        $0.maxAge = 300
    }

    private func decide(
        _ place: OriginPolicy.Place, _ cors: CORSSettings, _ method: String = "OPTIONS", takesOptions: Bool = false
    ) -> OriginDecision {
        OriginPolicy(cors: cors, place: place).decide(
            method: method,
            fields: [
                HTTPField("host", "localhost:8000"), HTTPField("origin", "http://localhost:3000"),
                HTTPField("access-control-request-method", "PUT"),
            ], routeTakesOptions: takesOptions)
    }

    private let preflight = [
        HTTPField("access-control-allow-origin", "http://localhost:3000"), HTTPField("vary", "Origin"),
        HTTPField("access-control-allow-methods", "GET,PUT"),
        HTTPField("access-control-allow-headers", "content-type,x-a"), HTTPField("access-control-max-age", "300"),
    ]
    private let content = HTTPField("content-type", "application/json")

    @Test("The service answers a preflight request of an allowed page")
    func preflights() {
        #expect(
            decide(.api("api", .http), settings)
                == .preflight(WebResponse(status: 204, fields: preflight), problem: nil))
        let stated = OriginDecision.preflight(
            WebResponse(status: 200, fields: [content] + preflight), problem: nil)
        #expect(decide(.functionURL("hello"), settings) == stated)
        #expect(decide(.functionURL("hello"), settings, takesOptions: true) == stated)
        #expect(decide(.api("api", .rest), settings) == stated)
    }

    @Test(
        "What a browser will not send after the answer is named",
        arguments: [
            ("GET", "", nil), ("POST", "Content-Type, X-A", nil), ("PUT", "", nil),
            ("DELETE", "", "allowMethods|DELETE"),
            ("GET", "x-a,Authorization, x-c", "allowHeaders|authorization, x-c"),
        ] as [(String, String, String?)])
    func preflightProblems(method: String, headers: String, problem: String?) {
        let decision = OriginPolicy(cors: settings, place: .api("shop", .http)).decide(
            method: "OPTIONS",
            fields: [
                HTTPField("host", "localhost:8000"), HTTPField("origin", "http://localhost:3000"),
                HTTPField("access-control-request-method", method),
                HTTPField("access-control-request-headers", headers),
            ])
        let parts = problem.map { $0.split(separator: "|") }
        let expected = parts.map {
            "the browser will not send the request: \"\($0[0])\" in \"cors\" of the API \"shop\" in functions.json lacks \($0[1])"
        }
        #expect(decision == .preflight(WebResponse(status: 204, fields: preflight), problem: expected))
    }

    @Test("Other services, and a REST API with a route for OPTIONS, leave preflight requests to the function")
    func functionsAnswer() {
        #expect(decide(.api("api", .rest), settings, takesOptions: true) == .allowed([]))
        #expect(decide(.api("api", .alb), settings) == .allowed([]))
        #expect(decide(.api("api", .websocket), settings) == .allowed([]))
    }

    @Test("A preflight request has a method and is OPTIONS")
    func notPreflight() {
        #expect(decide(.functionURL("hello"), settings, "GET").isAllowed)
        let policy = OriginPolicy(cors: settings, place: .functionURL("hello"))
        let fields = [HTTPField("host", "a"), HTTPField("origin", "http://localhost:3000")]
        #expect(policy.decide(method: "OPTIONS", fields: fields).isAllowed)
    }

    @Test("The star is sent as it is, but with credentials the origin")
    func star() {
        #expect(
            decide(.functionURL("hello"), cors("*"), "GET")
                == .allowed([HTTPField("access-control-allow-origin", "*")]))
        #expect(
            decide(.functionURL("hello"), cors("*") { $0.allowCredentials = true }, "GET")
                == .allowed([
                    HTTPField("access-control-allow-origin", "http://localhost:3000"), HTTPField("vary", "Origin"),
                    HTTPField("access-control-allow-credentials", "true"),
                ]))
    }

    @Test("A response gets the service's fields")
    func responses() {
        let own = WebResponse(
            status: 200,
            fields: [content, HTTPField("Access-Control-Allow-Origin", "*"), HTTPField("access-control-max-age", "1")])
        let added = [
            HTTPField("access-control-allow-origin", "http://localhost:3000"), HTTPField("vary", "Origin"),
            HTTPField("access-control-expose-headers", "date,x-b"),
        ]
        func applied(_ place: OriginPolicy.Place, _ cors: CORSSettings?, same: Bool = false) -> [HTTPField] {
            let decision = same || cors == nil ? .same : decide(place, cors ?? CORSSettings(), "GET")
            return OriginPolicy(cors: cors, place: place).apply(decision, to: own).fields
        }
        #expect(applied(.api("api", .http), settings) == [content] + added)
        #expect(applied(.api("api", .http), settings, same: true) == [content])
        #expect(applied(.api("api", .http), nil) == own.fields)
        #expect(applied(.functionURL("hello"), settings) == own.fields + added)
        #expect(applied(.functionURL("hello"), settings, same: true) == own.fields)
        for kind in [APISettings.Kind.rest, .alb, .websocket] {
            #expect(applied(.api("api", kind), settings) == own.fields)
        }
    }

    @Test("The answer of a preflight request keeps its fields")
    func appliedPreflight() throws {
        let ask = [
            HTTPField("host", "localhost:8000"), HTTPField("origin", "http://localhost:3000"),
            HTTPField("access-control-request-method", "POST"),
        ]
        for place in [OriginPolicy.Place.api("api", .http), .api("api", .rest), .functionURL("hello")] {
            let policy = OriginPolicy(cors: settings, place: place)
            let decision = policy.decide(method: "OPTIONS", fields: ask)
            guard case .preflight(let answer, _) = decision else {
                Issue.record("\(decision)")
                continue
            }
            #expect(policy.apply(decision, to: answer) == answer)
            #expect(answer.fields.first("access-control-allow-origin") == "http://localhost:3000")
        }
    }

    @Test("Two values of a field that browsers take once are named")
    func duplicates() {
        let policy = OriginPolicy(cors: settings, place: .functionURL("hello"))
        let own = WebResponse(status: 200, fields: [HTTPField("Access-Control-Allow-Origin", "*")])
        #expect(OriginPolicy.duplicates(in: own) == [])
        let both = policy.apply(decide(.functionURL("hello"), settings, "GET"), to: own)
        #expect(OriginPolicy.duplicates(in: both) == ["access-control-allow-origin"])
    }
}
