import JSONText
import LambdaModel
import Testing

@testable import LambdaRuntime

/// The Telemetry and Logs APIs, with extensions that get records over real sockets.
@Suite("Telemetry and Logs APIs", .timeLimit(.minutes(4)))
struct TelemetryServerTests {
    private static func result(_ id: String) -> InvocationResult {
        var result = InvocationResult(
            request: RuntimePlace.request(), reply: .answered(status: 200, body: []), verdict: .ok, startedAt: 0,
            seconds: 0.25, isCold: true, requestID: id)
        (result.handlerMilliseconds, result.peakMemory, result.initMilliseconds) = (12.3456, 40 << 20, 80)
        return result
    }

    // MARK: Delivery

    @Test(arguments: [true, false])
    func `a subscriber gets records of the init, the calls, and lines`(isHTTP: Bool) async throws {
        try await FakeReceiver.with(isHTTP ? .takes : .lines) { receiver, port in
            try await TelemetryPlace.with { place, other, id in
                place.log.write("loading")
                let answer = try await other.subscribe(
                    as: id,
                    TelemetryPlace.body(isHTTP ? TelemetryPlace.http(port, path: "/in?x=1") : TelemetryPlace.tcp(port)))
                #expect(answer.status == 200)
                #expect(answer.text == #""OK""#)
                try await other.askForEvent(as: id)
                try await FakeRuntime.with(place) { runtime in
                    let end = try await TelemetryPlace.call(place, runtime)
                    place.log.write("hello")
                    place.log.write("oh", .errorOutput)
                    place.log.write("END RequestId: first", .marker)
                    place.log.write("\u{1E}a from an extension")
                    place.server.records.report(Self.result("first"), requestID: "first")
                    let records = try await receiver.has("platform.report", "extension")
                    #expect(
                        records.compactMap(\.type).filter { $0.hasPrefix("platform.") } == [
                            "platform.initStart", "platform.telemetrySubscription", "platform.initRuntimeDone",
                            "platform.initReport", "platform.extension", "platform.start", "platform.runtimeDone",
                            "platform.report",
                        ])
                    #expect(records.compactMap(\.line) == ["loading", "hello", "oh", "from an extension"])
                    let done = try #require(records.first { $0.type == "platform.runtimeDone" })
                    #expect(done["requestId"]?.string == "first")
                    #expect(done["status"]?.string == "success")
                    #expect(done["tracing"]?["value"]?.string == end.traceID)
                    #expect(done["metrics"]?["producedBytes"]?.int == 2)
                    #expect(
                        done["spans"]?.elements.compactMap { $0["name"]?.string } == [
                            "responseLatency", "responseDuration",
                        ])
                    let report = try #require(records.last?["metrics"])
                    #expect(report["durationMs"]?.double == 12.346)
                    #expect(report["billedDurationMs"]?.int == 13)
                    #expect(report["memorySizeMB"]?.int == 128)
                    #expect(report["maxMemoryUsedMB"]?.int == 40)
                    #expect(report["initDurationMs"]?.double == 80)
                    let ready = records.first { $0.type == "platform.extension" }
                    #expect(ready?["name"]?.string == "a")
                    #expect(ready?["events"]?.elements.compactMap(\.string) == ["INVOKE", "SHUTDOWN"])
                }
                guard isHTTP else { return }
                let lines = try #require(receiver.deliveries.first).head.split(separator: "\r\n")
                #expect(lines.first == "POST /in?x=1 HTTP/1.1")
                #expect(lines.contains("Host: sandbox.localdomain:\(port)"))
                #expect(lines.contains("Content-Type: application/json"))
            }
        }
    }

    @Test func `a subscriber of the Logs API gets its records`() async throws {
        try await FakeReceiver.with { receiver, port in
            try await TelemetryPlace.with { place, other, id in
                let destination =
                    #"{"protocol": "HTTP", "URI": "http://sandbox:\#(port)", "method": "PUT"}"#
                let body = TelemetryPlace.body(destination, types: #"["platform"]"#, version: "2021-03-18")
                #expect(try await other.subscribe(as: id, body, to: .logs).status == 200)
                try await other.askForEvent(as: id)
                try await FakeRuntime.with(place) { runtime in
                    try await TelemetryPlace.call(place, runtime)
                    place.log.write("not for it")
                    place.server.records.report(Self.result("first"), requestID: "first")
                    let records = try await receiver.has("platform.report")
                    #expect(
                        records.map { $0.type ?? "" } == [
                            "platform.logsSubscription", "platform.extension", "platform.start",
                            "platform.runtimeDone", "platform.end", "platform.report",
                        ])
                    #expect(receiver.deliveries.first?.head.hasPrefix("PUT / HTTP/1.1\r\n") == true)
                }
            }
        }
    }

    @Test func `Managed Instances have no runtimeDone`() async throws {
        try await FakeReceiver.with { receiver, port in
            try await TelemetryPlace.with(concurrency: 2, events: #"["SHUTDOWN"]"#) { place, other, id in
                #expect(
                    try await other.subscribe(as: id, TelemetryPlace.body(TelemetryPlace.http(port))).errorType
                        == "ValidationError")
                let body = TelemetryPlace.body(TelemetryPlace.http(port), version: "2025-01-29")
                #expect(try await other.subscribe(as: id, body).status == 200)
                try await other.askForEvent(as: id)
                try await FakeRuntime.with(place) { runtime in
                    try await TelemetryPlace.call(place, runtime)
                    place.server.records.report(Self.result("first"), requestID: "first")
                    let records = try await receiver.has("platform.report")
                    #expect(!records.contains { $0.type == "platform.runtimeDone" })
                    let report = try #require(records.last)
                    #expect(report["metrics"]?.members.map(\.key) == ["durationMs"])
                    #expect(report["spans"]?.count == 2)
                }
            }
        }
    }

    @Test func `what waits is delivered before the end`() async throws {
        try await FakeReceiver.with { receiver, port in
            try await TelemetryPlace.with { place, other, id in
                let body = TelemetryPlace.body(TelemetryPlace.http(port), milliseconds: 30_000)
                #expect(try await other.subscribe(as: id, body).status == 200)
                try await other.askForEvent(as: id)
                try await FakeRuntime.with(place) { runtime in
                    try await TelemetryPlace.call(place, runtime)
                    #expect(receiver.records.isEmpty)
                    await place.server.records.deliver(within: .seconds(120))
                    #expect(receiver.records.last?.type == "platform.runtimeDone")
                }
            }
        }
    }

    // MARK: Subscriptions

    @Test func `without a subscriber, no lines are wanted after the init`() async throws {
        try await TelemetryPlace.with { place, other, id in
            #expect(place.log.isObserved, "an extension may subscribe")
            try await other.askForEvent(as: id)
            try await FakeRuntime.with(place) { runtime in
                try await TelemetryPlace.call(place, runtime)
                #expect(!place.log.isObserved)
            }
        }
    }

    @Test func `a later subscription replaces the former`() async throws {
        try await FakeReceiver.with { former, formerPort in
            try await FakeReceiver.with { later, laterPort in
                try await TelemetryPlace.with { place, other, id in
                    #expect(
                        try await other.subscribe(
                            as: id, TelemetryPlace.body(TelemetryPlace.http(formerPort), milliseconds: 30_000)
                        ).status
                            == 200)
                    let body = TelemetryPlace.body(TelemetryPlace.http(laterPort))
                    #expect(try await other.subscribe(as: id, body).status == 200)
                    #expect(try await other.subscribe(as: id, body).status == 200, "this changes nothing")
                    let logs = try await other.subscribe(
                        as: id, TelemetryPlace.body(TelemetryPlace.http(laterPort), version: nil), to: .logs)
                    #expect(logs.status == 400)
                    #expect(logs.errorType == "Logs.ValidationError")
                    try await other.askForEvent(as: id)
                    try await FakeRuntime.with(place) { runtime in
                        try await TelemetryPlace.call(place, runtime)
                        let records = try await later.has("platform.runtimeDone")
                        #expect(records.count { $0.type == "platform.start" } == 1)
                        #expect(former.deliveries.isEmpty)
                    }
                }
            }
        }
    }

    @Test(arguments: TelemetryAPI.allCases)
    func `a subscription needs a registered extension, and the init`(api: TelemetryAPI) async throws {
        let version = api == .logs ? "2020-08-15" : "2022-07-01"
        try await FakeReceiver.with { _, port in
            try await TelemetryPlace.with { place, other, id in
                let body = TelemetryPlace.body(TelemetryPlace.http(port), version: version)
                let missing = try await other.subscribe(as: nil, body, to: api)
                #expect(missing.status == 403)
                #expect(missing.errorType == "Extension.MissingExtensionIdentifier")
                let unknown = try await other.subscribe(as: "0", body, to: api)
                #expect(unknown.status == 403)
                #expect(unknown.errorType == "Extension.UnknownExtensionIdentifier")
                let wrong = try await other.subscribe(as: id, Array("{}".utf8), to: api)
                #expect(wrong.status == 400)
                #expect(wrong.errorType == api.validationError)
                try await other.askForEvent(as: id)
                try await FakeRuntime.with(place) { runtime in
                    try await runtime.askForEvent()
                    _ = try await place.news.initReport()
                    try await FakeRuntime.with(place) { late in
                        let closed = try await late.subscribe(as: id, body, to: api)
                        #expect(closed.status == 403)
                        #expect(closed.errorType == "\(api.name).SubscriptionClosed")
                    }
                }
            }
        }
    }
}
