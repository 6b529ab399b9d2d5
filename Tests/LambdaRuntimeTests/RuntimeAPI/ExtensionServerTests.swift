import Foundation
import JSONText
import LambdaModel
import Testing

@testable import LambdaRuntime

/// The Extensions API, over real sockets.
@Suite("Extensions API", .timeLimit(.minutes(4)))
struct ExtensionServerTests {
    private static let errorType = "Lambda-Extension-Function-Error-Type"
    private static let error = Array(#"{"errorType": "Extension.Bad", "errorMessage": "no key"}"#.utf8)

    /// An environment with the extension `a`, which has asked for its first event, and a runtime that has not.
    private static func with(
        events: String = #"["INVOKE", "SHUTDOWN"]"#,
        _ body: (RuntimePlace, _ runtime: FakeRuntime, _ other: FakeRuntime, _ id: String) async throws -> Void
    ) async throws {
        try await RuntimePlace.with(extensions: ["a"]) { place in
            try await FakeRuntime.with(place) { other in
                let id = try #require(try await other.register("a", events: events).extensionID)
                try await other.askForEvent(as: id)
                try await FakeRuntime.with(place) { runtime in try await body(place, runtime, other, id) }
            }
        }
    }

    // MARK: Events

    @Test func `an extension gets the call`() async throws {
        try await Self.with { place, runtime, other, id in
            async let end = place.call(timeout: 900)
            let event = try await runtime.event()
            let invoke = try await other.reply()
            #expect(invoke.status == 200)
            #expect(invoke.headers["lambda-extension-event-identifier"]?.isEmpty == false)
            #expect(invoke["eventType"]?.string == "INVOKE")
            #expect(invoke["requestId"]?.string == "first")
            #expect(invoke["invokedFunctionArn"]?.string == RuntimePlace.arn)
            #expect(invoke["deadlineMs"]?.numberText == event.headers["lambda-runtime-deadline-ms"])
            #expect(invoke["tracing"]?["type"]?.string == "X-Amzn-Trace-Id")
            #expect(invoke["tracing"]?["value"]?.string == event.headers["lambda-runtime-trace-id"])
            #expect(try await runtime.respond("1").status == 202)
            let ended = await end
            #expect(ended.outcome == .response)

            async let next = place.call(id: "second")
            try await runtime.askForEvent()
            try await other.askForEvent(as: id)
            #expect(try await runtime.reply().requestID == "second")
            #expect(try await other.reply()["requestId"]?.string == "second")
            #expect(try await runtime.respond("2", to: "second").status == 202)
            let nextEnded = await next
            #expect(nextEnded.outcome == .response)
        }
    }

    @Test func `an extension for no calls learns only about the end`() async throws {
        try await Self.with(events: #"["SHUTDOWN"]"#) { place, runtime, other, _ in
            async let end = place.call()
            let found148 = try await runtime.event().status
            #expect(found148 == 200)
            let found149 = try await runtime.respond("1").status
            #expect(found149 == 202)
            let ended = await end
            #expect(ended.outcome == .response)
            place.server.shutDown(.spindown)
            let found153 = try await other.reply()["eventType"]?.string
            #expect(found153 == "SHUTDOWN")
        }
    }

    @Test(arguments: ShutdownReason.allCases)
    func `an extension learns about the end`(reason: ShutdownReason) async throws {
        try await Self.with { place, runtime, other, _ in
            try await runtime.askForEvent()
            _ = try await place.news.initReport()
            let before = Date().timeIntervalSince1970
            place.server.shutDown(reason)
            let shutdown = try await other.reply()
            #expect(shutdown.status == 200)
            #expect(shutdown["eventType"]?.string == "SHUTDOWN")
            #expect(shutdown["shutdownReason"]?.string == reason.rawValue)
            let deadline = try #require(shutdown["deadlineMs"]?.int)
            #expect(deadline >= Int((before + 2) * 1000))
            try await place.news.has(.spent)
        }
    }

    /// The container was removed when the runtime had ended, with its extensions in the middle of their work.
    @Test func `the end of the runtime is not the end of the container`() async throws {
        try await Self.with { place, runtime, other, _ in
            try await runtime.askForEvent()
            _ = try await place.news.initReport()
            place.server.shutDown(.spindown)
            #expect(try await other.reply()["eventType"]?.string == "SHUTDOWN")
            place.server.runtimeEnded(code: 0)
            let begin = ContinuousClock.now
            await place.server.ended(within: .milliseconds(200))
            #expect(ContinuousClock.now - begin >= .milliseconds(200))
            async let ended: Void = place.server.ended(within: .seconds(3600))
            place.server.exited(.code(0))
            await ended
        }
    }

    @Test func `an extension that is busy when the runtime ends still learns about the end`() async throws {
        try await Self.with { place, runtime, other, id in
            async let end = place.call()
            #expect(try await runtime.event().status == 200)
            #expect(try await other.reply()["eventType"]?.string == "INVOKE")
            #expect(try await runtime.respond("1").status == 202)
            let ended = await end
            #expect(ended.outcome == .response)
            place.server.shutDown(.spindown)
            place.server.runtimeEnded(code: 0)
            try await other.askForEvent(as: id)
            #expect(try await other.reply()["eventType"]?.string == "SHUTDOWN")
        }
    }

    /// The container ran on, and the next call lost two seconds with it.
    @Test func `if the runtime ends between calls, extensions learn about the end`() async throws {
        try await Self.with { place, runtime, other, _ in
            let ends = AsyncStream.makeStream(of: Int.self)
            place.server.update { $0.runtimeEnded = { ends.continuation.yield($0) } }
            try await runtime.askForEvent()
            _ = try await place.news.initReport()
            place.server.runtimeEnded(code: 3)
            let shutdown = try await other.reply()
            #expect(shutdown["eventType"]?.string == "SHUTDOWN" && shutdown["shutdownReason"]?.string == "failure")
            let code = await ends.stream.first { _ in true }
            #expect(code == 3)
            let end = await place.call()
            #expect(end.outcome == .neverDelivered && !place.news.all.contains(.spent))
        }
    }

    @Test func `if the runtime ends during a call, that is the end of the call`() async throws {
        try await Self.with { place, runtime, _, _ in
            async let end = place.call()
            let event = try await runtime.event()
            #expect(event.status == 200)
            place.server.runtimeEnded(code: 3)
            let ended = await end
            #expect(ended.outcome == .exited(.code(3)))
        }
    }

    // MARK: Faults

    @Test(arguments: [(nil, "Missing"), ("0", "Unknown")] as [(String?, String)])
    func `an extension needs its identifier`(identifier: String?, problem: String) async throws {
        try await Self.with { place, _, _, _ in
            try await FakeRuntime.with(place) { other in
                try await other.askForEvent(as: identifier)
                let answer = try await other.reply()
                #expect(answer.status == 403)
                #expect(answer.errorType == "Extension.\(problem)ExtensionIdentifier")
                for path in ["init", "exit"] {
                    let headers: [String: String?] = [
                        "Lambda-Extension-Identifier": identifier, Self.errorType: "Extension.Bad",
                    ]
                    let error = try await other.ask("POST", "/2020-01-01/extension/\(path)/error", headers, Self.error)
                    #expect(error.errorType == "Extension.\(problem)ExtensionIdentifier", "\(path)")
                }
            }
        }
    }

    @Test func `an error needs a type`() async throws {
        try await Self.with { place, runtime, _, id in
            try await FakeRuntime.with(place) { other in
                for path in ["init", "exit"] {
                    let answer = try await other.ask(
                        "POST", "/2020-01-01/extension/\(path)/error", ["Lambda-Extension-Identifier": id], Self.error)
                    #expect(answer.status == 403)
                    #expect(answer.errorType == "Extension.MissingErrorType", "\(path)")
                }
            }
            async let end = place.call()
            #expect(try await runtime.event().status == 200, "nothing has changed")
            #expect(try await runtime.respond("1").status == 202)
            let ended = await end
            #expect(ended.outcome == .response)
        }
    }

    @Test func `an extension that reports its exit ends the environment and the call`() async throws {
        try await Self.with { place, runtime, other, id in
            async let end = place.call()
            #expect(try await runtime.event().status == 200)
            #expect(try await other.reply()["eventType"]?.string == "INVOKE")
            let answer = try await other.ask(
                "POST", "/2020-01-01/extension/exit/error",
                ["Lambda-Extension-Identifier": id, Self.errorType: "Extension.Other"], Self.error)
            #expect(answer.status == 202)
            let ended = await end
            guard case .extensionFailed(let failure) = ended.outcome else {
                Issue.record("\(ended.outcome)")
                return
            }
            #expect(failure.type == "Extension.ExitError")
            #expect(failure.name == "a")
            #expect(failure.reason == "Extension.Bad: no key")
            try await place.news.has(.spent)
        }
    }

    @Test(arguments: [true, false])
    func `an extension that fails fails the init`(isReported: Bool) async throws {
        try await Self.with { place, _, _, id in
            if isReported {
                try await FakeRuntime.with(place) { second in
                    let answer = try await second.ask(
                        "POST", "/2020-01-01/extension/init/error",
                        ["Lambda-Extension-Identifier": id, Self.errorType: "Extension.Bad"], Self.error)
                    #expect(answer.status == 202)
                }
            } else {
                place.server.extensionEnded("a", "exit status 2")
            }
            guard case .extensionFailed(let failure)? = try await place.news.initReport().failure else {
                Issue.record("\(place.news.all)")
                return
            }
            #expect(failure.type == (isReported ? "Extension.InitError" : "Extension.Crash"))
            #expect(failure.name == "a")
            #expect(failure.reason == (isReported ? "Extension.Bad: no key" : "exit status 2"))
        }
    }

    // MARK: Telemetry

    /// The answers of the emulator in AWS's images (RUNTIME facts, point 1.4), if lamdeck cannot connect to the container.
    @Test(arguments: [("/2022-07-01/telemetry", "Telemetry"), ("/2020-08-15/logs", "Logs")])
    func `a subscription is answered so that the extension goes on`(path: String, api: String) async throws {
        try await Self.with { place, _, _, id in
            try await FakeRuntime.with(place) { other in
                let body = #"{"schemaVersion": "2022-12-13", "types": ["platform"], "destination": {}}"#
                let answer = try await other.ask(
                    "PUT", path, ["Lambda-Extension-Identifier": id], Array(body.utf8))
                #expect(answer.status == 202)
                #expect(answer.errorType == "\(api).NotSupported")
                #expect(!place.log.isObserved)
            }
        }
    }
}
