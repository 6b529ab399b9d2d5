import LambdaModel
import Testing

/// The bodies with which extensions subscribe.
@Suite("Subscriptions to records")
struct TelemetrySubscriptionTests {
    private static func read(
        _ body: String, _ api: TelemetryAPI = .telemetry, concurrency: Int = 1
    ) throws(RuntimeRefusal) -> TelemetrySubscription {
        try TelemetrySubscription.read(Array(body.utf8), api, concurrency: concurrency)
    }

    /// A body with these members in place of good ones; nil leaves a member out.
    private static func body(_ changes: [String: String?], version: String = "2022-12-13") -> String {
        var members: [String: String?] = [
            "schemaVersion": "\"\(version)\"", "types": #"["platform"]"#,
            "destination": #"{"protocol": "HTTP", "URI": "http://sandbox.localdomain:8080"}"#,
        ]
        members.merge(changes) { $1 }
        let text = members.compactMap { name, value in value.map { "\"\(name)\": \($0)" } }
        return "{\(text.sorted().joined(separator: ", "))}"
    }

    /// The developer guide's example.
    @Test func `the documented request is read`() throws {
        let subscription = try Self.read(
            """
            {"schemaVersion": "2022-07-01", "types": ["platform", "function", "extension"],
             "buffering": {"maxItems": 1000, "maxBytes": 262144, "timeoutMs": 100},
             "destination": {"protocol": "HTTP", "URI": "http://sandbox.localdomain:8080"}}
            """)
        #expect(
            subscription
                == TelemetrySubscription(
                    schema: .telemetryJuly2022, streams: [.platform, .function, .extension],
                    buffering: TelemetryBuffering(items: 1_000, bytes: 262_144, milliseconds: 100),
                    destination: .http(port: 8080, target: "/", method: .post)))
    }

    @Test func `what is left out has Lambda's defaults`() throws {
        let telemetry = try Self.read(Self.body([:]))
        #expect(telemetry.schema == .telemetryDecember2022)
        #expect(telemetry.buffering == TelemetryBuffering(items: 10_000, bytes: 262_144, milliseconds: 1_000))
        let partly = try Self.read(Self.body(["buffering": #"{"maxBytes": 1048576, "maxItems": null}"#]))
        #expect(partly.buffering == TelemetryBuffering(bytes: 1_048_576))
        let logs = try Self.read(Self.body(["schemaVersion": nil]), .logs)
        #expect(logs.schema == .logs2020)
    }

    @Test func `each stream is subscribed once`() throws {
        let subscription = try Self.read(Self.body(["types": #"["function", "platform", "function"]"#]))
        #expect(subscription.streams == [.function, .platform])
    }

    @Test(
        arguments: [
            ("http://sandbox.localdomain:4243", 4243, "/"), ("http://sandbox.localdomain:80/a/b?c=d#e", 80, "/a/b?c=d"),
            ("HTTP://Sandbox.LocalDomain:65535?x", 65_535, "/?x"),
        ])
    func `a URI has a port and perhaps a path`(uri: String, port: Int, target: String) throws {
        let subscription = try Self.read(Self.body(["destination": #"{"protocol": "HTTP", "URI": "\#(uri)"}"#]))
        #expect(subscription.destination == .http(port: port, target: target, method: .post))
    }

    @Test func `the Logs API has a short name and PUT`() throws {
        let destination = #"{"protocol": "HTTP", "URI": "http://sandbox:8080/lambda_logs", "method": "PUT"}"#
        let logs = try Self.read(Self.body(["destination": destination], version: "2021-03-18"), .logs)
        #expect(logs.schema == .logs2021)
        #expect(logs.destination == .http(port: 8080, target: "/lambda_logs", method: .put))
        #expect(throws: RuntimeRefusal.self) { try Self.read(Self.body(["destination": destination])) }
    }

    @Test(arguments: TelemetryAPI.allCases)
    func `TCP needs a port only`(api: TelemetryAPI) throws {
        let version = api == .logs ? "2020-08-15" : "2025-01-29"
        let subscription = try Self.read(
            Self.body(["destination": #"{"protocol": "TCP", "port": 9999}"#], version: version), api)
        #expect(subscription.destination == .tcp(port: 9999))
    }

    @Test(
        arguments: [
            (["schemaVersion": nil], "schemaVersion is not provided"),
            (["schemaVersion": "\"2020-08-15\""], "one of 2022-07-01, 2022-12-13, 2025-01-29"),
            (["schemaVersion": "1"], "schemaVersion should be"), (["types": nil], "types should be an array"),
            (["types": "\"platform\""], "types should be an array"), (["types": "[]"], "types should not be empty"),
            (["types": #"["platform", "other"]"#], "platform, function, extension"),
            (["types": "[1]"], "platform, function, extension"), (["buffering": "1"], "buffering should be an object"),
            (["buffering": #"{"maxItems": 999}"#], "buffering.maxItems should be a number from 1000 to 10000"),
            (["buffering": #"{"maxItems": 10001}"#], "maxItems"), (["buffering": #"{"maxItems": "1000"}"#], "maxItems"),
            (["buffering": #"{"maxBytes": 262143}"#], "buffering.maxBytes should be a number from 262144 to 1048576"),
            (["buffering": #"{"maxBytes": 1048577}"#], "maxBytes"),
            (["buffering": #"{"timeoutMs": 24}"#], "buffering.timeoutMs should be a number from 25 to 30000"),
            (["buffering": #"{"timeoutMs": 30001}"#], "timeoutMs"),
            (["buffering": #"{"timeoutMs": 25.5}"#], "timeoutMs"),
            (["destination": nil], "destination should be an object"),
            (["destination": "{}"], "destination.protocol should be HTTP or TCP"),
            (["destination": #"{"protocol": "HTTPS"}"#], "HTTP or TCP"),
            (["destination": #"{"protocol": "HTTP"}"#], "destination.URI is not provided"),
            (
                ["destination": #"{"protocol": "HTTP", "URI": "http://sandbox.localdomain"}"#],
                "URI port is not provided"
            ),
            (
                ["destination": #"{"protocol": "HTTP", "URI": "http://sandbox.localdomain:x/"}"#],
                "URI port is not provided"
            ),
            (
                ["destination": #"{"protocol": "HTTP", "URI": "https://sandbox.localdomain:80"}"#],
                "should begin with http://"
            ),
            (
                ["destination": #"{"protocol": "HTTP", "URI": "http://sandbox.localdomain:80/a b"}"#],
                "contain no spaces"
            ),
            (
                ["destination": #"{"protocol": "HTTP", "URI": "http://sandbox.localdomain:80/\r\nA: b"}"#],
                "contain no spaces"
            ),
            (
                ["destination": #"{"protocol": "HTTP", "URI": "http://127.0.0.1:80"}"#],
                "should be sandbox.localdomain"
            ),
            (["destination": #"{"protocol": "HTTP", "URI": "http://sandbox:80"}"#], "should be sandbox.localdomain"),
            (
                ["destination": #"{"protocol": "HTTP", "URI": "http://x@sandbox.localdomain:80"}"#],
                "should be sandbox.localdomain"
            ),
            (
                ["destination": #"{"protocol": "HTTP", "URI": "http://sandbox.localdomain:80", "method": "PUT"}"#],
                "destination.method should be POST"
            ),
            (["destination": #"{"protocol": "TCP"}"#], "destination.port should be a number"),
            (["destination": #"{"protocol": "TCP", "port": 0}"#], "from 1 to 65535"),
            (["destination": #"{"protocol": "TCP", "port": 65536}"#], "from 1 to 65535"),
            (["destination": #"{"protocol": "TCP", "port": 9001}"#], "reserves port 9001"),
        ] as [([String: String?], String)])
    func `what is wrong is named`(changes: [String: String?], problem: String) {
        let refusal = #expect(throws: RuntimeRefusal.self) { try Self.read(Self.body(changes)) }
        #expect(refusal?.status == 400)
        #expect(refusal?.type == "ValidationError")
        #expect(refusal?.message.contains(problem) == true, "\(refusal?.message ?? "")")
    }

    /// The developer guide's example of an error names two problems.
    @Test func `all that is wrong is named at once`() {
        let refusal = #expect(throws: RuntimeRefusal.self) {
            try Self.read(
                Self.body(
                    [
                        "types": "[]",
                        "destination": #"{"protocol": "HTTP", "URI": "http://sandbox.localdomain"}"#,
                    ], version: "2020-08-15"), .logs)
        }
        #expect(refusal?.type == "Logs.ValidationError")
        #expect(refusal?.message == "types should not be empty; URI port is not provided")
    }

    @Test(arguments: ["", "[]", "1", "{"])
    func `another body is refused`(body: String) {
        let refusal = #expect(throws: RuntimeRefusal.self) { try Self.read(body) }
        #expect(refusal?.message == "the body is not a JSON object")
    }

    @Test func `Managed Instances have one version`() throws {
        #expect(try Self.read(Self.body([:], version: "2025-01-29"), concurrency: 2).schema == .telemetry2025)
        let old = #expect(throws: RuntimeRefusal.self) { try Self.read(Self.body([:]), concurrency: 2) }
        #expect(old?.message == "schemaVersion should be one of 2025-01-29")
        let logs = #expect(throws: RuntimeRefusal.self) {
            try Self.read(Self.body([:], version: "2020-08-15"), .logs, concurrency: 2)
        }
        #expect(logs?.message == "Managed Instances have no Logs API; use the Telemetry API")
    }
}
