import TestSupport
import Testing

/// A Starlette application with the adapter Mangum, from PyPI, which reads the events of all kinds of fronts.
@Suite(.limited)
struct AdapterTests {
    @Test("The requests of the adapter's tests, to a function URL and to each kind of API", .tags(.long))
    func requests() async throws {
        let layer = "\"layers\": [\"layer\"]"
        let functions = try ["handler", "configured"].map { (handler: String) in
            try SampleFunction.app("fast", as: handler).with {
                $0.handler = "app.\(handler)"
                $0.settings = [layer]
            }
        }
        let fronts: [(AdapterRequest.Front, String, [String])] = [
            (.http, "http", []), (.http1, "http", ["\"payloadFormatVersion\": \"1.0\""]),
            (.rest, "rest", ["\"binaryMediaTypes\": [\"*/*\"]"]), (.alb, "alb", []),
            (.albMulti, "alb", ["\"multiValueHeaders\": true"]),
        ]
        let apis = functions.flatMap { function in
            fronts.map { front, type, settings in
                var api = SampleAPI("\(function.name)-\(front.rawValue)", type: type, routes: Self.all(type, function))
                api.settings += settings
                return api
            }
        }
        try await Project.run(functions[0], functions[1], apis: apis) { project in
            try await WebApps.installLayer(of: "fast", at: project.path("layer"))
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            var count = 0
            for function in functions {
                for front in AdapterRequest.Front.allCases {
                    let api = apis.first { $0.name == "\(function.name)-\(front.rawValue)" }
                    for request in try AdapterRequest.all(to: front, handler: function.name) {
                        let problems = try await request.problems(port: api?.port ?? function.port)
                        #expect(problems.isEmpty, "\(front.rawValue)")
                        count += 1
                    }
                }
            }
            #expect(count >= 200)
        }
    }

    /// The routes of an API by which all requests reach a function.
    private static func all(_ type: String, _ function: SampleFunction) -> KeyValuePairs<String, String> {
        // A greedy variable needs at least one segment; only an HTTP API has a route for everything.
        type == "rest"
            ? ["ANY /": function.name, "ANY /{proxy+}": function.name] : ["$default": function.name]
    }
}
