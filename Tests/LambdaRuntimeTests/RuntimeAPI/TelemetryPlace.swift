import LambdaModel
import Testing

@testable import LambdaRuntime

/// A server of the Runtime API and an extension that subscribes to records, while a test runs.
enum TelemetryPlace {
    /// The types of all records.
    static let all = #"["platform", "function", "extension"]"#

    static func http(_ port: Int, path: String = "") -> String {
        #"{"protocol": "HTTP", "URI": "http://sandbox.localdomain:\#(port)\#(path)"}"#
    }

    static func tcp(_ port: Int) -> String { #"{"protocol": "TCP", "port": \#(port)}"# }

    /// Records go as soon as Lambda allows.
    static func body(
        _ destination: String, types: String = all, version: String? = "2022-12-13", milliseconds: Int = 25
    ) -> [UInt8] {
        let schema = version.map { "\"schemaVersion\": \"\($0)\", " } ?? ""
        return Array(
            """
            {\(schema)"types": \(types), "destination": \(destination), "buffering": {"timeoutMs": \(milliseconds)}}
            """.utf8)
    }

    /// An environment with the extension `a`, which is registered.
    static func with(
        concurrency: Int = 1, events: String = #"["INVOKE", "SHUTDOWN"]"#,
        _ body: (RuntimePlace, _ other: FakeRuntime, _ id: String) async throws -> Void
    ) async throws {
        try await RuntimePlace.with(concurrency: concurrency, extensions: ["a"], container: "127.0.0.1") { place in
            try await FakeRuntime.with(place) { other in
                let id = try #require(try await other.register("a", events: events).extensionID)
                try await body(place, other, id)
            }
        }
    }

    /// Makes a call and answers it.
    @discardableResult
    static func call(
        _ place: RuntimePlace, _ runtime: FakeRuntime, _ id: String = "first"
    ) async throws -> RuntimeCallEnd {
        async let end = place.call(id: id, timeout: 900)
        #expect(try await runtime.event().status == 200)
        #expect(try await runtime.respond("12", to: id).status == 202)
        return await end
    }
}

extension FakeRuntime {
    /// Subscribes an extension to records.
    func subscribe(
        as identifier: String?, _ body: [UInt8], to api: TelemetryAPI = .telemetry
    ) async throws -> WireReply {
        let path = api == .telemetry ? "/2022-07-01/telemetry" : "/2020-08-15/logs"
        return try await ask("PUT", path, ["Lambda-Extension-Identifier": identifier], body)
    }
}
