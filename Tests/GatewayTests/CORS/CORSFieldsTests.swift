import LambdaModel
import Testing

@testable import Gateway

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
